/** One page as picture, with its words on top (transparent, selectable, read aloud) and boxes that mark places. */
import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Box, PageView, Uuid } from "@/api/types";
import { usePageImage } from "@/components/source/page-image";
import { boxInRegion, WHOLE_PAGE } from "@/lib/geometry";
import { pageQuery } from "./document";
import { groupLines } from "./page-lines";
import classes from "./viewer.module.css";

export interface PageMark {
  id: string;
  box: Box;
  label: string;
  tone: "green" | "amber" | "done";
}

interface Props {
  documentId: Uuid;
  number: number;
  width: number;
  highlight: Box | null;
  marks: PageMark[];
  onMark?: (id: string) => void;
}

const A4_HEIGHT = 297 / 210;
const WIDEST = 2000;
const IMAGE_WIDTHS = [800, 1200, 1600, WIDEST];

export function PageCanvas({ documentId, number, width, highlight, marks, onMark }: Props) {
  const page = useQuery(pageQuery(documentId, number));
  const wanted = width * Math.min(window.devicePixelRatio, 2);
  const { url, hasFailed } = usePageImage(
    documentId,
    number,
    IMAGE_WIDTHS.find((one) => one >= wanted) ?? WIDEST,
  );
  const shape = page.data ? page.data.height / page.data.width : A4_HEIGHT;
  return (
    <div className={classes.page} style={{ width, height: width * shape }} data-testid={`page-${number}`}>
      {url === null && !hasFailed && <Skeleton className={classes.skeleton} radius={0} />}
      {hasFailed && (
        <Text c="dimmed" p="xl" fz="sm">
          The picture of this page could not be loaded. Its words are below.
        </Text>
      )}
      {url !== null && <img src={url} alt="" aria-hidden className={classes.image} />}
      {page.data && <TextLayer page={page.data} height={width * shape} visible={hasFailed} />}
      {marks.map((mark) => (
        <button
          key={mark.id}
          type="button"
          className={classes.mark}
          data-tone={mark.tone}
          style={boxInRegion(mark.box, WHOLE_PAGE)}
          aria-label={`Found here: ${mark.label}`}
          title={mark.label}
          onClick={() => onMark?.(mark.id)}
        />
      ))}
      {highlight && (
        <Highlight box={highlight} ready={page.data !== undefined && (url !== null || hasFailed)} />
      )}
    </div>
  );
}

function Highlight({ box, ready }: { box: Box; ready: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const address = box.join();
  useEffect(() => {
    if (ready) place.current?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [ready, address]);
  return (
    <span
      ref={place}
      className={classes.highlight}
      style={boxInRegion(box, WHOLE_PAGE)}
      data-testid="highlight"
      role="img"
      aria-label="The cited place"
    />
  );
}

function TextLayer({ page, height, visible }: { page: PageView; height: number; visible: boolean }) {
  return (
    <div className={classes.text} data-visible={visible || undefined}>
      {groupLines(page.words).map((line, index) => (
        <p key={index}>
          {line.map((word, place) => (
            <span
              key={place}
              style={{
                ...boxInRegion(word.b, WHOLE_PAGE),
                fontSize: Math.max(4, (word.b[3] - word.b[1]) * height * 0.82),
              }}
            >
              {`${word.t} `}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}
