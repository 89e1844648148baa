/** A titled card. The heading names the region for screen readers. */
import { Badge, Card, Group, Text, Title } from "@mantine/core";
import classes from "./Section.module.css";
import { useId, type CSSProperties, type ReactNode } from "react";

interface Props {
  title: string;
  icon?: ReactNode;
  count?: number;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  style?: CSSProperties;
}

export function Section({ title, icon, count, note, action, children, flush = false, style }: Props) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} style={style} p={0}>
      <Group justify="space-between" px="md" pt="sm" pb={flush ? "sm" : "xs"} gap="xs" mih={48}>
        <Group gap="2px 8px" className={classes.title}>
          {icon && (
            <span aria-hidden style={{ display: "inline-flex", color: "var(--salus-accent)" }}>
              {icon}
            </span>
          )}
          <Title order={2} id={id}>
            {title}
          </Title>
          {count !== undefined && count > 0 && (
            <Badge color="gray" size="sm" flex="none" aria-label={`${count} entries`}>
              {count}
            </Badge>
          )}
          {note && (
            <Text fz="sm" c="dimmed">
              {note}
            </Text>
          )}
        </Group>
        {action}
      </Group>
      <div style={flush ? undefined : { padding: "0 var(--mantine-spacing-md) var(--mantine-spacing-md)" }}>
        {children}
      </div>
    </Card>
  );
}
