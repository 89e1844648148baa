/** The piece of a page around a box, with the box marked: what the document really says. */
import { Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import type { Box, Uuid } from "@/api/types";
import { boxInRegion, cropRegion, percent } from "@/lib/geometry";
import { usePageImage } from "./page-image";
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

export function PageCrop({ documentId, page, box, quote, least = { width: 0.55, height: 0.07 } }: Props) {
  const [shape, setShape] = useState(A4);
  const { url, hasFailed } = usePageImage(documentId, page, IMAGE_WIDTH);
  const region = cropRegion(box, least);
  if (hasFailed) {
    return (
      <Text fz="sm" className={classes.quote}>
        {quote ? `“${quote}”` : "The picture of this page could not be loaded."}
      </Text>
    );
  }
  return (
    <div className={classes.crop} style={{ aspectRatio: (region.width / region.height) * shape }}>
      {url === null ? (
        <Skeleton className={classes.cropSkeleton} radius={0} />
      ) : (
        <>
          <img
            src={url}
            alt={quote ? `Page ${page} reads: ${quote}` : `Part of page ${page}`}
            onLoad={({ currentTarget: image }) => setShape(image.naturalWidth / image.naturalHeight)}
            style={{
              width: percent(1 / region.width),
              left: percent(-region.x / region.width),
              top: percent(-region.y / region.height),
            }}
          />
          <span className={classes.highlight} style={boxInRegion(box, region)} />
        </>
      )}
    </div>
  );
}
