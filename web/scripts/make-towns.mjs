// Makes src/data/towns.ts from data/guangdong-2023, one line a county, its towns with their villages, and
// src/data/drawn.ts from data/plan-2017, the stations drawn by lot as those of the plan of 2017.
//
//   npm run towns
//
// Units of class `other` are left out: they have no station by default (see data/guangdong-2023/README.md).
import { readFileSync, writeFileSync } from "node:fs";

function rows(name) {
  const [head, ...lines] = readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf8")
    .trim()
    .split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    if (cells.length !== columns.length) throw new Error(`${name}: ${line}`);
    return Object.fromEntries(columns.map((column, place) => [column, cells[place]]));
  });
}

const names = rows("guangdong-2023/regions.csv");
const towns = rows("guangdong-2023/towns.csv").filter((town) => town.class !== "other");
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

// A line is a tier and the month in which its stations opened, then their codes.
const stations = new Map();
for (const { code, name, tier, opens } of rows("plan-2017/stations.csv")) {
  if (towns.find((town) => town.code === code)?.name !== name) throw new Error(`no town: ${code} ${name}`);
  const key = `${tier}|${opens}`;
  if (!stations.has(key)) stations.set(key, []);
  stations.get(key).push(code);
}
const drawn = [...stations].map(([key, codes]) => `${key}|${codes.join("|")}`);
writeFileSync(
  new URL("../src/data/drawn.ts", import.meta.url),
  `// Made by scripts/make-towns.mjs from data/plan-2017; do not edit.
// A line is a tier, the month in which its stations open, and their codes: real towns drawn by lot.

/** ${[...stations.values()].flat().length} stations. */
export const DRAWN = \`
${drawn.join("\n")}
\`;
`,
);
