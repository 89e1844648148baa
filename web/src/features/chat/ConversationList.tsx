/** Earlier conversations, and a new one. */
import { Button, NavLink, ScrollArea, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { longDate } from "@/lib/dates";
import { conversationsQuery } from "./conversations";

interface Props {
  patientId: Uuid;
  current: Uuid | null;
  onPick: (conversationId: Uuid | null) => void;
}

export function ConversationList({ patientId, current, onPick }: Props) {
  const query = useQuery(conversationsQuery(patientId));
  return (
    <Stack gap="xs" h="100%" component="nav" aria-label="Conversations">
      <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => onPick(null)}>
        New question
      </Button>
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} height={46} />} compact>
        {(items) =>
          items.length === 0 ? (
            <Text fz="sm" c="dimmed" px={4}>
              Your questions and their answers are kept here.
            </Text>
          ) : (
            <ScrollArea style={{ flex: 1 }}>
              {items.map((one) => (
                <NavLink
                  key={one.id}
                  component="button"
                  active={one.id === current}
                  aria-current={one.id === current || undefined}
                  label={one.title}
                  description={longDate(one.updated_at)}
                  noWrap
                  onClick={() => onPick(one.id)}
                  style={{ borderRadius: 8 }}
                />
              ))}
            </ScrollArea>
          )
        }
      </Loaded>
    </Stack>
  );
}
