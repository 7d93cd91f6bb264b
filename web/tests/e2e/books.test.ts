// Workbooks: the template from here and filled in, a result to send upward, errors marked in the user's own file.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SINGLE, launched, linked, open, room, serve, settled } from "../browser";
import { PEOPLE, cellsOf, choose, filled, saved, sheetNames, template } from "../workbook";

const browser = await launched();

const COUNTY = { regions: ["440203"], first: 2021, last: 2023, opens: [], fill: false, year: 2022, unit: "元" };

/** Drops a file on the page, as from a folder. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const files = await page.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
      return transfer;
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );
  await page.dispatchEvent("main", "dragover", { dataTransfer: files });
  await page.dispatchEvent("main", "drop", { dataTransfer: files });
}
async function use(page: Page): Promise<void> {
  await page.getByRole("button", { name: "采用此工作簿" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await settled(page);
}
const headcount = (page: Page) => page.locator("[data-headline=headcount] .big").innerText();

test("by keyboard: a sheet's table is chosen where the focus is and stays; a workbook that was closed stays closed", async () => {
  const { page } = await open(browser, SINGLE + linked(COUNTY));
  const form = await template(page);
  const opener = page.getByRole("button", { name: "English" });
  await opener.focus();
  await drop(page, "双百.xlsx", filled(form, "人员", PEOPLE));
  await page.getByRole("dialog").waitFor();
  const kinds = page.locator("[data-sheets] select");
  const values = () => kinds.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
  // One after the other, sooner than the workbook is looked through.
  await kinds.nth(0).focus();
  await page.evaluate(() => {
    for (const select of [...document.querySelectorAll<HTMLSelectElement>("[data-sheets] select")].slice(2, 4)) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  await page.getByRole("dialog").locator("progress").waitFor({ state: "detached" });
  expect(await values()).toEqual(["stations", "workers", "", "", "absences"]);
  expect(await kinds.nth(0).evaluate((one) => one === document.activeElement)).toBe(true);
  await page.evaluate(() => {
    const select = document.querySelectorAll<HTMLSelectElement>("[data-sheets] select")[4] as HTMLSelectElement;
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  await page.waitForTimeout(1500);
  expect(await page.getByRole("dialog").count()).toBe(0);
  // The focus is where it was before.
  expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.context().close();
});

test("from the template to a result that can be sent upward", async () => {
  const { page, complaints } = await open(browser, SINGLE + linked(COUNTY));
  const form = await template(page);
  expect(sheetNames(form)).toEqual(["说明", "参数", "地区名称", "站点", "人员", "招录", "调动", "离岗"]);
  await drop(page, "双百.xlsx", filled(form, "人员", PEOPLE));
  await page.getByRole("dialog").waitFor();
  const sheets = page.locator("[data-sheets] tbody tr");
  expect(
    await sheets.locator("select").evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value)),
  ).toEqual(["stations", "workers", "hires", "moves", "absences"]);
  expect(await sheets.nth(1).innerText()).toContain("共 2 行");
  await use(page);
  expect(await headcount(page)).toBe("2 人");
  await page.getByRole("button", { name: "导出" }).click();
  const result = await saved(page, () =>
    page.getByRole("button", { name: "结果工作簿（Excel）", exact: true }).click(),
  );
  expect(result.name).toBe("双百测算-结果.xlsx");
  expect(sheetNames(result.bytes)).toEqual(["总表", "分地区", "人员编制", "参数与依据", "口径"]);
  const cells = [...cellsOf(result.bytes, "总表")];
  const row = /\d+/.exec(cells.find(([, text]) => text === "薪酬")?.[0] ?? "")?.[0];
  const pay = ["B", "C", "D"].map((column) => Number(cells.find(([name]) => name === column + row)?.[1]).toFixed(2));
  // 2021: five months of 52,000.10, twelve of 50,000.
  expect(pay[0]).toBe("71666.71");
  expect(cells.filter(([, text]) => text === "不平")).toEqual([]);
  expect(cells.filter(([, text]) => text === "平").length).toBeGreaterThan(2);
  // What was read stays after a reload, with the workbook that it came from.
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await headcount(page)).toBe("2 人");
  expect(await page.locator(".held").first().innerText()).toContain("双百.xlsx › 人员");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("errors are told by cell, and come back in the user's own workbook", async () => {
  const { page, complaints } = await open(browser, SINGLE + linked(COUNTY));
  const wrong = [
    { ...PEOPLE[0], 年薪: "52000.105" },
    { ...PEOPLE[1], 社工站: "449999001" },
  ] as typeof PEOPLE;
  const book = filled(await template(page), "人员", wrong);
  await choose(page, "名册.xlsx", book);
  await page.getByRole("button", { name: "采用此工作簿" }).click();
  await page.waitForSelector("[data-faults]");
  const cells = await page
    .locator("[data-faults] tbody tr")
    .evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent));
  expect(cells).toEqual(["F3", "B4"]);
  expect(await page.locator("[data-faults] caption").innerText()).toBe("社工名册 › 人员");
  const { bytes, name } = await saved(page, () => page.getByRole("button", { name: "下载标出错误的工作簿" }).click());
  expect(name).toBe("名册-错误.xlsx");
  expect([...cellsOf(bytes, "人员")]).toEqual([...cellsOf(book, "人员")]);
  expect(bytes.length).toBeGreaterThan(book.length);
  // Mended here, as cells of CSV are.
  await page.getByLabel(/改为 社工名册 单元格 F3/).fill("52000.10");
  await page.getByLabel(/改为 社工名册 单元格 B4/).fill("440203002");
  await page.getByRole("button", { name: "采用改正" }).click();
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  expect(await headcount(page)).toBe("2 人");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("what is unclear of a workbook is asked, and a file that is none is told", async () => {
  const { page } = await open(browser, SINGLE + linked(COUNTY));
  const form = await template(page);
  for (const [name, bytes, says] of [
    ["坏.xlsx", form.slice(0, 2000), /损坏|截断|不完整/],
    ["空.xls", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /损坏|不完整|工作簿/],
  ] as const) {
    await choose(page, name, bytes);
    await page.getByRole("alert").filter({ hasText: says }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  }
  // A sheet that was meant for something else is left out by hand, its columns looked at one by one.
  await choose(page, "名册.xlsx", filled(form, "人员", PEOPLE));
  await page.getByLabel("工作表“站点”当作").selectOption("");
  await page.getByLabel("工作表“站点”当作").and(page.locator(":enabled")).waitFor();
  await page.getByRole("button", { name: "修改列对应 人员" }).click();
  const columns = page.getByRole("dialog").last();
  await columns.getByLabel("“年薪”列").selectOption("");
  await columns.getByRole("button", { name: "采用此表" }).click();
  await page.getByText(/不使用的列：.*年薪/).waitFor();
  await page.getByLabel("一并采用").uncheck();
  await use(page);
  expect(await headcount(page)).toBe("2 人");
  expect(await page.locator(".held").count()).toBe(1);
  await page.context().close();
});

test("years, programme and assumptions come from the workbook", async () => {
  const { page } = await open(browser, SINGLE + linked({ ...COUNTY, fill: true, leave: 80_000, last: 2024 }));
  const form = await template(page);
  const figures = await page.locator("[data-headline]").allInnerTexts();
  const { page: other } = await open(browser, SINGLE + linked({ unit: "元", year: 2022 }));
  await drop(other, "模板.xlsx", form);
  await use(other);
  expect(await other.locator("[data-headline]").allInnerTexts()).toEqual(figures);
  await Promise.all([page.context().close(), other.context().close()]);
});

test("pay sheets go into a workbook, of a month and of a year, from a server too", async () => {
  const { url, close } = await serve();
  const { page, complaints } = await open(browser, url + linked({ ...COUNTY, fill: true, lang: "en", unit: "万元" }));
  await room(page, "Pay sheet");
  await page.locator("[data-sheet] tbody tr").first().waitFor();
  const month = await saved(page, () => page.getByRole("button", { name: "Download this month (Excel)" }).click());
  expect(sheetNames(month.bytes)).toHaveLength(2);
  const year = await saved(page, () => page.getByRole("button", { name: "Download the year (Excel)" }).click());
  expect(sheetNames(year.bytes)).toHaveLength(13);
  expect([...cellsOf(year.bytes, "2022-03").values()].filter((text) => text === "uneven")).toEqual([]);
  expect(complaints).toEqual([]);
  close();
  await page.context().close();
});
