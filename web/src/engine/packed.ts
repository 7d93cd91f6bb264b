// Bytes as text, for what a page opened from disk has in itself, since it may fetch nothing.

/** The blocks of the page as one file, by their ids. */
export const BLOCKS = { page: "packed-page", engine: "packed-engine", books: "packed-books" };

/** A stream of compressed bytes, or its beginning, and which of the bytes that come of it are the module. */
export interface PackedModule {
  packed: Uint8Array<ArrayBuffer>;
  span: [number, number];
}

/** A worker is sent its module before anything else. */
export function withModule(worker: Worker, module: PackedModule): Worker {
  worker.postMessage(module, [module.packed.buffer]);
  return worker;
}

export function joined(...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

/** In a script of JavaScript: base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

// In a block of HTML: seven bits a letter, which UTF-8 writes as one byte, so that it is longer by a seventh where base64
// is by a third. Three letters HTML does not keep as they are, or takes for a tag: one from U+0080 on stands for such a
// one and the next, in two bytes; for the last of all, which has no next, one from `LAST` on.
const BITS = 7;
const NOT_KEPT = [0, 13, 60];
const LAST = 128 + (NOT_KEPT.length << BITS);

/** What stands in an element of the page, by its id. */
export function fromPage(id: string): Uint8Array<ArrayBuffer> {
  return fromHtml(document.getElementById(id)?.textContent ?? "");
}

export function fromHtml(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  let [held, bits, length] = [0, 0, 0];
  const take = (seven: number) => {
    held = ((held << BITS) | seven) & 0x7fff;
    bits += BITS;
    if (bits < 8) return;
    bits -= 8;
    bytes[length++] = held >> bits;
  };
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code < 128) take(code);
    else if (code >= LAST) take(NOT_KEPT[code - LAST] as number);
    else {
      take(NOT_KEPT[(code - 128) >> BITS] as number);
      take(code & 127);
    }
  }
  return bytes.slice(0, length);
}

export function toHtml(bytes: Uint8Array): string {
  // What the last letter has beyond the last byte is less than a byte.
  const count = Math.ceil((bytes.length * 8) / BITS);
  const seven = (place: number) => {
    const [from, shift] = [(place * BITS) >> 3, (place * BITS) & 7];
    const two = ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0);
    return (two >> (16 - BITS - shift)) & 127;
  };
  const letters: string[] = [];
  for (let place = 0; place < count; place++) {
    const code = seven(place);
    const which = NOT_KEPT.indexOf(code);
    const next = which < 0 ? code : ++place < count ? 128 + (which << BITS) + seven(place) : LAST + which;
    letters.push(String.fromCharCode(next));
  }
  return letters.join("");
}
