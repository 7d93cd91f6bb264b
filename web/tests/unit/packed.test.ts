// Bytes as text in the page.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { modules } from "../../scripts/pack";
import { fromBase64, fromHtml, joined, toHtml } from "../../src/engine/packed";
import { unpacked } from "../../src/engine/unpacked";

test("bytes of any length come back from a block of HTML, which keeps all of its letters", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) & 255;
  for (let length = 0; length < 300; length++) {
    for (const byte of [random, () => 0, () => 255, () => 60, () => 13]) {
      const bytes = Uint8Array.from({ length }, byte);
      const text = toHtml(bytes);
      expect(text).not.toMatch(/[\0\r<]/);
      expect(fromHtml(text)).toEqual(bytes);
      // Seven bits a letter, and never more than eight bytes for seven.
      expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(Math.ceil((length * 8) / 7) + 1);
    }
  }
});

test("bytes come back from base64", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) & 255);
  expect(fromBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
});

test("of the one stream the calculator is whole without the rest, and workbooks with it", () => {
  const { parts, spans, paths } = modules();
  const [first, rest] = parts.map((part) => Uint8Array.from(part)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const [engine, books] = paths.map((path) => readFileSync(path)) as [Buffer, Buffer];
  expect(engine.equals(unpacked({ packed: first, span: spans[0] as [number, number] }))).toBe(true);
  expect(books.equals(unpacked({ packed: joined(first, rest), span: spans[1] as [number, number] }))).toBe(true);
  expect(first.length).toBeLessThan(rest.length);
});
