/** Uploads under way. They live outside the page, so that a person may go elsewhere while a file is sent. */
import { useSyncExternalStore } from "react";
import { ApiError, explain } from "@/api/errors";
import type { DocumentType, Taken, Uuid } from "@/api/types";
import { upload } from "@/api/upload";

export type UploadState = "sending" | "duplicate" | "locked" | "refused";

export interface Upload {
  key: string;
  patientId: Uuid;
  file: File;
  /** More photos: the next pages of the same document. */
  further: readonly File[];
  type: DocumentType;
  state: UploadState;
  share: number;
  message: string | null;
  canRetry: boolean;
  documentId: Uuid | null;
}

const aborts = new Map<string, () => void>();
const listeners = new Set<() => void>();
let uploads: readonly Upload[] = [];
let lastKept: Upload | null = null;

function publish(next: readonly Upload[]): void {
  uploads = next;
  window.onbeforeunload = next.some((one) => one.state === "sending") ? warnBeforeLeaving : null;
  for (const listener of listeners) listener();
}

function warnBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function change(key: string, part: Partial<Upload>): void {
  publish(uploads.map((one) => (one.key === key ? { ...one, ...part } : one)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploads(patientId: Uuid): readonly Upload[] {
  const all = useSyncExternalStore(subscribe, () => uploads);
  return all.filter((one) => one.patientId === patientId);
}

/** The file that was stored last: its line goes away, so that somebody who does not see the page must be told. */
export function useLastKept(patientId: Uuid): string | null {
  const last = useSyncExternalStore(subscribe, () => lastKept);
  return last?.patientId === patientId ? last.file.name : null;
}

export function addRefused(patientId: Uuid, file: File, message: string): void {
  publish([...uploads, { ...fresh(patientId, file, "other"), state: "refused", message }]);
}

export function startUpload(patientId: Uuid, file: File, type: DocumentType, onKept: () => void): void {
  startTogether(patientId, [file], type, onKept);
}

/** Photos in this order become the pages of one document; a single file is sent as it is. */
export function startTogether(
  patientId: Uuid,
  files: readonly File[],
  type: DocumentType,
  onKept: () => void,
): void {
  const [first, ...further] = files;
  if (!first) return;
  const one = { ...fresh(patientId, first, type), further };
  publish([...uploads, one]);
  void send(one, onKept);
}

export function retryUpload(one: Upload, onKept: () => void): void {
  change(one.key, { state: "sending", share: 0, message: null });
  void send(one, onKept);
}

export function dismissUpload(key: string): void {
  aborts.get(key)?.();
  publish(uploads.filter((one) => one.key !== key));
}

function fresh(patientId: Uuid, file: File, type: DocumentType): Upload {
  const key = crypto.randomUUID();
  return {
    key,
    patientId,
    file,
    further: [],
    type,
    state: "sending",
    share: 0,
    message: null,
    canRetry: false,
    documentId: null,
  };
}

async function send(one: Upload, onKept: () => void): Promise<void> {
  const form = new FormData();
  form.set("patient_uuid", one.patientId);
  form.set("document_type", one.type);
  for (const file of [one.file, ...one.further]) form.append("file", file);
  const handle = upload<Taken>("/api/v1/documents/upload", form, (share) => change(one.key, { share }));
  aborts.set(one.key, handle.abort);
  try {
    const answer = await handle.done;
    onKept();
    // From here on the document's own row tells how it goes; a duplicate is told where the file was dropped.
    if (answer.status === "accepted") {
      lastKept = one;
      dismissUpload(one.key);
    } else if ("needs_password" in answer.data) {
      change(one.key, { state: "locked", share: 1, documentId: answer.data.document_id });
    } else change(one.key, { state: "duplicate", share: 1, documentId: answer.data.document_id });
  } catch (error) {
    change(one.key, failure(error));
  } finally {
    aborts.delete(one.key);
  }
}

export function failure(error: unknown): Partial<Upload> {
  const words = explain(error);
  if (error instanceof ApiError && error.status >= 500) {
    return {
      state: "refused",
      message: "Salus could not take the file just now. Nothing was stored; send it again in a moment.",
      canRetry: true,
    };
  }
  const message =
    error instanceof ApiError && error.message ? `${error.message}${limitOf(error)}` : words.detail;
  if (error instanceof ApiError && error.code === "NETWORK") {
    return {
      state: "refused",
      message: "The connection broke. The file was not stored; send it again.",
      canRetry: true,
    };
  }
  return { state: "refused", message: `${message} Nothing was stored.`, canRetry: words.canRetry };
}

function limitOf({ details }: ApiError): string {
  return typeof details.limit_mb === "number" ? ` The limit is ${details.limit_mb}\u00a0MB.` : "";
}
