/** Server-sent events over `fetch`, for answers to a POST, which EventSource cannot send. */

export interface StreamEvent {
  event: string;
  data: string;
  /** The last id that was sent, here or before: where to go on after a lost connection. */
  id: string;
}

/** Feed it text as it arrives; it hands back the events that are complete. Follows the WHATWG stream rules. */
export class EventParser {
  private rest = "";
  private event = "";
  private data: string[] = [];
  private id = "";

  push(chunk: string): StreamEvent[] {
    this.rest += chunk;
    const found: StreamEvent[] = [];
    let match = /\r\n|\n|\r(?!$)/.exec(this.rest);
    while (match) {
      const complete = this.line(this.rest.slice(0, match.index));
      if (complete) found.push(complete);
      this.rest = this.rest.slice(match.index + match[0].length);
      match = /\r\n|\n|\r(?!$)/.exec(this.rest);
    }
    return found;
  }

  private line(line: string): StreamEvent | null {
    if (line === "") {
      const complete = this.data.length
        ? { event: this.event || "message", data: this.data.join("\n"), id: this.id }
        : null;
      this.event = "";
      this.data = [];
      return complete;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.event = value;
    if (field === "data") this.data.push(value);
    if (field === "id" && !value.includes("\0")) this.id = value;
    return null;
  }
}

export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<StreamEvent> {
  if (!body) return;
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
