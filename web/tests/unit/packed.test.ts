// Bytes as text in the page.
import { expect, test } from "vitest";
import { fromBase64, fromHtml, toHtml, toUtf16 } from "../../src/engine/packed";

/** What browsers make of a file, and HTML of what stands in a block. */
const kept = (text: string): string =>
  new TextDecoder("utf-16le").decode(toUtf16(text)).replaceAll("\0", "\ufffd").replaceAll(/\r\n?/g, "\n");

test("bytes of any length come back from a block of HTML, which keeps all of its letters", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) & 255;
  for (let length = 0; length < 300; length++) {
    // 216 to 223 begin halves of pairs.
    for (const byte of [random, () => 0, () => 255, () => 60, () => 13, () => 216 + (random() & 7)]) {
      const bytes = Uint8Array.from({ length }, byte);
      const text = toHtml(bytes);
      expect(text).not.toMatch(/</);
      expect(kept(text)).toEqual(text);
      expect(fromHtml(text)).toEqual(bytes);
    }
  }
});

test("every two bytes come back, and the whole is longer by a sixtieth at most", () => {
  const bytes = new Uint8Array(Uint16Array.from({ length: 1 << 16 }, (_, place) => place).buffer);
  const text = toHtml(bytes);
  expect(kept(text)).toEqual(text);
  expect(fromHtml(text)).toEqual(bytes);
  expect(toUtf16(text).length).toBeLessThan((bytes.length * 61) / 60);
});

test("bytes come back from base64", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) & 255);
  expect(fromBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
});
