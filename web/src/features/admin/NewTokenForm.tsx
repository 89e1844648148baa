/** Make a token: what uses it, for whom it acts, what it may do, how long. Its secret is shown once. */
import {
  Button,
  Checkbox,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { explain } from "@/api/errors";
import type { IssuedToken, TokenScope } from "@/api/types";
import { Notice } from "@/components/Notice";
import { bearersQuery, useCreateToken } from "./tokens";
import { ACTS_FOR, type ActsFor, SCOPE_WORDS, scopesFor } from "./token-words";

interface Values {
  name: string;
  actsFor: ActsFor;
  bearer: string | null;
  scopes: TokenScope[];
  days: number;
}

const LONGEST_DAYS = 366;

export function NewTokenForm({ onDone }: { onDone: (issued: IssuedToken) => void }) {
  const create = useCreateToken();
  const actsForLabel = useId();
  const form = useForm<Values>({
    initialValues: { name: "", actsFor: "patient", bearer: null, scopes: [], days: 90 },
    validate: {
      name: (value) => (value.trim() ? null : "Say which program or device uses it."),
      bearer: (value, values) => (values.actsFor !== "nobody" && !value ? "Choose for whom it acts." : null),
      scopes: (value) => (value.length > 0 ? null : "Choose what it may do, and no more than it needs."),
      days: (value) =>
        value >= 1 && value <= LONGEST_DAYS ? null : `Choose between 1 and ${LONGEST_DAYS} days.`,
    },
  });
  const { actsFor } = form.values;
  const changeActsFor = (value: string): void =>
    form.setValues({ actsFor: value as ActsFor, bearer: null, scopes: [] });
  const submit = (values: Values): void =>
    create.mutate(
      {
        name: values.name.trim(),
        scopes: values.scopes,
        days: values.days,
        patient_uuid: values.actsFor === "patient" ? values.bearer : null,
        doctor_uuid: values.actsFor === "doctor" ? values.bearer : null,
      },
      { onSuccess: onDone },
    );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="md">
        {create.error && (
          <Notice tone="critical" urgent title={explain(create.error).title}>
            {explain(create.error).detail}
          </Notice>
        )}
        <TextInput
          label="Used by"
          description="The program or device, as the audit trail shall name it."
          placeholder="Blood pressure cuff, room 4"
          withAsterisk
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <div>
          <Text id={actsForLabel} fz="sm" fw={500} mb={4}>
            Acts for
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby={actsForLabel}
            data={ACTS_FOR}
            value={actsFor}
            onChange={changeActsFor}
          />
        </div>
        {actsFor !== "nobody" && <Bearer key={actsFor} kind={actsFor} input={form.getInputProps("bearer")} />}
        <Checkbox.Group label="May" withAsterisk {...form.getInputProps("scopes")}>
          <Stack gap={8} mt={6}>
            {scopesFor(actsFor).map((scope) => (
              <Checkbox key={scope} value={scope} label={SCOPE_WORDS[scope]} description={scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NumberInput
          label="Ends after (days)"
          description="Give it a new secret before that; both work while one takes over."
          min={1}
          max={LONGEST_DAYS}
          allowDecimal={false}
          {...form.getInputProps("days")}
        />
        <Button type="submit" loading={create.isPending}>
          Make token
        </Button>
      </Stack>
    </form>
  );
}

interface BearerProps {
  kind: "patient" | "doctor";
  input: { value?: string | null; onChange: (value: string | null) => void; error?: React.ReactNode };
}

function Bearer({ kind, input }: BearerProps) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery(bearersQuery(kind, asked));
  return (
    <Select
      label={kind === "patient" ? "Patient" : "Practitioner"}
      placeholder="Type a name"
      withAsterisk
      searchable
      data={found.data ?? []}
      // The server has searched already, and forgives typing errors.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={asked.length > 1 && !found.isFetching ? "Nobody found" : undefined}
      value={input.value ?? null}
      onChange={input.onChange}
      error={input.error}
    />
  );
}
