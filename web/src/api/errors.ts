/** What went wrong, in the words a person needs: what happened, whether anything was lost, what to do. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export const NETWORK = "NETWORK";
export const UNREADABLE = "UNREADABLE";

export function networkError(): ApiError {
  return new ApiError(0, NETWORK, "Salus cannot be reached.");
}

export interface Explanation {
  title: string;
  detail: string;
  canRetry: boolean;
}

const KNOWN: Record<string, Explanation> = {
  [NETWORK]: {
    title: "No connection to Salus",
    detail: "Nothing was lost. The page comes back by itself as soon as the connection does.",
    canRetry: true,
  },
  [UNREADABLE]: {
    title: "The answer could not be read",
    detail: "Nothing was changed. Try again; if it happens twice, tell your administrator.",
    canRetry: true,
  },
  CHART_ACCESS_DENIED: {
    title: "This cannot be opened",
    detail:
      "It is not there any more, or it is not shared with you. Nothing was changed, and the attempt was recorded.",
    canRetry: false,
  },
  ROLE_NOT_ALLOWED: {
    title: "This page is for another role",
    detail: "Nothing was changed. Go back, or sign in with another account.",
    canRetry: false,
  },
  INVALID_PATIENT_UUID: {
    title: "This link is damaged",
    detail: "The patient's number in it is not complete. Open the patient from the list instead.",
    canRetry: false,
  },
};

/** Turn any thrown thing into words for the screen; the server's own message wins for what it knows best. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof ApiError)) {
    return {
      title: "Something went wrong on this page",
      detail: "Nothing that was saved is lost. Reload the page to go on.",
      canRetry: true,
    };
  }
  const known = KNOWN[error.code];
  if (known) return known;
  if (error.status === 404) {
    return { title: "Not found", detail: error.message || "It may have been deleted.", canRetry: false };
  }
  if (error.status === 429) {
    return {
      title: "Too many requests",
      detail: "Nothing was lost. Wait a moment, then try again.",
      canRetry: true,
    };
  }
  if (error.status >= 500) {
    return {
      title: "Salus could not do this",
      detail: error.message || "Nothing was lost. Try again in a moment.",
      canRetry: true,
    };
  }
  return { title: "This was not accepted", detail: withFields(error), canRetry: false };
}

/** The server names the fields that cannot be right, each with its reason. */
function withFields(error: ApiError): string {
  const fields = error.details.fields;
  if (fields === null || typeof fields !== "object") return error.message;
  const reasons = Object.entries(fields).map(
    ([name, reason]) => `${name.replace(/_/g, " ")} ${String(reason)}`,
  );
  return [error.message, ...reasons].join(" ");
}
