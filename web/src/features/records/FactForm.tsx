/** The form of one fact, and what happens when somebody else was faster. */
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/errors";
import { Notice } from "@/components/Notice";
import type { Patient } from "@/api/types";
import { chartQuery } from "./chart";
import { Conflict } from "./Conflict";
import {
  type Content,
  contentOf,
  type EditedFact,
  type EditTarget,
  type Field,
  fieldsOf,
  KIND_WORDS,
  nameOf,
  toForm,
} from "./fact-fields";
import classes from "./fact-form.module.css";
import { PatientLine } from "./PatientBanner";
import { overtakenBy, reasonsOf, useSaveFact } from "./save-fact";
import { type TestChoice, testChoices } from "./test-choices";
import { Withdraw } from "./Withdraw";

interface Props {
  target: EditTarget;
  onDirty: (isDirty: boolean) => void;
  onCancel: () => void;
  onDone: (message: string) => void;
}

export default function FactForm({ target, onDirty, onCancel, onDone }: Props) {
  const { patientId, kind } = target;
  /** The version that this form corrects; a newer one after a conflict. */
  const [base, setBase] = useState(target.fact);
  const fields = fieldsOf(kind, target.fact);
  const save = useSaveFact(patientId, kind);
  // The chart is open behind the form: this reads what it has, and does not look at it once more.
  const chart = useQuery({ ...chartQuery(patientId), enabled: false }).data;
  const tests = kind === "observations" && target.fact === null ? testChoices(chart?.last_values ?? []) : [];
  const form = useForm({
    initialValues: toForm(fields, target.fact, new Date()),
    validate: (values) => problemsOf(fields, values),
    onValuesChange: () => onDirty(true),
  });
  const content = (fact: EditedFact | null): Content =>
    contentOf(kind, fact, form.values, tests.find(({ code }) => code === form.values.code)?.content);
  const send = (fact: EditedFact | null): void =>
    save.mutate(
      { fact, content: content(fact) },
      {
        onSuccess: (written) => onDone(`${nameOf(written)} stands in the chart.`),
        onError: (error) => form.setErrors(reasonsOf(error, fields)),
      },
    );
  // A test is measured in its usual unit until somebody says otherwise.
  form.watch("code", ({ value }) => {
    form.setFieldValue("unit", tests.find(({ code }) => code === value)?.unit ?? "");
  });
  const newer = overtakenBy(save.error) as EditedFact | null;
  if (newer && target.fact) {
    return (
      <Conflict
        patientId={patientId}
        kind={kind}
        fields={fields}
        theirs={newer as unknown as Content & { id: string; version: number }}
        yours={content(newer)}
        isSending={save.isPending}
        onWrite={() => send(newer)}
        onKeep={onCancel}
        onEdit={() => {
          setBase(newer);
          save.reset();
        }}
      />
    );
  }
  return (
    <form onSubmit={form.onSubmit(() => send(base))} noValidate>
      <Stack gap="sm">
        {chart && <Whose patient={chart.patient} />}
        {save.error && Object.keys(reasonsOf(save.error, fields)).length === 0 && (
          <Notice tone="critical" urgent title={explain(save.error).title}>
            {explain(save.error).detail} What you typed is still here.
          </Notice>
        )}
        <div className={classes.fields}>
          {fields.map((field, index) => (
            <FieldInput
              key={field.name}
              field={field}
              tests={tests}
              autoFocus={index === 0}
              input={form.getInputProps(field.name)}
            />
          ))}
        </div>
        <Group gap="xs" mt="xs">
          <Button type="submit" loading={save.isPending} data-testid="save-fact">
            {base ? "Save the correction" : `Add the ${KIND_WORDS[kind]}`}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
        {base && <Withdraw target={{ ...target, fact: base }} onDone={onCancel} />}
        {base && (
          <Text fz="sm" c="dimmed">
            Version {base.version}. Earlier versions are kept; nothing is ever overwritten without a trace.
          </Text>
        )}
      </Stack>
    </form>
  );
}

/** The banner lies behind the workspace, so the form says itself whose chart is written. */
function Whose({ patient }: { patient: Patient }) {
  return (
    <Text fz="sm" component="div" className={classes.whose}>
      <b>{patient.display_name}</b> <PatientLine patient={patient} />
    </Text>
  );
}

interface InputProps {
  field: Field;
  tests: TestChoice[];
  autoFocus: boolean;
  input: object;
}

function FieldInput({ field, tests, autoFocus, input }: InputProps) {
  const shared = {
    label: field.label,
    description: field.hint,
    withAsterisk: field.required,
    autoFocus,
    "data-autofocus": autoFocus || undefined,
    ...input,
  };
  if (field.name === "code") {
    const data = [
      { value: "", label: "Choose the test" },
      ...tests.map(({ code, name }) => ({ value: code, label: name })),
    ];
    return <NativeSelect className={classes.whole} data={data} {...shared} />;
  }
  if (field.choices) {
    const none = field.required ? [] : [{ value: "", label: "Not given" }];
    return <NativeSelect data={[...none, ...field.choices]} {...shared} />;
  }
  if (field.type === "long") return <Textarea className={classes.whole} minRows={2} {...shared} />;
  return (
    <TextInput
      className={field.name === "display" ? classes.whole : undefined}
      type={field.type === "date" ? "date" : field.type === "moment" ? "datetime-local" : "text"}
      inputMode={field.type === "number" ? "decimal" : undefined}
      autoComplete="off"
      {...shared}
    />
  );
}

function problemsOf(fields: Field[], values: Record<string, string>): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { name, label, type, required } of fields) {
    const text = (values[name] ?? "").trim();
    if (required && !text) problems[name] = `${label} is needed.`;
    if (type === "number" && text && !/^-?\d+(\.\d+)?$/.test(text))
      problems[name] = "Write a number, with a point for decimals.";
  }
  return problems;
}
