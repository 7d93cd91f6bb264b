// The worker's end of packed.ts: not by the browser's own stream, which knows no zstd, and gzip in Firefox since 113 only.
import { Decompress } from "fzstd";
import { type PackedModule, joined } from "./packed";

/** What a worker does with its module, once it is there; from then on messages are its own. */
export function whenSent(start: (module: Uint8Array<ArrayBuffer>) => void): void {
  self.onmessage = ({ data }: MessageEvent<PackedModule>) => start(unpacked(data));
}

export function unpacked({ packed, span }: PackedModule): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  new Decompress((chunk) => chunks.push(chunk as Uint8Array<ArrayBuffer>)).push(packed);
  return joined(...chunks).slice(...span);
}
