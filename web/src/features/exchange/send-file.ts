/** One file on its way in: how much has left, and why it was not taken if it was not. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError, explain, NETWORK } from "@/api/errors";
import { keys } from "@/api/keys";
import type { AcceptedWork, Uuid } from "@/api/types";
import { upload } from "@/api/upload";

export interface Sending {
  file: File;
  share: number;
  problem: string | null;
}

export function useSendFile(patientId: Uuid) {
  const client = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const abort = useRef<() => void>(null);

  const send = async (file: File): Promise<void> => {
    setSending({ file, share: 0, problem: null });
    const headers = {
      "Content-Type": "application/octet-stream",
      // Here rather than in the address: addresses stand in logs, and names of files say much about people.
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    };
    const path = `/api/v1/patients/${patientId}/import`;
    const handle = upload<AcceptedWork>(
      path,
      file,
      (share) => setSending({ file, share, problem: null }),
      headers,
    );
    abort.current = handle.abort;
    try {
      await handle.done;
      await client.invalidateQueries({ queryKey: keys.imports(patientId) });
      setSending(null);
    } catch (error) {
      const isCancelled = error instanceof ApiError && error.code === "UPLOAD_CANCELLED";
      setSending(isCancelled ? null : { file, share: 0, problem: problemOf(error) });
    } finally {
      abort.current = null;
    }
  };

  return { sending, send, cancel: () => abort.current?.(), dismiss: () => setSending(null) };
}

export function problemOf(error: unknown): string {
  if (error instanceof ApiError && error.code === NETWORK)
    return "The connection broke. The file was not stored; send it again.";
  const limit = error instanceof ApiError ? error.details.limit_mb : undefined;
  const most = typeof limit === "number" ? ` The limit is ${limit}\u00a0MB.` : "";
  return `${explain(error).detail}${most} The file was not stored.`;
}
