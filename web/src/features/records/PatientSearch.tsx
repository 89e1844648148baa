/** Find a patient by name, birth date or number; typing errors are forgiven. */
import { Loader, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconSearch, IconUserSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Patient } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { useListKeys } from "@/components/useListKeys";
import { plural } from "@/lib/words";
import { PatientLine } from "./PatientBanner";
import { patientSearchQuery } from "./patient-search";
import classes from "./worklist.module.css";

const DEBOUNCE_MS = 160;

export function PatientSearch({ newPatient }: { newPatient: ReactNode }) {
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text, DEBOUNCE_MS);
  const query = useQuery(patientSearchQuery(wanted));
  const list = useListKeys<HTMLUListElement>();
  return (
    <Stack gap="sm">
      <TextInput
        label="Name, birth date or number"
        placeholder="Olivera 4.3.1958"
        description="Spelling need not be exact."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={query.isFetching ? <Loader size={16} /> : null}
        type="search"
        autoFocus
        maw={520}
        data-testid="patient-search"
      />
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} height={60} />}>
        {(page) => (
          <>
            <Text role="status" fz="sm" c="dimmed">
              {plural(page.items.length, "patient")}
              {page.next_cursor && " shown, there are more: type a little more of the name"}
            </Text>
            {page.items.length === 0 ? (
              <EmptyState icon={<IconUserSearch size={26} />} title="Nobody found" action={newPatient}>
                {text
                  ? "Try the family name alone, or the birth date. You only see patients who are in your care."
                  : "No patient is in your care yet."}
              </EmptyState>
            ) : (
              <ul className={classes.list} ref={list} data-testid="patients">
                {page.items.map((patient) => (
                  <li key={patient.uuid}>
                    <PatientRow patient={patient} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function PatientRow({ patient }: { patient: Patient }) {
  return (
    <Link
      to="/patients/$patientId"
      params={{ patientId: patient.uuid }}
      className={classes.row}
      style={{ gridTemplateColumns: "minmax(0, 1fr)" }}
      data-list-item
    >
      <span className={classes.who}>
        <span className={classes.name}>{patient.display_name}</span>
        <PatientLine patient={patient} />
      </span>
    </Link>
  );
}
