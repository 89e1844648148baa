/** All pages of a document as small pictures, the present one marked; each is a button. */
import { useEffect, useRef } from "react";
import type { DocumentDetail } from "@/api/types";
import { Thumbnail } from "./Thumbnail";
import classes from "./thumbnail.module.css";

interface Props {
  document: DocumentDetail;
  page: number;
  onPage: (page: number) => void;
}

export function PageStrip({ document, page, onPage }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const now = list.current?.querySelector("[aria-current]");
    now?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [page]);
  return (
    <nav className={classes.strips} aria-label="Pages of this document" data-testid="page-strip">
      <ul ref={list} className={classes.strip}>
        {Array.from({ length: document.page_count }, (_, index) => index + 1).map((number) => (
          <li key={number}>
            <button
              type="button"
              className={classes.page}
              aria-label={`Page ${number}`}
              aria-current={number === page ? "page" : undefined}
              onClick={() => onPage(number)}
            >
              <Thumbnail documentId={document.id} number={number} filename={document.filename} hasPages />
              <span aria-hidden>{number}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
