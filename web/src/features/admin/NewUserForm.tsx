/** Open an account; its person chooses the password by a link. A patient's needs a record, a doctor's a practitioner. */
import { Button, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useId } from "react";
import { explain } from "@/api/errors";
import type { Role, User } from "@/api/types";
import { Notice } from "@/components/Notice";
import { useCreateUser } from "./users";

interface Values {
  username: string;
  displayName: string;
  role: Role;
  record: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function NewUserForm({ onDone }: { onDone: (user: User) => void }) {
  const create = useCreateUser();
  const roleLabel = useId();
  const form = useForm<Values>({
    initialValues: { username: "", displayName: "", role: "doctor", record: "" },
    validate: {
      username: (value) => (value.trim().length >= 3 ? null : "Enter at least 3 characters."),
      displayName: (value) => (value.trim() ? null : "Enter the name as others shall see it."),
      record: (value, values) =>
        needsRecord(values.role) && !UUID.test(value.trim()) ? "Enter the whole number." : null,
    },
  });
  const { role } = form.values;
  const submit = (values: Values): void =>
    create.mutate(
      {
        username: values.username.trim(),
        display_name: values.displayName.trim(),
        role: values.role,
        patient_uuid: values.role === "patient" ? values.record.trim() : null,
        doctor_uuid: values.role === "doctor" ? values.record.trim() : null,
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
        <div>
          <Text id={roleLabel} fz="sm" fw={500} mb={4}>
            Role
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby={roleLabel}
            data={[
              { value: "doctor", label: "Doctor" },
              { value: "patient", label: "Patient" },
              { value: "admin", label: "Administrator" },
            ]}
            {...form.getInputProps("role")}
          />
        </div>
        <TextInput
          label="Name"
          withAsterisk
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("displayName")}
        />
        <TextInput
          label="User name"
          withAsterisk
          autoComplete="off"
          autoCapitalize="none"
          {...form.getInputProps("username")}
        />
        {needsRecord(role) && (
          <TextInput
            label={role === "patient" ? "Patient record" : "Practitioner record"}
            description="The number (UUID) of the record this account belongs to."
            withAsterisk
            autoComplete="off"
            {...form.getInputProps("record")}
          />
        )}
        <Button type="submit" loading={create.isPending}>
          Open account
        </Button>
      </Stack>
    </form>
  );
}

function needsRecord(role: Role): boolean {
  return role === "patient" || role === "doctor";
}
