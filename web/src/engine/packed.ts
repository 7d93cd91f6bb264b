// Bytes as text, for what a page opened from disk has in itself, since it may fetch nothing.

/** The blocks of the page as one file, by their ids. */
export const BLOCKS = { page: "packed-page", module: "packed-module", worker: "packed-worker" };

/** A compressed module, on its way to a worker, and where that says that it runs. */
export interface PackedModule {
  packed: Uint8Array<ArrayBuffer>;
  awake: MessagePort;
}

/** A worker is sent its module before anything else; `awake` is called as soon as it runs. */
export function withModule(worker: Worker, packed: Uint8Array<ArrayBuffer>, awake?: () => void): Worker {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    awake?.();
  };
  worker.postMessage({ packed, awake: port2 } satisfies PackedModule, [packed.buffer, port2]);
  return worker;
}

/** In a script of JavaScript: base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

// In a block of the single file, which is written in UTF-16: two bytes a letter, so that it is hardly longer than they are,
// where seven bits a letter of UTF-8 are longer by a seventh and base64 by a third. Two bytes that HTML does not keep, halves
// of a pair and three letters, are written as a pair, which has room for the next byte, too.
const HALVES = 0xd800;
const LOW = 0xdc00;
const NOT_KEPT = [0, 13, 60];
const COUNT = 0x800;
const isHalf = (code: number): boolean => code >> 11 === HALVES >> 11;

/** What stands in an element of the page, by its id. */
export function fromPage(id: string): Uint8Array<ArrayBuffer> {
  return fromHtml(document.getElementById(id)?.textContent ?? "");
}

/** The first letter tells how many bytes there are too many. */
export function fromHtml(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  let length = 0;
  for (let place = 1; place < text.length; place++) {
    let code = text.charCodeAt(place);
    let next: number | undefined;
    if (isHalf(code)) {
      const pair = ((code - HALVES) << 10) | (text.charCodeAt(++place) - LOW);
      const which = pair >> 8;
      code = which < COUNT ? HALVES + which : (NOT_KEPT[which - COUNT] as number);
      next = pair & 255;
    }
    bytes[length++] = code & 255;
    bytes[length++] = code >> 8;
    if (next !== undefined) bytes[length++] = next;
  }
  return bytes.slice(0, Math.max(0, length - (text.charCodeAt(0) - ZERO)));
}
const ZERO = 48;

export function toHtml(bytes: Uint8Array): string {
  const at = (place: number): number => bytes[place] ?? 0;
  const letters: string[] = [];
  let place = 0;
  while (place < bytes.length) {
    const code = at(place) | (at(place + 1) << 8);
    const other = NOT_KEPT.indexOf(code);
    if (other < 0 && !isHalf(code)) {
      letters.push(String.fromCharCode(code));
      place += 2;
    } else {
      const pair = ((other < 0 ? code - HALVES : COUNT + other) << 8) | at(place + 2);
      letters.push(String.fromCharCode(HALVES + (pair >> 10), LOW + (pair & 1023)));
      place += 3;
    }
  }
  return String(place - bytes.length) + letters.join("");
}

/** The whole file: with its mark, which browsers believe before anything that a server says of it. */
export function toUtf16(text: string): Uint8Array<ArrayBuffer> {
  const letters = new Uint16Array(1 + text.length);
  letters[0] = 0xfeff;
  for (let place = 0; place < text.length; place++) letters[place + 1] = text.charCodeAt(place);
  return new Uint8Array(letters.buffer);
}
