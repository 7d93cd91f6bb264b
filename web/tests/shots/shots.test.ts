// Screenshots at three widths in both languages, for people to look at; and no chart is empty in any of them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TABS, toAddress } from "../../src/state/tabs";
import { OUT, SINGLE, launch, linked, open } from "../browser";
import { choose, faulty, template } from "../workbook";

let browser: Browser;
beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  browser = await launch();
});
afterAll(() => browser.close());

const SIZES = [390, 900, 1600];
/** What is looked at, and how many charts it has: those of funds are not there where nothing is known of them. */
const LOOKS: [look: string, state: object, charts: number][] = [
  ["base", {}, 5],
  [
    "reform",
    {
      pass: 960_000,
      leave: 80_000,
      reform: { from: 2024, standard: 6_000_000, follow: false, province: null, raise: 30_000 },
    },
    5,
  ],
  [
    "part",
    { regions: ["4402"], reform: { from: 2027, standard: 6_000_000, follow: true, province: null, raise: null } },
    3,
  ],
  ["2017", { programme: "guangdong-2017", first: 2017, last: 2026, opens: [], sites: "drawn" }, 5],
];
const CASES = LOOKS.flatMap(([look, state, charts]) =>
  SIZES.flatMap((width) => ["zh", "en"].map((lang) => ({ look, width, lang, state, charts }))),
);

test.each(CASES)("$look at $width in $lang", async ({ look, width, lang, state, charts }) => {
  const { page, complaints } = await open(browser, SINGLE + linked({ ...state, lang }), { width, height: 900 });
  // Those out of sight are drawn a little later.
  await page.waitForTimeout(500);
  const shown = page.locator("[data-chart]");
  const count = await shown.count();
  expect(count).toBe(charts);
  for (let at = 0; at < count; at++) {
    const plot = shown.nth(at).locator(".plot");
    // Bars are filled paths that have a height: as many as years at least, or one for a fund of one year.
    const bars = await plot.locator("svg path").evaluateAll((paths) => {
      const coloured = paths.filter(
        (path) => /^(#|rgb)/.test(path.getAttribute("fill") ?? "") && path.getBoundingClientRect().height > 3,
      );
      const inked = new Set(coloured.map((path) => path.getAttribute("fill")));
      return { count: coloured.length, colours: inked.size };
    });
    expect(bars.count, `chart ${at} has bars`).toBeGreaterThanOrEqual(2);
    expect(
      (await plot.innerText()).trim() || (await plot.locator("svg text").count()),
      `chart ${at} has axes`,
    ).toBeTruthy();
  }
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    "nothing sticks out",
  ).toBeLessThanOrEqual(0);
  await page.screenshot({ path: join(OUT, `${look}-${width}-${lang}.png`), fullPage: true });
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Every room, in Chinese by day and in English by night. */
const ROOMS = SIZES.flatMap((width) => [
  { width, lang: "zh", scheme: "light" as const },
  { width, lang: "en", scheme: "dark" as const },
]);
test.each(ROOMS)("the rooms at $width in $lang, $scheme", async ({ width, lang, scheme }) => {
  const state = {
    lang,
    regions: ["440224"],
    first: 2022,
    last: 2026,
    year: 2024,
    by: "station",
    unit: "元",
    opens: [],
  };
  const { page, complaints } = await open(browser, SINGLE + linked(state), { width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  for (const tab of TABS) {
    await page.locator(`nav.rooms a[href="${toAddress(tab)}"]`).click();
    if (tab === "sheet") await page.locator("[data-sheet] tbody tr").first().waitFor();
    if (tab === "funds") await page.locator("[data-calls] tbody tr").first().waitFor();
    await page.waitForTimeout(300);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `nothing sticks out of ${tab}`,
    ).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(OUT, `room-${tab}-${width}-${lang}.png`), fullPage: true });
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each(ROOMS)("a workbook at $width in $lang, $scheme", async ({ width, lang, scheme }) => {
  const { page, complaints } = await open(browser, SINGLE + linked({ lang, regions: ["440203"] }), {
    width,
    height: 900,
  });
  await page.emulateMedia({ colorScheme: scheme });
  const form = await template(page);
  await page.screenshot({ path: join(OUT, `book-import-${width}-${lang}.png`), fullPage: true });
  await choose(page, lang === "zh" ? "名册.xlsx" : "register.xlsx", faulty(form, lang as "zh" | "en"));
  await page.getByRole("dialog").waitFor();
  await page.screenshot({ path: join(OUT, `book-sheets-${width}-${lang}.png`) });
  await page.getByRole("dialog").getByRole("button").last().click();
  await page.waitForSelector("[data-faults]");
  await page.screenshot({ path: join(OUT, `book-faults-${width}-${lang}.png`) });
  await page.getByRole("button", { name: /^(导出|Export)$/ }).click();
  await page.screenshot({ path: join(OUT, `book-export-${width}-${lang}.png`) });
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    "nothing sticks out",
  ).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});
