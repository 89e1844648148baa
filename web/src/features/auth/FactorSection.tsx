/** The second factor: on or off, its recovery codes. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import { keys } from "@/api/keys";
import type { Security } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { Section } from "@/components/Section";
import { plural } from "@/lib/words";
import { beginFactor, confirmFactor, useNewRecoveryCodes, useTurnFactorOff } from "./account";
import { ConfirmPassword } from "./ConfirmPassword";
import { Enrolment, RecoveryCodes } from "./Enrolment";

type Asked = "on" | "off" | "codes";
const FEW_CODES = 3;

export function FactorSection({ security }: { security: Security }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOn = security.second_factor_since !== null;
  const left = security.recovery_codes_left;
  return (
    <Section
      title="Second factor"
      icon={<IconDeviceMobile size={19} />}
      action={
        <Mark tone={isOn ? "normal" : security.second_factor_required ? "critical" : "unknown"}>
          {isOn ? "On" : "Off"}
        </Mark>
      }
    >
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          {isOn ? (
            <>
              On since <DateText value={security.second_factor_since} />. You enter a code from your phone
              when you sign in.
              {security.second_factor_required && " Your account must have it, so it stays on."}
            </>
          ) : (
            "A stolen password is not enough when a code from your phone is asked for as well."
          )}
        </Text>
        {isOn && (
          <Text fz="sm">
            {left <= FEW_CODES ? (
              <Mark tone="warning">{`${plural(left, "recovery code")} left. Make new ones.`}</Mark>
            ) : (
              `${left} recovery codes left.`
            )}
          </Text>
        )}
        <Group gap="xs">
          {isOn ? (
            <>
              <Button variant="default" onClick={() => setAsked("codes")}>
                New recovery codes
              </Button>
              {!security.second_factor_required && (
                <Button variant="subtle" color="red" onClick={() => setAsked("off")}>
                  Turn off
                </Button>
              )}
            </>
          ) : (
            <Button onClick={() => setAsked("on")}>Set up</Button>
          )}
        </Group>
      </Stack>
      <TurnOn opened={asked === "on"} onClose={() => setAsked(null)} />
      <TurnOff opened={asked === "off"} onClose={() => setAsked(null)} />
      <NewCodes opened={asked === "codes"} onClose={() => setAsked(null)} />
    </Section>
  );
}

interface DialogProps {
  opened: boolean;
  onClose: () => void;
}

function TurnOn({ opened, onClose }: DialogProps) {
  const client = useQueryClient();
  const [offer, setOffer] = useState<Awaited<ReturnType<typeof beginFactor>> | null>(null);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = (): void => {
    setOffer(null);
    setError(null);
    void client.invalidateQueries({ queryKey: keys.account });
    onClose();
  };
  const begin = (password: string): void => {
    setPending(true);
    setError(null);
    beginFactor(password)
      .then(setOffer, setError)
      .finally(() => setPending(false));
  };
  if (!offer) {
    return (
      <ConfirmPassword
        opened={opened}
        onClose={close}
        title="Set up a second factor"
        text="You need a phone with an authenticator app. It takes a minute."
        action="Go on"
        isPending={isPending}
        error={error}
        onConfirm={begin}
      />
    );
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title="Set up a second factor"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Enrolment begin={() => Promise.resolve(offer)} confirm={confirmFactor} onDone={close} onOver={close} />
    </Modal>
  );
}

function TurnOff({ opened, onClose }: DialogProps) {
  const off = useTurnFactorOff();
  return (
    <ConfirmPassword
      opened={opened}
      onClose={onClose}
      title="Turn the second factor off"
      text="Your password alone will let you in. Your recovery codes are deleted, and you are signed out everywhere else."
      action="Turn off"
      isDangerous
      isPending={off.isPending}
      error={off.error}
      onConfirm={(password) =>
        off.mutate(password, {
          onSuccess: () => {
            onClose();
            notifications.show({ message: "The second factor is off." });
          },
        })
      }
    />
  );
}

function NewCodes({ opened, onClose }: DialogProps) {
  const renew = useNewRecoveryCodes();
  const close = (): void => {
    renew.reset();
    onClose();
  };
  if (renew.data) {
    return (
      <Modal
        opened={opened}
        onClose={close}
        title="New recovery codes"
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <RecoveryCodes codes={renew.data.recovery_codes} onKept={close} />
      </Modal>
    );
  }
  return (
    <ConfirmPassword
      opened={opened}
      onClose={close}
      title="New recovery codes"
      text="The codes that you have now stop working."
      action="Make new codes"
      isPending={renew.isPending}
      error={renew.error}
      onConfirm={(password) => renew.mutate(password)}
    />
  );
}
