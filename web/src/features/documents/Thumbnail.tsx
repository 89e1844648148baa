/** A small picture of one page; where there is none, the icon of its kind of file. */
import { useInViewport } from "@mantine/hooks";
import { IconFileText, IconFileTypePdf, IconPhoto } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Uuid } from "@/api/types";
import { useThumbnail } from "@/components/source/page-image";
import classes from "./thumbnail.module.css";

interface Props {
  documentId: Uuid;
  number: number;
  filename: string;
  /** A locked file has no page yet. */
  hasPages: boolean;
}

export function Thumbnail({ documentId, number, filename, hasPages }: Props) {
  const { ref, inViewport } = useInViewport();
  // Once it was in view it is kept: scrolling back asks for nothing.
  const [isWanted, want] = useState(false);
  useEffect(() => {
    if (inViewport) want(true);
  }, [inViewport]);
  const { url } = useThumbnail(documentId, number, hasPages && isWanted);
  return (
    <span ref={ref} className={classes.frame} data-kind={url === null ? "icon" : "picture"} aria-hidden>
      {url === null ? <FileIcon filename={filename} /> : <img src={url} alt="" />}
    </span>
  );
}

function FileIcon({ filename }: { filename: string }) {
  if (/\.(jpe?g|png|heic|tiff|zip)$/i.test(filename)) return <IconPhoto size={20} stroke={1.7} />;
  if (/\.pdf$/i.test(filename)) return <IconFileTypePdf size={20} stroke={1.7} />;
  return <IconFileText size={20} stroke={1.7} />;
}
