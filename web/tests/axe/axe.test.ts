// Accessibility: no violation that axe finds, in both languages, with everything unfolded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SINGLE, launch, linked, open, settled } from "../browser";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const STATES: [string, object, number][] = [
  ["as it opens", {}, 1280],
  [
    "with a reform, in English",
    { lang: "en", leave: 80_000, reform: { from: 2024, standard: 6_000_000, province: 70, raise: 30_000 } },
    1600,
  ],
  [
    "a part with a reform that pay follows, on a tablet",
    { regions: ["4402"], reform: { from: 2027, standard: 6_000_000, follow: true, province: null, raise: null } },
    900,
  ],
  ["of 2017 on a phone", { programme: "guangdong-2017", first: 2017, last: 2026, sites: "drawn" }, 390],
];

test.each(STATES)("%s", async (_, state, width) => {
  const { page } = await open(browser, SINGLE + linked(state), { width, height: 900 });
  const unfold = () => page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await unfold();
  await page.locator("#programme").selectOption("own");
  await settled(page);
  await unfold();
  await page.getByRole("button", { name: /添加入职|Add a hire/ }).click();
  await settled(page);
  await page.evaluate(axe);
  expect(await violations(page)).toEqual([]);
  // The panels and the dialog on top.
  await page.getByRole("button", { name: /^(导出|Export)$/ }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: /^(分享链接|Share link)$/ }).click();
  expect(await violations(page)).toEqual([]);
  await page.locator("[data-file]").setInputFiles({
    name: "a.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("社工站,岗位,入职\n440203001,错,2021-08\n"),
  });
  await page.getByRole("dialog").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button").last().click();
  await page.waitForSelector("[data-faults]");
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(" | ")}`,
    );
  });
}
