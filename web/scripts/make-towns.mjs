// Makes src/data/towns.ts from data/guangdong-2023: one line a county, its towns with their villages.
//
//   npm run towns
//
// Units of class `other` are left out: they have no station by default (see data/guangdong-2023/README.md).
import { readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../../data/guangdong-2023/", import.meta.url);

function rows(name) {
  const [head, ...lines] = readFileSync(new URL(name, folder), "utf8").trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    if (cells.length !== columns.length) throw new Error(`${name}: ${line}`);
    return Object.fromEntries(columns.map((column, place) => [column, cells[place]]));
  });
}

const names = rows("regions.csv");
const towns = rows("towns.csv").filter((town) => town.class !== "other");
const counties = new Map();
for (const { code, name, county, villages } of towns) {
  if (/[|\s\d]/.test(name)) throw new Error(`a name that this format can't hold: ${name}`);
  if (!code.startsWith(county)) throw new Error(`${code} is not in ${county}`);
  if (!counties.has(county)) counties.set(county, []);
  counties.get(county).push(`${code.slice(6)}${name}${villages}`);
}

const lines = names.map(({ code, name }) => [code, name, ...(counties.get(code) ?? [])].join("|"));
const text = `// Made by scripts/make-towns.mjs from data/guangdong-2023; do not edit.
// A line is a region: code|name, and for a county its towns: the code's last three digits, name, villages.

/** ${towns.length} towns. */
export const TOWNS = \`
${lines.join("\n")}
\`;
`;
writeFileSync(new URL("../src/data/towns.ts", import.meta.url), text);
console.log(`${towns.length} towns, ${text.length} characters`);
