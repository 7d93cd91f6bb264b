// Times the pay sheet of 30,000 workers (rule 20) and why the province owes what it owes (rule 17), in Node or in headless
// Chromium in a worker.
//
//   node benches/sheet.mjs [--chromium]     needs the built package (make wasm); prints a table
//
// The first time in a process tells what a page waits for, the others the median of five.

import { province } from "../tests/js/csv.mjs";
import { inChromium } from "../tests/js/chromium.mjs";

/** It runs in Node and in a page's worker. */
async function times(entry, outline, given) {
  const { default: init, Calculator } = await import(entry);
  await init();
  const people = Calculator.ofTables({ ...outline, assumptions: { missing_history: "pass" } }, given, {
    "年薪(元)": "pay",
  });
  const { stations } = given;
  const towns = Calculator.ofTables(
    { ...outline, assumptions: { fill: "norm", pass_rate: "0.95", missing_history: "pass" } },
    { stations },
  );
  const at = "/totals/4/due/local";
  // Another change, so that nothing is kept.
  let rate = 100;
  const anew = () => ({ reform: { raise: { rate: `0.0${rate++}` } } });
  const change = anew();
  towns.why(at, { fold: 1, change });
  // The months as columns of 64-bit numbers, and how many bytes they are.
  const columns = (first, last) => {
    let length = 0;
    people.sheetByMonth(first, last, ({ key, count, amounts }) => {
      length += key.byteLength + count.byteLength + amounts.pay.buffer.byteLength;
    });
    return { length };
  };
  const ways = {
    "sheet of a month": () => people.sheet("2023-03", "2023-03"),
    "sheet of twelve months": () => people.sheet("2023-01", "2023-12"),
    "columns of a month": () => columns("2023-03", "2023-03"),
    "columns of twelve months": () => columns("2023-01", "2023-12"),
    "calls of twelve months": () => people.calls("2023-01", "2023-12"),
    "why, a change anew, fold 1": () => towns.why(at, { fold: 1, change: anew() }),
    "why, kept, fold 1": () => towns.why(at, { fold: 1, change }),
    "why, kept, a city opened, fold 3": () => towns.why(at, { fold: 3, open: [0, 0], change }),
  };
  return Object.entries(ways).map(([name, work]) => {
    let length = 0;
    const took = Array.from({ length: 6 }, () => {
      const start = performance.now();
      ({ length } = work());
      return performance.now() - start;
    });
    const [first, ...others] = took;
    return [name, length, first, others.toSorted((a, b) => a - b)[2]];
  });
}

const { outline, stations, workers } = province(30_000);
const entry = new URL("../crates/wasm/pkg/node.js", import.meta.url).href;
const told = process.argv.includes("--chromium")
  ? await inChromium(times, "/crates/wasm/pkg/index.js", outline, { stations, workers })
  : await times(entry, outline, { stations, workers });
console.log("".padEnd(38) + "     answer     first    median");
for (const [name, length, ...took] of told) {
  const size = `${(length / 1e6).toFixed(2)} MB`.padStart(11);
  console.log(name.padEnd(38) + size + took.map((time) => `${time.toFixed(0)} ms`.padStart(10)).join(""));
}
