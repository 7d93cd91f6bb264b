// The worker's end of packed.ts: not by the browser's own stream, which knows no zstd, and gzip in Firefox since 113 only.
import { decompress } from "fzstd";
import type { PackedModule } from "./packed";

/** What a worker does with its module, once it is there; from then on messages are its own. */
export function whenSent(start: (module: Uint8Array<ArrayBuffer>) => void): void {
  self.onmessage = ({ data: { packed, awake } }: MessageEvent<PackedModule>) => {
    awake.postMessage(null);
    start(decompress(packed) as Uint8Array<ArrayBuffer>);
  };
}
