// Times the steps of a slider on the whole province, in Node or in headless Chromium, against native:
// 1,610 towns, 29,744 posts filled to the norm, ten years, expected values.
//
//   node benches/step.mjs              needs the built package (make wasm); prints a table
//   node benches/step.mjs --chromium   the same in Debian's Chromium, in a worker
//
// It fails when a step takes 50 ms or more; the ratio is told.

import { execFileSync } from "node:child_process";

import { inChromium } from "../tests/js/chromium.mjs";

const root = new URL("../", import.meta.url);
const step = (what) =>
  execFileSync("cargo", ["run", "--quiet", "--release", "-p", "shuangbai-benches", "--bin", "step", "--", what], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });

/** The same steps as in benches/src/bin/step.rs; it runs in Node and in a page's worker. */
async function steps(entry, plan) {
  const { default: init, Calculator, forecast } = await import(entry);
  await init();
  const calculator = new Calculator(plan);
  const timed = (work) => {
    const start = performance.now();
    work();
    return (performance.now() - start) * 1e6;
  };
  const all = Array.from({ length: 200 }, (_, at) => at);
  return {
    text: all.map(() => timed(() => forecast(plan))),
    reform: all.map((at) => {
      const patch = `{"raise":[{"from":2021,"rate":"0.${String(20 + (at % 60)).padStart(3, "0")}"}]}`;
      return timed(() => calculator.reform(patch));
    }),
    change: all.map((at) => {
      const change = `{"assumptions":{"pass_rate":"0.${900 + (at % 100)}"}}`;
      return timed(() => calculator.change(change));
    }),
  };
}

const plan = step("plan").trim();
const node = new URL("crates/wasm/pkg/node.js", root).href;
const chromium = process.argv.includes("--chromium");
const wasm = chromium ? await inChromium(steps, "/crates/wasm/pkg/index.js", plan) : await steps(node, plan);
const native = JSON.parse(step("time"));

const sorted = (times) => times.toSorted((a, b) => a - b).map((time) => time / 1e6);
const shown = (time) => `${time.toFixed(2)} ms`.padStart(10);
console.log(
  `${"step".padEnd(8)}${"median".padStart(10)}${"fastest".padStart(10)}${"slowest".padStart(10)}    native: median, fastest    ratio`,
);
for (const kind of Object.keys(native)) {
  const [here, there] = [sorted(wasm[kind]), sorted(native[kind])];
  const [median, told] = [here[100], there[100]];
  console.log(
    `${kind.padEnd(8)}${shown(median)}${shown(here[0])}${shown(here[199])}  ${shown(told)}${shown(there[0])}    ${(median / told).toFixed(2)} (fastest ${(here[0] / there[0]).toFixed(2)})`,
  );
  if (median >= 50) throw new Error(`${kind}: a step takes ${median} ms`);
}
