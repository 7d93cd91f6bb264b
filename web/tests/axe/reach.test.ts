// What axe can't see: where the focus goes, a page four times as large, and a system with its own few colours.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { TABS, toAddress } from "../../src/state/tabs";
import { SINGLE, launched, linked, open, served, settled } from "../browser";

const [browser, server] = await Promise.all([launched(), served()]);

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
const COUNTY = {
  regions: ["440224"],
  first: 2022,
  last: 2025,
  year: 2024,
  reform: { from: 2024, standard: 6_000_000, follow: false, province: null, raise: null },
};

test("at 400 % nothing sticks out of any room, in either language, and nothing is lost", async () => {
  const { page } = await open(browser, SINGLE + linked(COUNTY), { width: 320, height: 640 });
  for (const lang of ["zh-CN", "en"]) {
    if (lang === "en") await page.getByRole("button", { name: "English" }).click();
    await page.locator(`html[lang=${lang}]`).waitFor();
    for (const tab of TABS) {
      await page.locator(`nav.rooms a[href="${toAddress(tab)}"]`).click();
      await page.waitForTimeout(150);
      const out = await page.evaluate(() => {
        // Tables and the way between the rooms scroll by themselves.
        const all = [...document.querySelectorAll("body *")].filter(
          (one) =>
            one.checkVisibility({ visibilityProperty: true }) &&
            !one.closest(".scroll, .unseen, svg, nav.rooms, .plot"),
        );
        const right = Math.max(innerWidth, document.documentElement.clientWidth) + 1;
        return all.filter((one) => one.getBoundingClientRect().right > right).map((one) => one.outerHTML.slice(0, 80));
      });
      expect(out, `${tab} in ${lang}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  }
  await page.context().close();
});

test("the focus goes back to what opened a panel, and on to the results from what is answered", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("button", { name: "没有，按编制测算" }).click();
  expect(await focused(page)).toBe("results");
  for (const name of ["导出", "分享链接"]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("group", { name }).locator("button, input").first().focus();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("group", { name }).count()).toBe(0);
    expect(await focused(page)).toBe(name);
  }
  await page.getByRole("slider", { name: "年离职率" }).fill("50000");
  await settled(page);
  await page.waitForTimeout(600);
  await page.evaluate((to) => (location.hash = to), linked({ leave: 70_000 }));
  await page.getByRole("button", { name: "回到本机原有的" }).press("Enter");
  expect(await focused(page)).toBe("results");
  await page.context().close();
});

test("with the system's own colours the room, a pressed button and bars are told apart", async () => {
  const { page } = await open(browser, SINGLE + linked(COUNTY));
  await page.emulateMedia({ forcedColors: "active" });
  const style = (what: string, of: string) =>
    page
      .locator(what)
      .first()
      .evaluate((one, of) => getComputedStyle(one).getPropertyValue(of), of);
  expect(await style("nav.rooms a[aria-current]", "border-bottom-color")).not.toBe(
    await style("nav.rooms a:not([aria-current])", "border-bottom-color"),
  );
  expect(await style(".tabs [aria-pressed=true]", "background-color")).not.toBe(
    await style(".tabs [aria-pressed=false]", "background-color"),
  );
  expect(await style("[data-bridge] .bar", "background-color")).not.toBe(
    await style("[data-bridge] td", "background-color"),
  );
  // Nothing else keeps colours of its own.
  expect(await page.locator("#unit").evaluate((one) => getComputedStyle(one).forcedColorAdjust)).toBe("auto");
  await page.context().close();
});
