import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { oneFile, oneModule, packedModules } from "./scripts/pack.ts";

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
const policy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (html) => html.replace("<head>", `<head>\n    ${tag(["'self'"])}`),
  },
};

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
  const modules = single ? oneModule() : packedModules();
  return {
    base: "./",
    plugins: [svelte(), modules, single ? oneFile(BROWSERS, tag) : policy],
    // A classic script: Firefox has module workers since 114 only. It is built by itself.
    worker: { format: "iife", plugins: () => [modules] },
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
