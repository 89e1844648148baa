/** Read a document page by page: zoom, turn pages by key, see the cited place. */
import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { useElementSize, useHotkeys } from "@mantine/hooks";
import {
  IconArrowAutofitWidth,
  IconChevronLeft,
  IconChevronRight,
  IconMinus,
  IconPlus,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Box, Uuid } from "@/api/types";
import { PageCanvas, type PageMark } from "./PageCanvas";
import classes from "./viewer.module.css";

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const FIT = 1;
const GUTTER = 24;
const WIDEST_FIT = 980;

interface Props {
  documentId: Uuid;
  pageCount: number;
  page: number;
  onPage: (page: number) => void;
  highlight?: Box | null;
  marks?: PageMark[];
  onMark?: (id: string) => void;
  tools?: ReactNode;
}

export function PageViewer({
  documentId,
  pageCount,
  page,
  onPage,
  highlight = null,
  marks = [],
  onMark,
  tools,
}: Props) {
  const [zoom, setZoom] = useState(FIT);
  const { ref, width } = useElementSize();
  const turn = (step: number): void => {
    const next = page + step;
    if (next >= 1 && next <= pageCount) onPage(next);
  };
  const rescale = (step: number): void =>
    setZoom((now) => ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(now) + step))] ?? FIT);
  useHotkeys([
    ["ArrowLeft", () => turn(-1)],
    ["ArrowRight", () => turn(1)],
    ["PageUp", () => turn(-1)],
    ["PageDown", () => turn(1)],
    ["shift+equal", () => rescale(1)],
    ["equal", () => rescale(1)],
    ["minus", () => rescale(-1)],
    ["0", () => setZoom(FIT)],
  ]);
  const fit = Math.min(Math.max(width - GUTTER, 0), WIDEST_FIT);
  return (
    <div className={classes.viewer} data-testid="page-viewer">
      <Group className={classes.tools} justify="space-between" gap="xs" wrap="nowrap">
        <Group gap={2} wrap="nowrap">
          <Tool label="Previous page" onClick={() => turn(-1)} disabled={page <= 1}>
            <IconChevronLeft size={18} aria-hidden />
          </Tool>
          <Text fz="sm" role="status" className={classes.count}>
            Page {page} of {pageCount}
          </Text>
          <Tool label="Next page" onClick={() => turn(1)} disabled={page >= pageCount}>
            <IconChevronRight size={18} aria-hidden />
          </Tool>
        </Group>
        <Group gap={2} wrap="nowrap">
          <Tool label="Zoom out" onClick={() => rescale(-1)} disabled={zoom === ZOOMS[0]}>
            <IconMinus size={18} aria-hidden />
          </Tool>
          <Text fz="sm" w={48} ta="center" aria-live="polite">
            {Math.round(zoom * 100)} %
          </Text>
          <Tool label="Zoom in" onClick={() => rescale(1)} disabled={zoom === ZOOMS[ZOOMS.length - 1]}>
            <IconPlus size={18} aria-hidden />
          </Tool>
          <Tool label="Fit to width" onClick={() => setZoom(FIT)} disabled={zoom === FIT}>
            <IconArrowAutofitWidth size={18} aria-hidden />
          </Tool>
          {tools}
        </Group>
      </Group>
      <div ref={ref} className={classes.scroll} tabIndex={0} role="region" aria-label={`Page ${page}`}>
        {fit > 0 && (
          <PageCanvas
            key={page}
            documentId={documentId}
            number={page}
            width={fit * zoom}
            highlight={highlight}
            marks={marks}
            onMark={onMark}
          />
        )}
      </div>
    </div>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  disabled: boolean;
  children: ReactNode;
}

function Tool({ label, onClick, disabled, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} disabled={disabled} size="md">
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
