// Times a table of 30,000 workers, and one of 1,610 stations, imported and checked, in Node or in headless
// Chromium in a worker: in Chinese, stations half by name and half by code.
//
//   node benches/tables.mjs [--chromium]     needs the built package (make wasm); prints a table
//
// The first time in a process tells what a page waits for, the median of ten the engine that has compiled
// the module well. It fails when the first import takes a second.

import { gb18030, province } from "../tests/js/csv.mjs";
import { inChromium } from "../tests/js/chromium.mjs";

/** It runs in Node and in a page's worker; bytes come as a list of numbers or as they are. */
async function times(entry, outline, given, faulty) {
  const { default: init, Calculator, PlanError, preview, tables, check } = await import(entry);
  await init();
  const columns = { "年薪(元)": "pay" };
  const bytes = Object.fromEntries(
    Object.entries(given).map(([kind, table]) => [kind, typeof table === "string" ? table : Uint8Array.from(table)]),
  );
  const ways = {
    ofTables: () => Calculator.ofTables(outline, bytes, columns).free(),
    tables: () => tables(outline, bytes, columns),
    "tables, then check": () => check(tables(outline, bytes, columns)),
    preview: () => preview(bytes.workers, "workers"),
    "tables, a station wrong in each row": () => {
      try {
        tables(outline, { ...bytes, workers: faulty }, columns);
      } catch (error) {
        if (!(error instanceof PlanError) || error.errors.length < 30_000) throw error;
      }
    },
  };
  return Object.entries(ways).map(([name, work]) => {
    const took = Array.from({ length: 10 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    });
    return [name, took[0], took.toSorted((a, b) => a - b)[5], Math.min(...took)];
  });
}

const { outline, stations, workers } = province(30_000);
const faulty = workers.replaceAll(/^(W\d+),[^,]*/gm, "$1,无此镇$1");
const encodings = {
  "UTF-8": { stations, workers },
  GB18030: { stations: [...gb18030(stations)], workers: [...gb18030(workers)] },
};
for (const [encoding, given] of Object.entries(encodings)) {
  const entry = new URL("../crates/wasm/pkg/node.js", import.meta.url).href;
  const told = process.argv.includes("--chromium")
    ? await inChromium(times, "/crates/wasm/pkg/index.js", outline, given, faulty)
    : await times(entry, outline, given, faulty);
  console.log(
    `${encoding}, ${(given.workers.length / 1e6).toFixed(1)} MB`.padEnd(38) + "     first    median   fastest",
  );
  for (const [name, ...took] of told) {
    console.log(name.padEnd(38) + took.map((time) => `${time.toFixed(0)} ms`.padStart(10)).join(""));
    if (took[0] >= 1000 && !name.includes("wrong")) throw new Error(`${name}: ${took[0]} ms`);
  }
}
