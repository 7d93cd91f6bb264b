// Files as people have them, imported on the page: what is lossless is read, what is lossy or strange is told.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SINGLE, launched, linked, open, settled } from "../browser";

const browser = await launched();

const file = (name: string): Buffer => readFileSync(new URL(`../../../tests/cases/${name}`, import.meta.url));
async function put(page: Page, kind: string, name: string, buffer = file(name)): Promise<void> {
  if (!(await page.locator("[data-file]").isVisible())) await page.locator("summary", { hasText: "导入表格" }).click();
  await page.getByRole("radio", { name: kind }).check();
  await page.locator("[data-file]").setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("dialog").waitFor();
}
async function use(page: Page): Promise<void> {
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
}
/** The page of 2022 with the common stations. */
async function begun(more: object = {}): Promise<Page> {
  const { page } = await open(browser, SINGLE + linked({ first: 2022, last: 2022, ...more }));
  await put(page, "社工站表", "stations.csv");
  await use(page);
  return page;
}
const pay = async (page: Page) =>
  (await page.locator("[data-tables] tbody tr.total td").nth(2).innerText()).replace(/\s/g, "");
/** What is told on the way to the room of grounds, and back. */
async function hints(page: Page): Promise<string> {
  await page.evaluate(() => (location.hash = "#/basis"));
  const told = await page.locator("[data-hints]").innerText();
  await page.evaluate(() => (location.hash = "#/budget"));
  await page.locator(".cards").waitFor();
  return told;
}

test("pay in ten thousands is told as strange, and read as what it is once that is said", async () => {
  const page = await begun({ unit: "元" });
  await put(page, "社工名册", "28-wan.csv");
  await use(page);
  expect(await hints(page)).toContain("薪酬异常");
  expect(await page.locator(".cards a").innerText()).toContain("可能有误");
  await page.getByRole("button", { name: /修改列对应 社工名册/ }).click();
  await page.getByLabel("薪酬单位").selectOption("万元");
  await use(page);
  expect(await page.locator("[data-hints]", { hasText: "薪酬异常" }).count()).toBe(0);
  expect(await pay(page)).toBe("106,000.00");
  // It is kept, and the dialog shows it again.
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await pay(page)).toBe("106,000.00");
  await page.getByRole("button", { name: /修改列对应 社工名册/ }).click();
  expect(await page.getByLabel("薪酬单位").inputValue()).toBe("wan");
  await page.context().close();
});

test("words of grades that nobody knows are asked for, in the dialog and at the faults", async () => {
  const page = await begun();
  await put(page, "社工名册", "62-grades.csv");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("“称职”当作").selectOption("pass");
  await dialog.getByLabel("“A”当作").selectOption("excellent");
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  const faults = page.locator("[data-faults]");
  expect(await faults.innerText()).toContain("优良");
  expect(await faults.innerText()).not.toContain("称职”当作");
  await faults.getByLabel("“优良”当作").selectOption("excellent");
  // 不定等次 is no grade, so that of 2021 is missing, and no word.
  await faults.getByRole("combobox").waitFor({ state: "detached" });
  await faults.locator("tbody th", { hasText: "5" }).waitFor();
  expect(await faults.innerText()).toContain("2021年考核");
  await page.getByRole("button", { name: "视为合格" }).click();
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  expect(await page.locator("[data-headline=headcount] .big").innerText()).toBe("4 人");
  await page.context().close();
});

test("a title, sums and columns that are no field are left out, and told", async () => {
  const page = await begun({ unit: "元" });
  await put(page, "社工名册", "45-title-row.csv");
  expect(await page.locator("[data-aside]").innerText()).toMatch(/第 1 行“某县双百工程社工花名册”、第 4 行“合计”/);
  await use(page);
  expect(await page.locator("[data-headline=headcount] .big").innerText()).toBe("1 人");
  expect(await hints(page)).toContain("略去的行");
  await put(page, "社工名册", "x.csv", Buffer.from("社工站,岗位,入职,身份证号码\n西联镇,服务性,2022-01,x\n"));
  expect(await page.getByRole("dialog").innerText()).toContain("不使用的列：身份证号码");
  await use(page);
  expect(await hints(page)).toContain("略去的列");
  await page.context().close();
});

test("rows that are alike are told beside the notices, in the reader's language", async () => {
  const page = await begun();
  await put(page, "社工名册", "30-twice.csv");
  await use(page);
  expect(await hints(page)).toMatch(/重复的行\s*社工表 第 2、3 行/);
  await page.getByRole("button", { name: "English" }).click();
  expect(await hints(page)).toMatch(/Rows alike/);
  await page.context().close();
});
