/** The inside of a page: a bounded width for reading, a heading, and one place for its actions. */
import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./Page.module.css";

interface Props {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  width?: "reading" | "wide" | "full";
  hideTitle?: boolean;
  children: ReactNode;
}

export function Page({ title, note, action, width = "wide", hideTitle = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Salus`;
  }, [title]);
  return (
    <div className={classes.page} data-width={width}>
      <Group
        justify="space-between"
        align="flex-end"
        gap="sm"
        className={hideTitle ? "visually-hidden" : classes.head}
      >
        <div>
          <Title order={1}>{title}</Title>
          {note && (
            <Text c="dimmed" fz="sm" component="div">
              {note}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </div>
  );
}
