/** The order in which the server lists findings, and in which they are read: newest document first, down its pages. Pure. */
import type { Proposal } from "@/api/types";

type Placed = Pick<Proposal, "id" | "document_id" | "created_at" | "page" | "box">;

export function inReadingOrder(a: Placed, b: Placed): number {
  return (
    Date.parse(b.created_at) - Date.parse(a.created_at) ||
    compare(a.document_id, b.document_id) ||
    a.page - b.page ||
    a.box[1] - b.box[1] ||
    a.box[0] - b.box[0] ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
