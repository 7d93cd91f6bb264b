// Writes types.d.ts of a package folder from its schemas, and its terms and the page of the rules as modules, which every
// bundler and Node take alike: `node types.mjs FOLDER`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { compile } from "json-schema-to-typescript";

const folder = process.argv[2];
const types = {};
const roots = {};

// Of a reference (`allOf` of one) with a default the compiler would make an intersection with the default's own
// type. Types have no defaults.
function withoutDefaults(schema) {
  if (Array.isArray(schema)) return schema.map(withoutDefaults);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name]) => name !== "default" || !schema.allOf);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutDefaults(inner)]));
}

// Every type once: a type of two schemas says the same in both.
function add(name, { $schema, definitions, title, ...schema }) {
  if (types[name]) assert.deepEqual(schema, types[name], `two types are called ${name}`);
  types[name] = schema;
}

for (const file of readdirSync(join(folder, "schemas")).filter((name) => name.endsWith(".schema.json"))) {
  const schema = JSON.parse(readFileSync(join(folder, "schemas", file), "utf8"));
  for (const [name, definition] of Object.entries(schema.definitions ?? {})) add(name, definition);
  add(schema.title, schema);
  roots[file.split(".")[0]] = { $ref: `#/definitions/${schema.title}` };
}

const all = {
  title: "Schemas",
  description: "Every schema of this package, by the name of its file.",
  type: "object",
  properties: roots,
  required: Object.keys(roots),
  additionalProperties: false,
  definitions: withoutDefaults(types),
};
const bannerComment = "// Made from schemas/*.schema.json, which are made from the types of the Rust library.";
// Lists that need an entry are plain arrays: what `map` and `filter` give could not be handed over otherwise.
const ignoreMinAndMaxItems = true;
const text = await compile(all, "Schemas", {
  bannerComment,
  additionalProperties: false,
  format: false,
  ignoreMinAndMaxItems,
});
writeFileSync(join(folder, "types.d.ts"), text);

const terms = JSON.parse(readFileSync(join(folder, "schemas", "terms.json"), "utf8"));
writeFileSync(join(folder, "terms.js"), `// Made from schemas/terms.json.\nexport default ${JSON.stringify(terms)};\n`);

const page = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
const written = `// Made from docs/rules.md.\nexport default ${JSON.stringify(page)};\n`;
writeFileSync(join(folder, "rules-page.js"), written);
