/** Shows a source on top of whatever is being read: the page with its box, or the value in its series. */
import { Anchor, Drawer, Group, Skeleton, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, useBlocker } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { useChartPaths } from "@/components/paths";
import { SourceContext, type SourceTarget } from "@/components/source/SourceContext";
import { formatBox } from "@/lib/geometry";
import classes from "./source-drawer.module.css";

const PARTS = {
  page: () => import("./SourcePage"),
  series: () => import("./SourceSeries"),
  group: () => import("./SourceGroup"),
};
const SourcePage = lazy(PARTS.page);
const SourceSeries = lazy(PARTS.series);
const SourceGroup = lazy(PARTS.group);
const QUIET_MS = 2_000;

export function SourceProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SourceTarget | null>(null);
  const [opened, setOpened] = useState(false);
  const isPhone = useMediaQuery("(max-width: 48em)");
  const open = useCallback((wanted: SourceTarget) => {
    setTarget(wanted);
    setOpened(true);
  }, []);
  const close = useCallback(() => setOpened(false), []);
  useCloseOnLeaving(opened, close);
  // Fetched in a quiet moment, so that a source opens at once, and also when the line breaks later.
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of Object.values(PARTS)) load().catch(() => undefined);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <SourceContext.Provider value={open}>
      {children}
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={isPhone ? "100%" : "min(860px, 92vw)"}
        title={target && <Title target={target} onLeave={close} />}
        closeButtonProps={{ "aria-label": "Close the source" }}
        classNames={{
          body: target?.kind === "page" ? classes.pageBody : undefined,
          content: classes.content,
        }}
        data-testid="source-drawer"
      >
        <Suspense fallback={<Skeleton height={420} />}>
          {target?.kind === "page" && (
            <SourcePage key={`${target.documentId}-${target.page}-${target.box}`} target={target} />
          )}
          {target?.kind === "group" && <SourceGroup target={target} />}
          {target?.kind === "series" && <SourceSeries target={target} />}
        </Suspense>
      </Drawer>
    </SourceContext.Provider>
  );
}

/** Back closes the drawer, as on a phone it fills the screen like a page; any other way on closes it too. */
function useCloseOnLeaving(opened: boolean, close: () => void): void {
  useBlocker({
    shouldBlockFn: ({ action }) => {
      close();
      return action === "BACK";
    },
    disabled: !opened,
    enableBeforeUnload: false,
  });
}

function Title({ target, onLeave }: { target: SourceTarget; onLeave: () => void }) {
  return (
    <Group gap="sm" align="baseline">
      <Text span fw={620}>
        {target.label}
      </Text>
      {target.kind === "page" && <WholeDocument target={target} onLeave={onLeave} />}
    </Group>
  );
}

function WholeDocument({
  target,
  onLeave,
}: {
  target: SourceTarget & { kind: "page" };
  onLeave: () => void;
}) {
  const paths = useChartPaths();
  const path = paths.document(target.patientId, target.documentId);
  const search = { page: target.page, ...(target.box ? { box: formatBox(target.box) } : {}) };
  return (
    <Anchor component={Link} to={path as never} search={search as never} fz="sm" onClick={onLeave}>
      Open the whole document
    </Anchor>
  );
}
