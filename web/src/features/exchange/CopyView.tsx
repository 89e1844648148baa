/** Take the whole record with you: what the copy holds, how to share it, the copies that there are. */
import { Button, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPackageExport } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { CopyList } from "./CopyList";
import { copiesQuery, useMakeCopy } from "./transfers";

export function CopyView({ patientId }: { patientId: Uuid }) {
  const copies = useQuery(copiesQuery(patientId));
  const make = useMakeCopy(patientId);
  const isBeingMade = copies.data?.some(({ status }) => status === "waiting") ?? false;
  return (
    <Section title="A copy of your whole record" icon={<IconPackageExport size={18} />}>
      <Stack gap="sm">
        <Text>
          One file with everything that stands in your record. Keep it, or give it to another doctor, hospital
          or app.
        </Text>
        <Button
          onClick={() => make.mutate()}
          loading={make.isPending}
          disabled={isBeingMade}
          style={{ alignSelf: "flex-start" }}
          data-testid="make-copy"
        >
          {isBeingMade ? "A copy is being made" : "Make a copy"}
        </Button>
        {make.error && (
          <Notice tone="critical" title={explain(make.error).title} urgent>
            {explain(make.error).detail}
          </Notice>
        )}
        <Loaded query={copies} skeleton={<RowsSkeleton rows={2} height={72} />} compact>
          {(found) => (found.length > 0 ? <CopyList patientId={patientId} copies={found} /> : <></>)}
        </Loaded>
        <Inside />
        <Notice tone="warning" title="Who has the file can read it">
          The file is not locked with a password. Give it only to people you trust, and do not leave it on a
          computer that others use.
        </Notice>
      </Stack>
    </Section>
  );
}

function Inside() {
  return (
    <div>
      <Text fw={600} mb={4}>
        What is inside
      </Text>
      <List fz="sm" spacing={4}>
        <List.Item>
          A page to read, <b>index.html</b>: your allergies, problems, medicines, vaccinations, results,
          visits and the rest in tables. It opens in any browser.
        </List.Item>
        <List.Item>Your documents and pictures, exactly as they were sent.</List.Item>
        <List.Item>
          The same record in a form that other systems can read (FHIR&nbsp;R4), with where each entry came
          from.
        </List.Item>
        <List.Item>A list of checksums, so that anybody can see that nothing was changed.</List.Item>
      </List>
      <Text fz="sm" c="dimmed" mt={6}>
        Conversations with the assistant and the list of who has looked are not in the copy.
      </Text>
    </div>
  );
}
