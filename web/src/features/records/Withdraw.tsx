/** Take an entry out of the chart that should never have stood there. It can be taken back, so nobody is asked twice. */
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconEraser } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import { type EditedFact, type EditTarget, nameOf, writtenPart } from "./fact-fields";
import classes from "./fact-form.module.css";
import { useSaveFact, useWithdrawFact } from "./save-fact";

const SHOWN_MS = 12_000;

interface Props {
  target: EditTarget & { fact: EditedFact };
  onDone: () => void;
}

export function Withdraw({ target, onDone }: Props) {
  const { patientId, kind, fact } = target;
  const withdraw = useWithdrawFact(patientId, kind);
  const save = useSaveFact(patientId, kind);
  const putBack = (gone: EditedFact, notice: string): void => {
    notifications.hide(notice);
    save.mutate(
      { fact: gone, content: writtenPart(fact) },
      { onError: (error) => notifications.show({ color: "red", message: explain(error).detail }) },
    );
  };
  const take = (): void =>
    withdraw.mutate(fact, {
      onSuccess: (gone) => {
        onDone();
        const notice = notifications.show({
          autoClose: SHOWN_MS,
          message: (
            <Group justify="space-between" gap="xs">
              <span>{nameOf(fact)} was marked as entered in error and left the chart.</span>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconArrowBackUp size={14} aria-hidden />}
                onClick={() => putBack(gone, notice)}
              >
                Undo
              </Button>
            </Group>
          ),
        });
      },
    });
  return (
    <div className={classes.withdraw}>
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        leftSection={<IconEraser size={16} aria-hidden />}
        loading={withdraw.isPending}
        onClick={take}
      >
        Entered in error: take it out
      </Button>
      {withdraw.error && (
        <Text role="alert" fz="sm" c="red">
          {explain(withdraw.error).detail}
        </Text>
      )}
    </div>
  );
}
