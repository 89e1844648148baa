import { expect, test } from "vitest";
import { toBytes, toText } from "./passkey";

test("bytes survive the way to text and back, whatever they are", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect([...new Uint8Array(toBytes(toText(bytes.buffer)))]).toEqual([...bytes]);
});

test("the text needs no escaping in JSON or in an address", () => {
  expect(toText(Uint8Array.from([251, 255, 254]).buffer)).toBe("-__-");
});
