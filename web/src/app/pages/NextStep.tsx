/** One next action, large, with one button. */
import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import {
  IconArrowRight,
  IconCircleCheck,
  IconFilePlus,
  IconFileX,
  IconMessageCircle,
  IconStethoscope,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Chart, DocumentSummary } from "@/api/types";
import { chooseNextStep, type FoundResult } from "./next-step";
import classes from "./pages.module.css";

interface Props {
  chart: Chart;
  documents: readonly DocumentSummary[];
  found: readonly FoundResult[];
}

export function NextStep({ chart, documents, found }: Props) {
  const step = chooseNextStep(chart, documents, found);
  switch (step.kind) {
    case "talk":
      return (
        <Step
          tone="critical"
          icon={<IconStethoscope size={24} />}
          title={`${step.test}: speak with your doctor about this value today`}
          text={`${step.words} This is far outside it. If you feel unwell, call your local emergency number.`}
          action={<Ask test={step.test} />}
        />
      );
    case "unreadable":
      return (
        <Step
          icon={<IconFileX size={24} />}
          title={`“${step.document.title || step.document.filename}” could not be read`}
          text={step.document.reason ?? "Please scan or photograph it again."}
          action={
            <Button component={Link} to="/documents" rightSection={<IconArrowRight size={16} aria-hidden />}>
              Send it again
            </Button>
          }
        />
      );
    case "add-document":
      return (
        <Step
          icon={<IconFilePlus size={24} />}
          title="Add your first document"
          text="A lab report, a letter or a photo of one. Salus reads it and shows your results here."
          action={
            <Button component={Link} to="/documents" rightSection={<IconArrowRight size={16} aria-hidden />}>
              Add a document
            </Button>
          }
        />
      );
    case "ask":
      return (
        <Step
          icon={<IconMessageCircle size={24} />}
          title={`${step.test} is outside its usual range`}
          text={`${step.words} Read what it means, and bring your questions to your next visit.`}
          action={<Ask test={step.test} />}
        />
      );
    case "nothing":
      return (
        <Step
          icon={<IconCircleCheck size={24} />}
          title="Nothing for you to do right now"
          text="When a result or a letter arrives, it is shown here first."
          action={null}
        />
      );
  }
}

function Ask({ test }: { test: string }) {
  return (
    <Button
      component={Link}
      to="/chat"
      state={{ question: `What does my ${test} result mean?` } as never}
      rightSection={<IconArrowRight size={16} aria-hidden />}
    >
      What does this mean?
    </Button>
  );
}

interface StepProps {
  tone?: "critical";
  icon: ReactNode;
  title: string;
  text: string;
  action: ReactNode;
}

function Step({ tone, icon, title, text, action }: StepProps) {
  return (
    <section className={classes.step} data-tone={tone} aria-label="Your next step" data-testid="next-step">
      <span className={classes.stepIcon} aria-hidden>
        {icon}
      </span>
      <div className={classes.stepWords}>
        <Text fz="xs" fw={600} className={classes.stepKicker}>
          Your next step
        </Text>
        <Text fw={640} fz="lg" lh={1.35} component="h2" m={0}>
          {title}
        </Text>
        <Text fz="md" className={classes.stepText}>
          {text}
        </Text>
      </div>
      {action}
    </section>
  );
}
