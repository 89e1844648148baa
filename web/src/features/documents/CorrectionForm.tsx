/** Put a finding right in place, then accept it as corrected. */
import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Proposal } from "@/api/types";
import { sentence } from "@/lib/words";
import type { Fact } from "./decide";
import { correctionOf, type Field, FIELDS, toForm } from "./facts";
import classes from "./review.module.css";

interface Props {
  proposal: Proposal;
  isSending: boolean;
  onCancel: () => void;
  onAccept: (correction: Fact | null) => void;
}

export function CorrectionForm({ proposal, isSending, onCancel, onAccept }: Props) {
  const form = useForm({
    initialValues: toForm(proposal.kind, proposal.fact),
    validate: (values) => validate(FIELDS[proposal.kind], values),
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => onAccept(correctionOf(proposal.kind, proposal.fact, values)))}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <Stack gap="sm">
        <Text fz="sm" fw={560}>
          Put it right
        </Text>
        <div className={classes.fields}>
          {FIELDS[proposal.kind].map((field, index) => (
            <FieldInput
              key={field.name}
              field={field}
              autoFocus={index === 1}
              input={form.getInputProps(field.name)}
            />
          ))}
        </div>
        <Group gap="xs">
          <Button type="submit" loading={isSending}>
            Accept as corrected
          </Button>
          <Button variant="default" onClick={onCancel}>
            Leave as it was
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface InputProps {
  field: Field;
  autoFocus: boolean;
  input: object;
}

function FieldInput({ field, autoFocus, input }: InputProps) {
  if (field.options) {
    const data = [
      { value: "", label: "Not given" },
      ...field.options.map((value) => ({ value, label: sentence(value) })),
    ];
    return <NativeSelect label={field.label} data={data} {...input} />;
  }
  return (
    <TextInput
      label={field.label}
      type={field.type === "date" ? "date" : "text"}
      inputMode={field.type === "number" ? "decimal" : undefined}
      autoFocus={autoFocus}
      autoComplete="off"
      {...input}
    />
  );
}

function validate(fields: Field[], values: Record<string, string>): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { name, label, type } of fields) {
    const text = (values[name] ?? "").trim();
    if (name === "display" && !text) errors[name] = `${label} is needed.`;
    if (type === "number" && text && !/^-?\d+(\.\d+)?$/.test(text))
      errors[name] = "Write a number, with a point for decimals.";
  }
  return errors;
}
