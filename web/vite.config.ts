import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { viteSingleFile } from "vite-plugin-singlefile";

/**
 * The oldest browsers: the first that know `wasm-unsafe-eval` in a content security policy. Keep in step
 * with README.md.
 */
const BROWSERS = ["chrome97", "edge97", "firefox102", "safari16"];

/**
 * The page's policy, as a meta tag, so that it holds on any server and on none. Nothing may be fetched, sent
 * or embedded. The worker is made from a blob, because such a worker inherits this policy, and one from an
 * address would not. Styles are inline in places (chart tooltips); they can load nothing, as images, fonts
 * and connections are closed.
 */
function policy(single: boolean): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler: (html) => html.replace("<head>", `<head>\n    ${tag(single ? [] : ["'self'"])}`),
    },
    // After the single-file plugin has put the script into the page: its hash alone may run.
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        if (!single) return;
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".html")) continue;
          const html = String(file.source);
          const scripts = [...html.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)];
          const hashes = scripts.map((script) => {
            const digest = createHash("sha256")
              .update(script[1] ?? "")
              .digest("base64");
            return `'sha256-${digest}'`;
          });
          file.source = html.replace(tag([]), () => tag(hashes));
        }
      },
    },
  };
}

function tag(scripts: string[]): string {
  const rules = [
    "default-src 'none'",
    `script-src ${[...scripts, "'wasm-unsafe-eval'"].join(" ")}`,
    "worker-src blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src data: blob:",
    "connect-src 'none'",
    "font-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}" />`;
}

/** The modules that the page has as text: the calculator, and workbooks, which are unpacked when first needed. */
const MODULES: Record<string, string> = {
  "virtual:shuangbai-module": "shuangbai/shuangbai.wasm",
  "virtual:shuangbai-excel-module": "shuangbai/shuangbai-excel.wasm",
};

/**
 * The WebAssembly modules as text, compressed before they become base64: a third of the bytes, whatever server
 * or folder they come from.
 */
function packedModules(): Plugin {
  return {
    name: "packed-modules",
    resolveId: (id) => (id in MODULES ? `\0${id}` : null),
    load(id) {
      const path = id.startsWith("\0") ? MODULES[id.slice(1)] : undefined;
      if (path === undefined) return null;
      const file = createRequire(import.meta.url).resolve(path);
      this.addWatchFile(file);
      return `export default "${gzipSync(readFileSync(file), { level: 9 }).toString("base64")}";`;
    },
  };
}

/** The script for sites that embed the page, beside it: classic, so that it needs no permission of its server. */
const EMBED = {
  plugins: [
    {
      // In a site that isn't written in UTF-8 it is read as the site is.
      name: "plain-letters",
      generateBundle(_: unknown, bundle: Rolldown.OutputBundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk")
            file.code = file.code.replace(
              /[^\0-\x7f]/g,
              (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
            );
        }
      },
    },
  ],
  build: {
    target: BROWSERS,
    outDir: "dist/folder",
    emptyOutDir: false,
    lib: { entry: "src/embed/element.ts", formats: ["iife" as const], name: "shuangbai", fileName: () => "embed.js" },
  },
};

export default defineConfig(({ mode }) => {
  if (mode === "embed") return EMBED;
  const single = mode === "single";
  return {
    base: "./",
    plugins: [
      svelte(),
      packedModules(),
      ...(single ? [viteSingleFile({ removeViteModuleLoader: true })] : []),
      policy(single),
    ],
    // A classic script: Firefox has module workers since 114 only.
    worker: { format: "iife", plugins: () => [packedModules()] },
    build: {
      target: BROWSERS,
      outDir: single ? "dist/single" : "dist/folder",
      chunkSizeWarningLimit: 2000,
      modulePreload: { polyfill: false },
    },
    test: {
      // Two browsers at a time, on the two processors that a small machine has.
      maxWorkers: 2,
      testTimeout: 180_000,
      hookTimeout: 60_000,
    },
  };
});
