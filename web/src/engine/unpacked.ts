// The bytes of a module that came as text; see vite.config.ts.
import { gunzipSync } from "fflate";

/** Unpacked here and not by the browser's own stream, which Firefox has since 113 only. */
export function unpacked(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const all = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) all[place] = binary.charCodeAt(place);
  return gunzipSync(all) as Uint8Array<ArrayBuffer>;
}
