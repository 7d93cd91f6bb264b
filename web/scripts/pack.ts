// How the modules and, in the single file, the scripts and styles come into the page.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Zstd } from "@hpcc-js/wasm-zstd";
import { Decompress } from "fzstd";
import { type Plugin, type Rolldown, build } from "vite";
import { BLOCKS, toHtml } from "../src/engine/packed.ts";

/** The WebAssembly modules: the calculator, and workbooks, which are unpacked when first needed. */
const MODULES = [
  { name: "virtual:shuangbai-module", file: "shuangbai/shuangbai.wasm", block: BLOCKS.engine },
  { name: "virtual:shuangbai-excel-module", file: "shuangbai/shuangbai-excel.wasm", block: BLOCKS.books },
] as const;

const zstd = await Zstd.load();
const compressed = (bytes: Uint8Array): Uint8Array => zstd.compress(bytes, zstd.maxCLevel());

interface Packed {
  paths: string[];
  /** Of which bytes of all each module consists. */
  spans: [number, number][];
  /** What the first module is unpacked of, and what more the second needs. */
  parts: [Uint8Array, Uint8Array];
}

/**
 * Both modules as one stream, since they have much code in common: a tenth less than each by itself. It is cut where the
 * first is whole, so that the page starts without the rest.
 */
function packedTogether(): Packed {
  const paths = MODULES.map(({ file }) => createRequire(import.meta.url).resolve(file));
  const [first, second] = paths.map((path) => readFileSync(path)) as [Buffer, Buffer];
  const all = Buffer.concat([first, second]);
  const stream = compressed(all);
  let [unpacked, cut] = [0, 0];
  const unpacking = new Decompress((chunk) => (unpacked += chunk.length));
  while (unpacked < first.length) unpacking.push(stream.subarray(cut, (cut += STEP)));
  const spans: Packed["spans"] = [
    [0, first.length],
    [first.length, all.length],
  ];
  return { paths, spans, parts: [stream.subarray(0, cut), stream.subarray(cut)] };
}
/** Bytes by which the place of the cut is sought. */
const STEP = 256;

let packed: Packed | undefined;
/** Made once for all builds of a process. */
export const modules = (): Packed => (packed ??= packedTogether());

/**
 * The modules as functions that give what a worker is sent: of text in the script, whatever server it comes from, or in
 * the single file of blocks of the page.
 */
export function packedModules(single: boolean): Plugin {
  const from = fileURLToPath(new URL("../src/engine/packed", import.meta.url));
  return {
    name: "packed-modules",
    resolveId: (id) => (MODULES.some(({ name }) => name === id) ? `\0${id}` : null),
    load(id) {
      const which = MODULES.findIndex(({ name }) => id === `\0${name}`);
      if (which < 0) return null;
      const { paths, spans, parts } = modules();
      for (const path of paths) this.addWatchFile(path);
      const part = parts[which] as Uint8Array;
      const text = single ? (MODULES[which] as { block: string }).block : Buffer.from(part).toString("base64");
      const own = `${single ? "fromPage" : "fromBase64"}(${JSON.stringify(text)})`;
      // The second stands on the first.
      const before = which ? `import first from ${JSON.stringify(MODULES[0].name)};` : "";
      return `import { fromBase64, fromPage, joined } from ${JSON.stringify(from)}; ${before}
        export default () => ({ packed: joined(${which ? "first().packed, " : ""}${own}), span: ${JSON.stringify(spans[which])} });`;
    },
  };
}

/** The hash by which a content security policy lets an inline script run. */
const hashOf = (script: string): string => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

/**
 * The page as one file: its script and styles compressed in a block, as the modules are, and a small script that starts
 * them. `policy` is given the hashes of the two scripts that may run.
 */
export function oneFile(target: string[], policy: (scripts: string[]) => string): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    config: () => ({
      build: { cssCodeSplit: false, rolldownOptions: { output: { codeSplitting: false } } },
    }),
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const files = Object.values(bundle);
        const [page] = files.filter(isPage);
        const [script, ...more] = files.filter((file) => file.type === "chunk");
        const styles = files.filter((file) => file.type === "asset" && file.fileName.endsWith(".css"));
        if (!page || !script || more.length) this.error("the single file is made of one page and one script");
        const style = styles.map((file) => String((file as Rolldown.OutputAsset).source)).join("\n");
        const start = await startScript(target);
        const block = (id: string, bytes: Uint8Array) =>
          `<script type="text/plain" id="${id}">${toHtml(bytes)}</script>\n`;
        const [engine, books] = MODULES.map((module, which) =>
          block(module.block, modules().parts[which] as Uint8Array),
        );
        const packed = compressed(new TextEncoder().encode(`${style}\0${script.code}`));
        // What is needed first stands first: the page starts before the rest is read.
        const body = engine + block(BLOCKS.page, packed) + `<script>${start}</script>\n` + books;
        page.source = String(page.source)
          .replace(/\s*<(script|link)\b[^>]*\b(src|href)="\.\/[^>]*>(<\/script>)?/g, "")
          .replace("<head>", () => `<head>\n    ${policy([hashOf(start), hashOf(script.code)])}`)
          .replace("</body>", () => `${body}</body>`);
        for (const file of [script, ...styles]) delete bundle[file.fileName];
      },
    },
  };
}

const isPage = (file: Rolldown.OutputAsset | Rolldown.OutputChunk): file is Rolldown.OutputAsset =>
  file.type === "asset" && file.fileName.endsWith(".html");

/** The script that starts the page, by itself. */
async function startScript(target: string[]): Promise<string> {
  const entry = fileURLToPath(new URL("../src/single/start.ts", import.meta.url));
  const made = await build({
    configFile: false,
    logLevel: "warn",
    build: { target, write: false, lib: { entry, formats: ["iife"], name: "start", fileName: () => "start.js" } },
  });
  const [{ output }] = made as [Rolldown.RolldownOutput];
  return output[0].code.trim();
}
