/** Register a person with what is needed and nothing more. */
import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useId } from "react";
import { explain } from "@/api/errors";
import type { Patient, Sex } from "@/api/types";
import { Notice } from "@/components/Notice";
import { SEX_WORDS } from "@/lib/words";
import { useCreatePatient } from "./create-patient";

interface Values {
  given: string;
  family: string;
  birthDate: string;
  sex: Sex;
  number: string;
}

const OLDEST_YEARS = 130;
const IDENTIFIER_SYSTEM = "urn:salus:mrn";

export function NewPatientForm({ onCreated }: { onCreated: (patient: Patient) => void }) {
  const create = useCreatePatient();
  const sexLabel = useId();
  const form = useForm<Values>({
    initialValues: { given: "", family: "", birthDate: "", sex: "unknown", number: "" },
    validate: {
      given: (value) => (value.trim() ? null : "Enter the given name."),
      family: (value) => (value.trim() ? null : "Enter the family name."),
      birthDate: validateBirthDate,
    },
  });
  const submit = (values: Values): void =>
    create.mutate(
      {
        given: values.given.trim(),
        family: values.family.trim(),
        birth_date: values.birthDate,
        sex: values.sex,
        identifiers: values.number.trim() ? [{ system: IDENTIFIER_SYSTEM, value: values.number.trim() }] : [],
      },
      { onSuccess: onCreated },
    );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="md" maw={480}>
        {create.error && (
          <Notice tone="critical" urgent title={explain(create.error).title}>
            {explain(create.error).detail}
          </Notice>
        )}
        <Group grow align="flex-start">
          <TextInput
            label="Given name"
            withAsterisk
            autoComplete="off"
            autoFocus
            {...form.getInputProps("given")}
          />
          <TextInput label="Family name" withAsterisk autoComplete="off" {...form.getInputProps("family")} />
        </Group>
        <TextInput
          label="Birth date"
          withAsterisk
          type="date"
          maw={220}
          {...form.getInputProps("birthDate")}
        />
        <div>
          <Text id={sexLabel} fz="sm" fw={500} mb={4}>
            Sex
          </Text>
          <SegmentedControl
            aria-labelledby={sexLabel}
            data={Object.entries(SEX_WORDS).map(([value, label]) => ({
              value,
              label: value === "unknown" ? "Unknown" : label,
            }))}
            {...form.getInputProps("sex")}
          />
        </div>
        <TextInput
          label="Record number"
          description="The number by which your institution knows this person, if there is one."
          maw={320}
          autoComplete="off"
          {...form.getInputProps("number")}
        />
        <Group mt="xs">
          <Button type="submit" loading={create.isPending}>
            Register patient
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function validateBirthDate(value: string): string | null {
  if (!value) return "Enter the birth date.";
  const year = Number(value.slice(0, 4));
  const today = new Date();
  if (new Date(value) > today) return "The birth date lies in the future.";
  return year < today.getFullYear() - OLDEST_YEARS ? "Check the year of birth." : null;
}
