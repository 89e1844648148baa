/** One box to go anywhere: patients, documents, pages, commands. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import {
  IconFileText,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconShare2,
  IconSun,
  IconUser,
  IconUserPlus,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Me } from "@/api/types";
import { useChartPaths } from "@/components/paths";
import { useSignOut } from "@/features/auth/sign-in";
import { documentsQuery } from "@/features/documents/documents";
import { addWords, type EditKind } from "@/features/records/fact-fields";
import { useFactEditor } from "@/features/records/FactEditor";
import { patientSearchQuery } from "@/features/records/patient-search";
import { longDate } from "@/lib/dates";
import { documentTypeWords, plural, SEX_WORDS } from "@/lib/words";
import { placesOf } from "./navigation";

export const [omniboxStore, omnibox] = createSpotlight();

interface Entry {
  id: string;
  label: string;
  description?: string;
  icon: ReactNode;
  run: () => void;
}

const WRITTEN: EditKind[] = ["allergies", "conditions", "medications", "observations", "flags"];
const SHOWN = 6;
const DEBOUNCE_MS = 140;

export function Omnibox({ me }: { me: Me }) {
  const [text, setText] = useState("");
  const groups = useGroups(me, text);
  const isEmpty = groups.every((group) => group.entries.length === 0);
  return (
    <Spotlight.Root
      store={omniboxStore}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      scrollable
      maxHeight="60vh"
      clearQueryOnClose
      centered={false}
      yOffset="12vh"
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      attributes={{ content: { "aria-label": "Find anything" } }}
      transitionProps={{ duration: 100 }}
    >
      <Spotlight.Search
        placeholder={
          me.role === "patient" ? "Find a document or a page" : "Find a patient, a document, a command"
        }
        aria-label="Search"
        leftSection={<IconSearch size={19} aria-hidden />}
        data-testid="omnibox-input"
      />
      <Spotlight.ActionsList>
        {isEmpty && <Spotlight.Empty>Nothing found. Try fewer letters.</Spotlight.Empty>}
        {groups
          .filter((group) => group.entries.length > 0)
          .map((group) => (
            <Spotlight.ActionsGroup key={group.label} label={group.label}>
              {group.entries.map((entry) => (
                <Spotlight.Action
                  key={entry.id}
                  label={entry.label}
                  description={entry.description}
                  leftSection={entry.icon}
                  onClick={entry.run}
                />
              ))}
            </Spotlight.ActionsGroup>
          ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useGroups(me: Me, text: string): { label: string; entries: Entry[] }[] {
  const patients = usePatients(me, text);
  const documents = useDocuments(me, text);
  const commands = useCommands(me).filter((entry) => matches(entry, text));
  return [
    { label: "Patients", entries: patients },
    { label: "Documents", entries: documents },
    { label: "Commands", entries: commands },
  ];
}

function matches(entry: Entry, text: string): boolean {
  const haystack = `${entry.label} ${entry.description ?? ""}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function usePatients(me: Me, text: string): Entry[] {
  const navigate = useNavigate();
  const [wanted] = useDebouncedValue(text.trim(), DEBOUNCE_MS);
  const query = useQuery({
    ...patientSearchQuery(wanted),
    enabled: me.role === "doctor" && wanted.length > 1,
  });
  if (me.role !== "doctor" || text.trim().length < 2) return [];
  return (query.data?.items ?? []).slice(0, SHOWN).map((patient) => ({
    id: patient.uuid,
    label: patient.display_name,
    description: [
      patient.age === null ? null : plural(patient.age, "year"),
      SEX_WORDS[patient.sex],
      patient.birth_date && `born ${longDate(patient.birth_date)}`,
    ]
      .filter(Boolean)
      .join(" · "),
    icon: <IconUser size={19} aria-hidden />,
    run: () => void navigate({ to: "/patients/$patientId", params: { patientId: patient.uuid } }),
  }));
}

function useDocuments(me: Me, text: string): Entry[] {
  const navigate = useNavigate();
  const paths = useChartPaths();
  const opened = useParams({ strict: false }).patientId;
  const patientId = me.patient_uuid ?? opened ?? null;
  const query = useQuery({
    ...documentsQuery(patientId ?? ""),
    enabled: patientId !== null && text.length > 0,
  });
  if (!patientId || text.trim() === "") return [];
  return (query.data ?? [])
    .map((document) => ({
      id: document.id,
      label: document.title || document.filename,
      description: [
        documentTypeWords(document.detected_type ?? document.document_type),
        document.document_date && longDate(document.document_date),
      ]
        .filter(Boolean)
        .join(" · "),
      icon: <IconFileText size={19} aria-hidden />,
      run: () => void navigate({ to: paths.document(patientId, document.id) as never }),
    }))
    .filter((entry) => matches(entry, text))
    .slice(0, SHOWN);
}

/** In an open chart whatever can be written by hand is one command away. */
function useWriting(): Entry[] {
  const edit = useFactEditor();
  const { patientId } = useParams({ strict: false });
  if (!edit || !patientId) return [];
  return WRITTEN.map((kind) => ({
    id: `add-${kind}`,
    label: addWords(kind),
    description: "In this chart",
    icon: <IconPlus size={19} aria-hidden />,
    run: () => edit({ patientId, kind, fact: null }),
  }));
}

function useCommands(me: Me): Entry[] {
  const writing = useWriting();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const places = placesOf(me.role).map((place) => ({
    id: place.to,
    label: place.label,
    icon: <place.icon size={19} aria-hidden />,
    run: () => void navigate({ to: place.to }),
  }));
  const register = {
    id: "new-patient",
    label: "Register a new patient",
    icon: <IconUserPlus size={19} aria-hidden />,
    run: () => void navigate({ to: "/patients/new" }),
  };
  const share = {
    id: "share",
    label: "Share and export",
    description: "A copy of your record, or records from elsewhere",
    icon: <IconShare2 size={19} aria-hidden />,
    run: () => void navigate({ to: "/share" }),
  };
  return [
    ...writing,
    ...places,
    ...(me.role === "doctor" ? [register] : []),
    ...(me.role === "patient" ? [share] : []),
    {
      id: "colours",
      label: isDark ? "Light colours" : "Dark colours",
      icon: isDark ? <IconSun size={19} aria-hidden /> : <IconMoon size={19} aria-hidden />,
      run: () => setColorScheme(isDark ? "light" : "dark"),
    },
    {
      id: "sign-out",
      label: "Sign out",
      icon: <IconLogout size={19} aria-hidden />,
      run: () => signOut.mutate(),
    },
  ];
}
