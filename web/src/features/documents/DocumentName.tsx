/** The title of a document by its number, for places that know only the number. */
import { useQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { documentQuery } from "./document";

export function DocumentName({ documentId }: { documentId: Uuid }) {
  const { data } = useQuery(documentQuery(documentId));
  return <>{data ? data.title || data.filename : "Document"}</>;
}
