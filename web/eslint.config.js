// What `make lint` looks for in the page, and in the JavaScript outside it. It runs from the root, an editor perhaps
// from here; the patterns hold in both.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

export default defineConfig(
  globalIgnores(["**/dist/", "**/pkg/", "**/tests/out/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  js.configs.recommended,
  ts.configs.recommended,
  {
    // `{ source: _, ...rest }` is how a name is left out of an object.
    rules: { "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }] },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    // With types: what the page's tsconfig.json includes.
    files: ["**/src/**/*.{ts,svelte}", "**/tests/**/*.ts", "**/vite.config.ts"],
    ignores: ["tests/js/**"],
    extends: [ts.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: [".svelte"] } },
    rules: {
      // These judge `any`, and every type of `shuangbai` is one as long as crates/wasm/pkg isn't built: the lint does
      // without it. svelte-check, in `make web-test`, has the types.
      "@typescript-eslint/no-redundant-type-constituents": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    // svelte-check knows every name.
    rules: { "no-undef": "off" },
  },
);
