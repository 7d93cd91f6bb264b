// What the page takes of memory with large tables, in Debian's Chromium, headless:  npm run measure:large
// A browser for each table, so that the greatest of its processes is the page with its workers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { server } from "./modules.mjs";
import { memory } from "./processes.mjs";

const { SINGLE, launch, settled } = await server.ssrLoadModule("/tests/browser.ts");
const { workersCsv } = await server.ssrLoadModule("/tests/workers.ts");
const folder = mkdtempSync(join(tmpdir(), "shuangbai-large-"));

async function measured(what, csv, after) {
  const browser = await launch();
  const page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(SINGLE);
  await settled(page);
  console.log(`${what}: before, ${await memory(browser)}`);
  await page.getByRole("checkbox", { name: "按配备标准配齐岗位" }).uncheck();
  await settled(page);
  await page.locator("summary", { hasText: "导入表格" }).click();
  // By its path, as a person does: bytes that a test hands over lie in the page a second time.
  const file = join(folder, "workers.csv");
  writeFileSync(file, csv);
  const started = Date.now();
  await page.locator("[data-file]").setInputFiles(file);
  await page.getByRole("dialog").waitFor();
  console.log(`${what}: ${(csv.length / 1e6) | 0} MB shown in ${Date.now() - started} ms`);
  const used = Date.now();
  await page.getByRole("button", { name: "采用此表" }).click();
  await after(page);
  console.log(`${what}: read and told in ${Date.now() - used} ms; ${await memory(browser)}`);
  return { browser, page };
}

{
  const { browser, page } = await measured("300,000 workers", workersCsv(300_000), async (page) => {
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForSelector("main:not([data-asking])", { state: "attached" });
  });
  // Usable: a control moves, and the figures follow.
  const steps = [];
  for (const value of ["990000", "980000", "970000", "960000", "950000"]) {
    const moved = Date.now();
    await page.getByRole("slider", { name: "考核合格率" }).fill(value);
    await page.waitForTimeout(60);
    await page.waitForSelector("main:not([data-asking])", { state: "attached" });
    steps.push(Date.now() - moved);
  }
  console.log(`300,000 workers: a control's step ${steps.sort((a, b) => a - b)[2]} ms; ${await memory(browser)}`);
  await browser.close();
}
{
  // Neither the month nor the post of anybody is one.
  const csv = workersCsv(300_000).replaceAll("2021年", "20年").replaceAll("性", "");
  const { browser, page } = await measured("600,000 faults", csv, async (page) => {
    await page.locator("[data-faults]").waitFor();
    await page.waitForSelector("main:not([data-asking])", { state: "attached" });
  });
  console.log(
    `600,000 faults: ${(await page.locator("[data-faults]").innerText()).slice(0, 200).replaceAll("\n", " · ")}`,
  );
  const saved = Date.now();
  await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "存为 CSV" }).click()]);
  console.log(`600,000 faults: as a file in ${Date.now() - saved} ms; ${await memory(browser)}`);
  await browser.close();
}
rmSync(folder, { recursive: true });
await server.close();
