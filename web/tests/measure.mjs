// Times in Debian's Chromium, headless, of the single file opened from disk:  npm run measure
import { statSync } from "node:fs";
import { server } from "./modules.mjs";
import { processor } from "./processes.mjs";

const { SINGLE, launch, settled } = await server.ssrLoadModule("/tests/browser.ts");
const { workersBook, workersCsv } = await server.ssrLoadModule("/tests/workers.ts");
const browser = await launch();
const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const round = (all) =>
  `median ${Math.round(median(all))} ms, ${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))}`;
const packed = (state) => `#s=${Buffer.from(JSON.stringify(state)).toString("base64url")}`;

// From navigation until the first forecast of the whole province is on the page.
const ready = [];
const spent = [];
for (let run = 0; run < 5; run++) {
  const alone = await launch();
  const page = await alone.newPage();
  const before = await processor(alone);
  await page.goto(SINGLE);
  await page.waitForSelector("main[data-ready]");
  ready.push(await page.evaluate(() => performance.now()));
  spent.push((await processor(alone)) - before);
  await alone.close();
}
console.log(`page ready, 1,610 towns: ${round(ready)}; processor time ${round(spent)}`);

// Ten years, expected values: what the worker takes, and until the page shows it.
const page = await browser.newPage();
await page.goto(SINGLE + packed({ pass: 960_000, leave: 80_000 }));
await settled(page);
const slider = page.getByRole("slider").first();
await slider.focus();
const worker = [];
const shown = [];
const stepped = await processor(browser);
for (let step = 0; step < 20; step++) {
  shown.push(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const main = document.querySelector("main");
          const range = document.querySelector("input[type=range]");
          const start = performance.now();
          const watch = new MutationObserver(() => {
            if (main.hasAttribute("data-asking")) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          });
          watch.observe(main, { attributes: true });
          range.value = String(Number(range.value) - 5000);
          range.dispatchEvent(new Event("input", { bubbles: true }));
        }),
    ),
  );
  worker.push(Number(await page.locator("main").getAttribute("data-took")));
}
console.log(`a slider's step, in the worker: ${round(worker)}`);
console.log(`a slider's step, until it is drawn: ${round(shown)}; processor time of one of twenty, with all that follows,
  ${((await processor(browser)) - stepped) / shown.length} ms`);

// A register of 30,000: read to show its columns, then read, checked and forecast.
if (await page.locator("summary", { hasText: "导入表格" }).count()) {
  await page.getByRole("checkbox", { name: "按配备标准配齐岗位" }).uncheck();
  await settled(page);
  await page.locator("summary", { hasText: "导入表格" }).click();
  if (await page.locator("[data-file]").count()) {
    const csv = Buffer.from(workersCsv(30_000));
    const previewed = Date.now();
    await page.locator("[data-file]").setInputFiles({ name: "workers.csv", mimeType: "text/csv", buffer: csv });
    await page.getByRole("dialog").waitFor();
    console.log(`30,000 workers, ${Math.round(csv.length / 1024)} KiB: previewed in ${Date.now() - previewed} ms`);
    const read = await processor(browser);
    await page.getByRole("button", { name: "采用此表" }).click();
    await settled(page);
    console.log(
      `30,000 workers: processor time until drawn ${(await processor(browser)) - read} ms, read, checked and forecast in the worker in ${Math.round(await page.locator("main").getAttribute("data-took"))} ms`,
    );
  }
}

// The same as a workbook: the module loaded, the file read, its sheets shown; then as above.
const other = await browser.newPage();
await other.goto(SINGLE);
await settled(other);
await other.locator("summary", { hasText: "导入表格" }).click();
const book = Buffer.from(workersBook(30_000));
for (const which of ["first", "again"]) {
  const looked = Date.now();
  await other.locator("[data-file]").setInputFiles({ name: "workers.xlsx", mimeType: "", buffer: book });
  await other.getByRole("dialog").waitFor();
  console.log(`30,000 workers as a workbook, ${book.length >> 10} KiB, ${which}: shown in ${Date.now() - looked} ms`);
  if (which === "first") await other.keyboard.press("Escape");
}
const used = Date.now();
await other.getByRole("button", { name: "采用此工作簿" }).click();
await other.getByRole("dialog").waitFor({ state: "detached" });
await settled(other);
console.log(`30,000 workers as a workbook: read, checked, forecast and drawn in ${Date.now() - used} ms`);

// The result of the whole province, by station, as a workbook.
for (const by of ["city", "station"]) {
  const page = await browser.newPage();
  await page.goto(SINGLE + packed({ by }));
  await settled(page);
  await page.getByRole("button", { name: "导出" }).click();
  const started = Date.now();
  const [file] = await Promise.all([
    page.waitForEvent("download", { timeout: 120_000 }),
    page.getByRole("button", { name: "结果工作簿（Excel）", exact: true }).click(),
  ]);
  console.log(
    `the result by ${by} as a workbook: ${Date.now() - started} ms, ${(statSync(await file.path()).size / 1024) | 0} KiB`,
  );
}
await browser.close();
await server.close();
