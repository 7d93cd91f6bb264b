// How the modules and, in the single file, the scripts and styles come into the page.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Zstd } from "@hpcc-js/wasm-zstd";
import { type Plugin, type Rolldown, build } from "vite";
import { BLOCKS, toHtml, toUtf16 } from "../src/engine/packed.ts";

/**
 * The WebAssembly modules. That of workbooks has the calculator in it, so it is the single file's only one; in the folder the
 * calculator is one of its own, and that of workbooks is fetched when first needed.
 */
const MODULES = {
  calculator: { name: "virtual:shuangbai-module", file: "shuangbai/shuangbai.wasm" },
  workbooks: { name: "virtual:shuangbai-excel-module", file: "shuangbai/shuangbai-excel.wasm" },
};

const zstd = await Zstd.load();
const compressed = (bytes: Uint8Array): Uint8Array => zstd.compress(bytes, zstd.maxCLevel());

const pathOf = ({ file }: { file: string }): string => createRequire(import.meta.url).resolve(file);
const packed = (path: string): Uint8Array => compressed(readFileSync(path));

/** The modules as functions that give what a worker is sent, each of text in a script, whatever server it comes from. */
export function packedModules(): Plugin {
  const from = fileURLToPath(new URL("../src/engine/packed", import.meta.url));
  return {
    name: "packed-modules",
    resolveId: (id) => (Object.values(MODULES).some(({ name }) => name === id) ? `\0${id}` : null),
    load(id) {
      const module = Object.values(MODULES).find(({ name }) => id === `\0${name}`);
      if (!module) return null;
      const path = pathOf(module);
      this.addWatchFile(path);
      const text = Buffer.from(packed(path)).toString("base64");
      return `import { fromBase64 } from ${JSON.stringify(from)}; export default () => fromBase64(${JSON.stringify(text)});`;
    },
  };
}

/**
 * The same in the single file: both are what stands in a block of the page, and so is the glue of both. The calculator's worker
 * is the one that has started with the page.
 */
export function oneModule(): Plugin {
  const [from, engine] = ["../src/engine/packed", "../src/single/engine.ts"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return {
    name: "one-module",
    enforce: "pre",
    resolveId(id, importer) {
      if (Object.values(MODULES).some(({ name }) => name === id)) return "\0one-module";
      if (id === "./engineStart") return engine;
      return id === "./glue.js" && importer ? join(dirname(importer), "excel-glue.js") : null;
    },
    load: (id) =>
      id === "\0one-module"
        ? `import { BLOCKS, fromPage } from ${JSON.stringify(from)}; export default () => fromPage(BLOCKS.module);`
        : null,
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
        const [start, worker] = await Promise.all([
          scriptOf("single/start.ts", target),
          scriptOf("engine/worker.ts", target),
        ]);
        const block = (id: string, bytes: Uint8Array) =>
          `<script type="text/plain" id="${id}">${toHtml(bytes)}</script>\n`;
        const text = (...parts: string[]) => compressed(new TextEncoder().encode(parts.join("\0")));
        const body =
          block(BLOCKS.worker, text(worker)) +
          block(BLOCKS.module, packed(pathOf(MODULES.workbooks))) +
          block(BLOCKS.page, text(style, script.code)) +
          `<script>${start}</script>\n`;
        const html = String(page.source)
          .replace(/\s*<(script|link)\b[^>]*\b(src|href)="\.\/[^>]*>(<\/script>)?/g, "")
          .replace(/\s*<meta charset="utf-8"[^>]*>/, "")
          .replace("<head>", () => `<head>\n    ${policy([hashOf(start), hashOf(script.code)])}`)
          .replace("</body>", () => `${body}</body>`);
        page.source = toUtf16(html);
        for (const file of [script, ...styles]) delete bundle[file.fileName];
      },
    },
  };
}

const isPage = (file: Rolldown.OutputAsset | Rolldown.OutputChunk): file is Rolldown.OutputAsset =>
  file.type === "asset" && file.fileName.endsWith(".html");

/** A script by itself. */
async function scriptOf(path: string, target: string[]): Promise<string> {
  const entry = fileURLToPath(new URL(`../src/${path}`, import.meta.url));
  const lib = { entry, formats: ["iife" as const], name: "own", fileName: () => "own.js" };
  const plugins = [oneModule()];
  const made = await build({ configFile: false, logLevel: "warn", plugins, build: { target, write: false, lib } });
  const [{ output }] = made as [Rolldown.RolldownOutput];
  return output[0].code.trim();
}
