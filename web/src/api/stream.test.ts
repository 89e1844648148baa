import { expect, test } from "vitest";
import { EventParser, readEvents } from "./stream";

test("events arrive whole although the network cuts them anywhere", () => {
  const parser = new EventParser();
  expect(parser.push("event: sent")).toEqual([]);
  expect(parser.push('ence\ndata: {"text":"Ferr')).toEqual([]);
  expect(parser.push('itin"}\n\nevent: done\ndata: {}\n\n')).toEqual([
    { event: "sentence", data: '{"text":"Ferritin"}', id: "" },
    { event: "done", data: "{}", id: "" },
  ]);
});

test("all three line ends of the standard are read, also when one is cut in two", () => {
  const parser = new EventParser();
  expect(parser.push("data: a\r")).toEqual([]);
  expect(parser.push("\ndata: b\r\n\r\n")).toEqual([{ event: "message", data: "a\nb", id: "" }]);
});

test("an id holds until the next one: it says where to go on", () => {
  const parser = new EventParser();
  const events = parser.push("id: a:1\ndata: x\n\ndata: y\n\nid: a:2\ndata: z\n\n");
  expect(events.map((event) => event.id)).toEqual(["a:1", "a:1", "a:2"]);
});

test("comments keep the line open and say nothing", () => {
  expect(new EventParser().push(": ping\n\n")).toEqual([]);
});

test("letters of more than one byte survive a cut in the middle", async () => {
  const bytes = new TextEncoder().encode("data: 11 µg/L\n\n");
  const cut = bytes.indexOf(0xc2) + 1;
  const body = new ReadableStream<Uint8Array>({
    start(control) {
      control.enqueue(bytes.slice(0, cut));
      control.enqueue(bytes.slice(cut));
      control.close();
    },
  });
  const events = [];
  for await (const event of readEvents(body)) events.push(event.data);
  expect(events).toEqual(["11 µg/L"]);
});
