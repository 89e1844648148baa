/** The piece of a page around a box, with the box marked: what the document really says. */
import { Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import { url } from "@/api/client";
import type { Box, Uuid } from "@/api/types";
import { boxInRegion, cropRegion, percent } from "@/lib/geometry";
import { AuthImage } from "./AuthImage";
import classes from "./source.module.css";

interface Props {
  documentId: Uuid;
  page: number;
  box: Box;
  quote?: string | null;
  least?: { width: number; height: number };
}

const A4 = 210 / 297;
const IMAGE_WIDTH = 1200;

export function pageImageUrl(documentId: Uuid, page: number, width: number): string {
  return url(`/documents/${documentId}/pages/${page}/image`, { width });
}

export function PageCrop({ documentId, page, box, quote, least = { width: 0.55, height: 0.07 } }: Props) {
  const [shape, setShape] = useState(A4);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const region = cropRegion(box, least);
  if (state === "failed") {
    return (
      <Text fz="sm" className={classes.quote}>
        {quote ? `“${quote}”` : "The picture of this page could not be loaded."}
      </Text>
    );
  }
  return (
    <div className={classes.crop} style={{ aspectRatio: (region.width / region.height) * shape }}>
      {state === "loading" && <Skeleton className={classes.cropSkeleton} radius={0} />}
      <AuthImage
        src={pageImageUrl(documentId, page, IMAGE_WIDTH)}
        alt={quote ? `Page ${page} reads: ${quote}` : `Part of page ${page}`}
        onLoad={(event) => {
          setShape(event.currentTarget.naturalWidth / event.currentTarget.naturalHeight);
          setState("shown");
        }}
        onFail={() => setState("failed")}
        style={{
          width: percent(1 / region.width),
          left: percent(-region.x / region.width),
          top: percent(-region.y / region.height),
        }}
      />
      {state === "shown" && <span className={classes.highlight} style={boxInRegion(box, region)} />}
    </div>
  );
}
