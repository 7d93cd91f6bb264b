// Accessibility: no violation that axe finds, in both languages, with everything unfolded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { TABS, toAddress } from "../../src/state/tabs";
import { SINGLE, launched, linked, open, settled } from "../browser";
import { choose, faulty, template } from "../workbook";

/** All rules for people with WCAG 2.2 AA, the size of targets, which axe leaves off, too. */
const RULES = { rules: { "target-size": { enabled: true } } };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launched();

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
  for (const name of [/^(导出|Export)$/, /^(分享链接|Share link)$/]) {
    await page.getByRole("button", { name }).click();
    expect(await violations(page, ".keep")).toEqual([]);
  }
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

interface Axe {
  run(
    context: Document | Element,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** Of the page, or of a part of it that covers others, whose size is then no matter. */
function violations(page: Page, part?: string): Promise<string[]> {
  return page.evaluate(
    async ([rules, part]) => {
      const { axe } = window as unknown as { axe: Axe };
      const covered = { rules: { "target-size": { enabled: false } } };
      const found = part
        ? [await axe.run(document.querySelector(part) as Element, rules), await axe.run(document, covered)]
        : [await axe.run(document, rules)];
      const violations = found.flatMap(({ violations }) => violations);
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.slice(0, 160))
            .join(" | ")}`,
      );
    },
    [RULES, part] as const,
  );
}

test.each([
  ["light", 1280],
  ["dark", 390],
] as const)("every room, %s, with targets large enough", async (scheme, width) => {
  const state = {
    regions: ["440224"],
    first: 2022,
    last: 2025,
    reform: { from: 2024, standard: 6_000_000, follow: false, province: null, raise: null },
  };
  const { page } = await open(browser, SINGLE + linked(state), { width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(axe);
  for (const tab of TABS) {
    await page.locator(`nav.rooms a[href="${toAddress(tab)}"]`).click();
    if (tab === "sheet") await page.locator("[data-sheet] tbody tr").first().waitFor();
    if (tab === "funds") await page.locator("[data-calls] tbody tr").first().waitFor();
    expect(await violations(page), tab).toEqual([]);
  }
  await page.locator("[data-seek-open=leave]").click();
  expect(await violations(page)).toEqual([]);
  await page.locator("nav.rooms a").first().click();
  await page.locator("[data-tables] tbody td button").first().click();
  await page.locator("[data-why] li").first().waitFor();
  expect(await violations(page)).toEqual([]);
  // The focus goes back to the figure that was asked about.
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.closest("[data-tables]") !== null)).toBe(true);
  await page.context().close();
});

test.each([
  ["light", "zh", 1280],
  ["dark", "en", 390],
] as const)("a workbook that is looked at, %s in %s", async (scheme, lang, width) => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440203"], lang }), { width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(axe);
  await choose(page, "a.xlsx", faulty(await template(page), lang));
  await page.getByRole("dialog").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button").last().click();
  await page.waitForSelector("[data-faults]");
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});
