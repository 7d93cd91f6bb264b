// The examples of examples/javascript, each as its README says to run it: all of them show what the module says.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { onPage } from "./chromium.mjs";

const here = fileURLToPath(new URL("../../", import.meta.url));
const examples = join(here, "examples/javascript");
const { Calculator } = await import(new URL("../../crates/wasm/pkg/node.js", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "shuangbai-examples-"));
after(() => rmSync(folder, { recursive: true }));

const plan = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2025 },
  stations: [{ code: "440203001", name: "西河镇", villages: 12, opens: "2021-08" }],
  assumptions: { fill: "norm", pass_rate: "0.96" },
};
const calculator = new Calculator(plan);

/** The rows that an example shows under a raise. */
function wanted(rate) {
  const { totals } = JSON.parse(calculator.reform({ raise: [{ from: 2021, rate }] }));
  return totals.map(({ year, pay, due }) => [String(year), pay, due.province, due.local].join(" "));
}

/** A copy of an example, with what it depends on beside it, at the versions that are pinned for the tests. */
function copied(name) {
  const copy = join(folder, name);
  cpSync(join(examples, name), copy, { recursive: true });
  const packages = join(copy, "node_modules");
  cpSync(join(here, "crates/wasm/pkg"), join(packages, "shuangbai"), { recursive: true });
  return { copy, packages };
}

function run(command, args, cwd) {
  const ran = spawnSync(command, args, { cwd, encoding: "utf8" });
  assert.equal(ran.status, 0, `${command} ${args.join(" ")}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/** What a page shows at first, and under another raise. */
function showsTheForecast(place) {
  return onPage(place, {}, "/index.html", async (page, wrong) => {
    for (const rate of [undefined, "0.03", "0"]) {
      if (rate !== undefined) await page.locator("input").fill(rate);
      const rows = wanted(rate ?? "0.05");
      const shown = () =>
        page.locator("tbody tr").evaluateAll((all) => all.map(({ cells }) => [...cells].map((one) => one.textContent)));
      await page
        .waitForFunction(
          (last) => document.querySelector("tbody tr:last-child")?.innerText.includes(last),
          rows[4].split(" ")[1],
          {
            timeout: 20_000,
          },
        )
        .catch((error) => wrong.push(error.message));
      assert.deepEqual(wrong, []);
      assert.deepEqual(
        (await shown()).map((cells) => cells.join(" ")),
        rows,
      );
    }
  });
}

test("each folder is in the README, and asks for what the tests have pinned", () => {
  const readme = readFileSync(join(examples, "README.md"), "utf8");
  const folders = readdirSync(examples).filter((name) => name !== "README.md");
  assert.deepEqual([...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name).sort(), folders.sort());
  const { devDependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(join(here, "crates/wasm/package/package.json"), "utf8"));
  for (const name of ["vite-react", "vite-vue"]) {
    const asked = JSON.parse(readFileSync(join(examples, name, "package.json"), "utf8"));
    for (const [named, wants] of Object.entries({ ...asked.dependencies, ...asked.devDependencies })) {
      assert.equal(wants, named === "shuangbai" ? version : devDependencies[named], `${name}: ${named}`);
    }
  }
});

test("Node prints the forecast, and what is wrong", () => {
  const { copy } = copied("node");
  assert.equal(run("node", ["forecast.mjs", "0.03"], copy), `${wanted("0.03").join("\n")}\n`);
  const wrong = spawnSync("node", ["forecast.mjs", "much"], { cwd: copy, encoding: "utf8" });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /\/raise\/0\/rate: /);
});

test("a page without a bundler shows the forecast", async () => {
  const { copy, packages } = copied("page");
  cpSync(join(packages, "shuangbai"), join(copy, "shuangbai"), { recursive: true });
  await showsTheForecast(copy);
});

for (const name of ["vite-react", "vite-vue"]) {
  test(`${name} builds, and shows the forecast`, async () => {
    const { copy, packages } = copied(name);
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
    for (const needed of Object.keys({ ...dependencies, ...devDependencies }).filter((one) => one !== "shuangbai")) {
      mkdirSync(dirname(join(packages, needed)), { recursive: true });
      symlinkSync(join(here, "node_modules", needed), join(packages, needed));
    }
    run(join(here, "node_modules/.bin/vite"), ["build"], copy);
    await showsTheForecast(join(copy, "dist"));
  });
}
