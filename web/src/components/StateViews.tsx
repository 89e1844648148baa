/** Nothing there, something broken, not found: states that are designed, not forgotten. */
import { Button, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiError, explain, NETWORK } from "@/api/errors";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
}

export function EmptyState({ icon, title, children, action, compact = false }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={compact ? "lg" : 56} px="md" ta="center" mx="auto" maw={460}>
      <ThemeIcon size={compact ? 40 : 56} radius="xl" variant="light" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={2}>{title}</Title>
      {children && (
        <Text c="dimmed" fz="sm" component="div">
          {children}
        </Text>
      )}
      {action && <Group mt="xs">{action}</Group>}
    </Stack>
  );
}

interface ErrorProps {
  error: unknown;
  onRetry?: () => void;
  /** The way on from here when trying again cannot help. */
  wayOut?: ReactNode;
  compact?: boolean;
}

export function ErrorState({ error, onRetry, wayOut, compact = false }: ErrorProps) {
  const words = explain(error);
  const isNetwork = error instanceof ApiError && error.code === NETWORK;
  return (
    <Stack
      role="alert"
      align="center"
      gap="xs"
      py={compact ? "md" : 56}
      px="md"
      ta="center"
      mx="auto"
      maw={480}
    >
      <ThemeIcon
        size={compact ? 40 : 56}
        radius="xl"
        variant="light"
        color={isNetwork ? "gray" : "orange"}
        aria-hidden
      >
        {isNetwork ? <IconPlugConnectedX size={26} /> : <IconAlertTriangle size={26} />}
      </ThemeIcon>
      <Text fw={600}>{words.title}</Text>
      <Text c="dimmed" fz="sm">
        {words.detail}
      </Text>
      {words.canRetry && onRetry && (
        <Button
          mt="xs"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={onRetry}
        >
          Try again
        </Button>
      )}
      {!words.canRetry && wayOut && <Group mt="xs">{wayOut}</Group>}
      {error instanceof ApiError && error.requestId && (
        <Text fz="xs" c="dimmed">
          Reference for support: {error.requestId.slice(0, 8)}
        </Text>
      )}
    </Stack>
  );
}
