/** Uploads by XMLHttpRequest: the only way in which a browser tells how many bytes have left. */
import { toApiError } from "./client";
import { ApiError, networkError } from "./errors";
import { refreshSession, sessionLost, unsafeHeaders } from "./session";

export interface UploadHandle<T> {
  done: Promise<T>;
  abort: () => void;
}

export function upload<T>(
  path: string,
  body: FormData | Blob,
  onProgress: (share: number) => void,
  headers: Readonly<Record<string, string>> = {},
): UploadHandle<T> {
  let current: XMLHttpRequest | null = null;
  const attempt = (): Promise<T> =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      current = xhr;
      xhr.open("POST", path);
      xhr.setRequestHeader("Accept", "application/json");
      for (const [name, value] of Object.entries({ ...unsafeHeaders(), ...headers }))
        xhr.setRequestHeader(name, value);
      xhr.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      xhr.onerror = () => reject(networkError());
      xhr.onabort = () => reject(new ApiError(0, "UPLOAD_CANCELLED", "The upload was cancelled."));
      xhr.onload = () => {
        const answer = parse(xhr.responseText);
        if (xhr.status >= 400 || answer === null) reject(toApiError(xhr.status, answer));
        else resolve(answer as T);
      };
      xhr.send(body);
    });
  const done = attempt().catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (await refreshSession()) return attempt();
    sessionLost.set(true);
    throw error;
  });
  return { done, abort: () => current?.abort() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
