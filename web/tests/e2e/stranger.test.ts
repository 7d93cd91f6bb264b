// Somebody who has never seen the page, with nothing but what is on the screen, by the clock: what 韶关 owes in 2026,
// why, what 60,000 would change, and the workbook in hand.
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { launched, open, served, settled } from "../browser";
import { cellsOf, saved, sheetNames } from "../workbook";

const [browser, server] = await Promise.all([launched(), served()]);

/** Milliseconds in which somebody reads before each thing that is done, and types a key. They are added, not waited for. */
const [READS, KEY] = [4000, 300];
const LIMIT = 120_000;

test("韶关 in 2026, why, 60,000 instead, and the workbook, in under two minutes", async () => {
  const begun = performance.now();
  const { page, complaints } = await open(browser, server.url);
  let spent = 0;
  const read = () => (spent += READS);
  const type = async (field: Locator, text: string) => {
    spent += KEY * text.length;
    await field.fill("");
    await field.pressSequentially(text);
  };
  const sentence = page.getByRole("region", { name: "结论" }).locator("p").first();
  const fen = (shown = "") => BigInt(shown.replace(/[^\d]/g, ""));

  // The page asks which place, so it is typed, and chosen of what comes.
  await page.getByText("② 哪个地区？").waitFor();
  read();
  await type(page.getByLabel("② 哪个地区？"), "韶关");
  read();
  await page.getByRole("button", { name: "韶关市", exact: true }).click();
  read();
  await page.getByRole("button", { name: "没有，按编制测算" }).click();
  await settled(page);
  await page.getByRole("combobox", { name: "显示年份" }).selectOption({ label: "2026年" });
  await settled(page);
  read();

  // What is owed stands first.
  const owed = /^韶关市 2026年应付 (\S+ \S+?)，其中省 (\S+ \S+?)、地方 (\S+ \S+?)；/.exec(await sentence.innerText());
  expect(owed, await sentence.innerText()).not.toBeNull();
  const card = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "2026年应付" }) });
  const province = card.getByRole("button", { name: /省：/ });
  const shown = fen(await province.innerText());

  // Why: the figure is clicked, and the tree opened twice.
  read();
  await province.click();
  const why = page.getByRole("dialog", { name: /2026年应付 省/ });
  await why.getByRole("listitem").first().waitFor();
  read();
  for (let depth = 0; depth < 2; depth++) {
    await why.locator("button[aria-expanded=false]").first().click();
    read();
  }
  const told = await why.innerText();
  expect(told).toMatch(/规则 \d+/);
  expect(fen(/2026 年应付（省）\D*([\d,.]+)/.exec(told)?.[1])).toBe(shown);
  await why.getByRole("button", { name: "知道了" }).click();

  // What 60,000 would change: typed where the standard is.
  await type(page.getByRole("spinbutton", { name: /资助标准/ }), "60000");
  await page.keyboard.press("Tab");
  await page.getByLabel("自何年起", { exact: true }).selectOption("2026年");
  await settled(page);
  await sentence.filter({ hasText: /调整后2026年/ }).waitFor();
  read();
  expect(await sentence.innerText()).toMatch(
    /调整后2026年应付合计与现行相同（省多 993.60 万元、地方少 993.60 万元）。$/,
  );
  expect(await page.getByRole("heading", { name: /方案比较/ }).isVisible()).toBe(true);

  // And the workbook.
  read();
  await page.getByRole("button", { name: "导出" }).click();
  read();
  const book = await saved(page, () => page.getByRole("button", { name: "调整后结果工作簿（Excel）" }).click());
  const took = performance.now() - begun + spent;
  expect(book.name).toMatch(/\.xlsx$/);
  expect(sheetNames(book.bytes)).toContain("总表");
  const cells = [...cellsOf(book.bytes, "总表").values()];
  expect(cells).not.toContain("不平");
  // To the fen what the card shows.
  for (const name of [/省：/, /地方：/])
    expect(cells.map(Number)).toContain(Number(fen(await card.getByRole("button", { name }).innerText())) / 100);
  expect(complaints).toEqual([]);
  expect(took, "milliseconds").toBeLessThan(LIMIT);
  await page.context().close();
});
