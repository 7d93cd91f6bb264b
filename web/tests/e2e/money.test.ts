// Money that could be taken for something else: each of these misled somebody once.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SINGLE, launched, linked, open, settled } from "../browser";

const browser = await launched();

const headline = (page: Page, card: string) => page.locator(`[data-headline=${card}]`);
const NEXT = String(new Date().getFullYear() + 1);
const standard = (page: Page) => page.getByRole("spinbutton", { name: /资助标准/ });
const due = (page: Page, year: string) =>
  page
    .locator("[data-tables] tbody tr", { has: page.locator("th", { hasText: year }) })
    .locator("td")
    .last()
    .innerText();

test("a part of the province is not measured against the whole province's funds", async () => {
  const reform = { from: 2022, standard: 6_000_000, province: null, raise: null };
  const { page } = await open(browser, SINGLE + linked({ regions: ["4402"], reform }));
  const short = headline(page, "short");
  expect(await short.innerText()).toContain("未填本地额度");
  expect(await short.innerText()).not.toContain("无缺口");
  // Due, burden, headcount, and no fund.
  expect(await page.locator("[data-chart]").count()).toBe(3);
  // The whole province at the same standard is short.
  await page.locator("summary", { hasText: "地区" }).first().click();
  await page.getByLabel("全省").check();
  await settled(page);
  expect(await short.innerText()).toContain("2022年");
  expect(await short.innerText()).toContain("缺 128,892,000.00 元");
  expect(await page.locator("[data-chart]").count()).toBe(5);
  await page.context().close();
});

test("a quota that is given is what a part is measured against, and comes back with the plan", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["4402"] }));
  await page.locator("summary", { hasText: "本地资金额度" }).click();
  await page.getByLabel("省财政补助", { exact: true }).fill("49680000");
  await settled(page);
  expect(await headline(page, "short").innerText()).toContain("“省财政补助2021”是全省的资金");
  await page.getByLabel("省财政补助2021").fill("30,000,000.00");
  await settled(page);
  expect(await headline(page, "short").innerText()).toContain("测算期内无缺口");
  await page.getByLabel("省财政补助", { exact: true }).fill("49000000");
  await settled(page);
  // 1,656 posts at 50,000, six tenths the province's: 49,680,000 in a whole year.
  expect(await headline(page, "short").innerText()).toContain("2022年");
  expect(await headline(page, "short").innerText()).toContain("缺 680,000.00 元");
  expect(await page.locator("[data-chart]").count()).toBe(5);
  await page.getByRole("button", { name: "导出" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "测算方案（JSON）" }).click(),
  ]);
  const { page: other } = await open(browser, SINGLE);
  await other.getByRole("button", { name: "导出" }).click();
  await other
    .locator("input[type=file][accept*=json]")
    .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: await readFile(await file.path()) });
  await settled(other);
  expect(await headline(other, "short").innerText()).toBe(await headline(page, "short").innerText());
  expect(await other.locator("[data-compare]").count()).toBe(0);
  // Another part has another quota, that nobody has given yet.
  await page.locator("summary", { hasText: "地区" }).first().click();
  await page.getByRole("checkbox", { name: "韶关市" }).uncheck();
  await page.getByRole("checkbox", { name: "梅州市" }).check();
  await settled(page);
  expect(await headline(page, "short").innerText()).toContain("未填本地额度");
  await Promise.all([page.context().close(), other.context().close()]);
});

const RENHUA = Array.from({ length: 60 }, (_, at) => `440224001,${at % 4 ? "服务性" : "事务性"},2021-08,50000`);
async function importWorkers(page: Page, rows: string[]): Promise<void> {
  if (!(await page.locator("[data-file]").isVisible())) await page.locator("summary", { hasText: "导入表格" }).click();
  const buffer = Buffer.from(`社工站,岗位,入职,年薪\n${rows.join("\n")}\n`);
  await page.locator("[data-file]").setInputFiles({ name: "名册.csv", mimeType: "text/csv", buffer });
  await page.getByRole("dialog").waitFor();
}

test("a register is not doubled: its dialog asks from which year gaps are filled, by default they are not", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440224"], year: 2026 }));
  await importWorkers(page, RENHUA);
  const filled = page.getByRole("dialog").getByLabel("空缺岗位");
  expect(await filled.inputValue()).toBe("");
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
  expect(await headline(page, "headcount").innerText()).toContain("60 人");
  // 60 at 50,000 × 1.05⁴, each year's step rounded.
  expect(await headline(page, "due").innerText()).toContain("3,646,518.60 元");
  expect(await page.getByLabel("按配备标准配齐岗位").isChecked()).toBe(false);
  // The dialog opens again, and fills from 2025 on.
  await page.getByRole("button", { name: /修改列对应 社工名册/ }).click();
  await filled.selectOption("2025");
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  await page.getByRole("button", { name: "视为合格" }).click();
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  expect(await page.getByLabel("假设自何年起").inputValue()).toBe("2025");
  expect(await page.getByLabel("按配备标准配齐岗位").isChecked()).toBe(true);
  await page.getByLabel("显示年份").selectOption("2024");
  await settled(page);
  expect(await headline(page, "headcount").innerText()).toContain("60 人");
  await page.context().close();
});

test("whoever is held beyond the norm is warned of, on the card and in the tables", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440224"], year: 2026 }));
  await importWorkers(page, RENHUA);
  await page.getByRole("dialog").getByLabel("空缺岗位").selectOption("2021");
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
  // All 60 are at one station, whose norm is filled already by some of them.
  const told = await headline(page, "headcount").innerText();
  const [held, required] = [/([\d,]+) 人/.exec(told)?.[1], /应配 ([\d,]+) 岗/.exec(told)?.[1]].map(Number);
  expect(required).toBe(147);
  expect(told).toContain(`有 ${(held ?? 0) - 147} 岗超出配备标准`);
  // In 2021 their station is not open yet.
  expect(await page.locator("[data-tables] tbody tr:not(.total) td.odd").count()).toBe(9);
  await page.getByRole("button", { name: "分地区" }).click();
  await page.locator("#level").selectOption("station");
  await settled(page);
  expect(await page.locator("[data-tables] tbody td.odd").count()).toBe(1);
  // Without the register there is nobody beyond.
  await page.getByRole("button", { name: /移除 社工名册/ }).click();
  await settled(page);
  expect(await page.locator("[data-beyond], td.odd").count()).toBe(0);
  await page.context().close();
});

test("the plan of 2017 starts from as many stations as it had, and says that they are drawn by lot", async () => {
  const { page } = await open(browser, SINGLE);
  expect(await page.locator("[data-scenario]").count()).toBe(0);
  await page.getByLabel("计划", { exact: true }).selectOption("guangdong-2017");
  await settled(page);
  expect(await page.locator("[data-scenario]").innerText()).toMatch(/407 站、1,737 名社工[^]*抽签/);
  await page.getByLabel("显示年份").selectOption("2020");
  await settled(page);
  expect(await headline(page, "headcount").innerText()).toContain("1,628");
  // 200 stations with four workers draw on three years' 110 million: nobody is short in 2018.
  expect(await headline(page, "short").innerText()).toContain("测算期内无缺口");
  // Every town with a station is a scenario too, and told as one.
  await page.locator("summary", { hasText: "地区" }).first().click();
  await page.getByLabel("社工站", { exact: true }).selectOption("towns");
  await settled(page);
  expect(await page.locator("[data-scenario]").innerText()).toContain("所有镇（街）都设站");
  await page.getByLabel("计划", { exact: true }).selectOption("guangdong-2021");
  await settled(page);
  expect(await page.locator("[data-scenario]").count()).toBe(0);
  await page.context().close();
});

test("a county opens in the same months alone as within the province", async () => {
  const { page } = await open(browser, SINGLE + linked({ by: "county", year: 2021, unit: "元" }));
  await page.getByRole("button", { name: "分地区" }).click();
  const row = page.locator("[data-tables] tbody tr", { hasText: "仁化县" });
  const within = (await row.innerText()).split("\t").slice(1).join();
  expect(within).toContain("1,624,999.74");
  await page.locator("summary", { hasText: "地区" }).first().click();
  await page.getByLabel("全省").uncheck();
  await page.getByRole("searchbox").fill("仁化");
  await page.getByRole("checkbox", { name: "仁化县" }).check();
  await settled(page);
  expect((await row.innerText()).split("\t").slice(1).join()).toBe(within);
  await page.context().close();
});

test("a reform begins next year, is shown in it, and its cards say so", async () => {
  const { page } = await open(browser, SINGLE);
  expect(await page.getByLabel("自何年起", { exact: true }).inputValue()).toBe(NEXT);
  await standard(page).fill("80000");
  await page.keyboard.press("Enter");
  await settled(page);
  expect(await page.getByLabel("显示年份").inputValue()).toBe(NEXT);
  for (const card of ["due", "sum", "headcount", "short"])
    expect(await headline(page, card).locator("h2").innerText(), card).toMatch(/^调整后/);
  expect(await headline(page, "due").locator(".more b").innerText()).not.toBe("0.00");
  expect(await page.locator(".controls").innerText()).toContain("在职社工的薪酬不随之改变");
  // A year before it is as it was, and says why.
  await page.getByLabel("显示年份").selectOption("2022");
  await settled(page);
  expect(await headline(page, "due").innerText()).toContain(`调整自${NEXT}年起，本年不变`);
  await page.context().close();
});

test("sitting staff's pay rises with the standard when that is chosen, where one raise says it exactly", async () => {
  const reform = { from: 2026, standard: 6_000_000, province: null, raise: null };
  const { page } = await open(browser, SINGLE + linked({ reform, unit: "元" }));
  const before = await due(page, "2026");
  // Pay has passed the standard already, so the same is due in all.
  expect(before).toBe("0.00");
  await page.getByLabel(/在职社工的薪酬同比例提高：当年递增率为 26%/).check();
  await settled(page);
  // 29,744 people have 50,000 × 1.05⁴ in 2025 if they began in 2021, whose grade of five months doesn't count,
  // and × 1.05³ from 2022; they get 26 % instead of 5 %.
  expect(BigInt((await due(page, "2026")).replace(/[+,.]/g, ""))).toBeGreaterThan(100_000_000_00n);
  expect(BigInt((await due(page, "2025")).replace(/[+,.]/g, ""))).toBe(0n);
  await standard(page).fill("51234.56");
  await settled(page);
  expect(await page.locator(".controls").innerText()).toContain("不能用一个递增率准确表达");
  await page.context().close();
});

test("typed numbers act while they are typed; what doesn't fit is told, and the figures turn grey", async () => {
  const { page } = await open(browser, SINGLE);
  const stale = () => page.locator("main.stale").count();
  const rate = page.getByRole("spinbutton", { name: /年离职率/ });
  const before = await headline(page, "sum").innerText();
  await rate.fill("7");
  await settled(page);
  expect(await page.getByRole("slider", { name: "年离职率" }).inputValue()).toBe("70000");
  expect(await headline(page, "sum").innerText()).not.toBe(before);
  // Half typed, a number is not rewritten.
  await rate.press("End");
  await rate.pressSequentially(".05");
  await settled(page);
  expect(await rate.inputValue()).toBe("7.05");
  expect(await page.locator(".printed").textContent()).toContain("年离职率 7.05%");
  // What is more than the slider's end is taken as it is, what is more than anything is told.
  await standard(page).fill("999999999");
  await page.keyboard.press("Tab");
  await settled(page);
  expect(await standard(page).inputValue()).toBe("999999999");
  expect(await stale()).toBe(0);
  const shown = await headline(page, "due").innerText();
  await standard(page).fill("9999999999");
  expect(await stale()).toBe(1);
  await page.keyboard.press("Tab");
  expect(await page.getByRole("alert").innerText()).toContain("0 至 999,999,999.99 元");
  expect(await headline(page, "due").innerText()).toBe(shown);
  // What is of before is not handed out.
  await page.getByRole("button", { name: "导出" }).click();
  for (const name of [/分年结果/, /全部结果/, /测算方案/]) {
    await page.getByRole("button", { name }).click();
    expect(await page.getByRole("group", { name: "导出" }).getByRole("alert").innerText()).toContain("请先改正");
  }
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "恢复现行" }).click();
  await settled(page);
  expect([await stale(), await standard(page).inputValue()]).toEqual([0, "50000"]);
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.context().close();
});

test("a year that is none is told, and changes nothing", async () => {
  const { page } = await open(browser, SINGLE);
  const before = await headline(page, "sum").innerText();
  const [first, last] = [page.getByLabel("起始年"), page.getByLabel("截止年")];
  await last.fill("21");
  await page.keyboard.press("Tab");
  expect(await page.getByRole("alert").innerText()).toBe("年份写作四位数，在 1949 至 2200 之间");
  expect(await page.locator("main.stale").count()).toBe(1);
  expect(await headline(page, "sum").innerText()).toBe(before);
  await last.fill("2024");
  await settled(page);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await headline(page, "sum").locator("h2").innerText()).toBe("2021–2024年合计");
  // Two years that are out of order wait for each other.
  await first.fill("2030");
  await page.keyboard.press("Tab");
  expect(await page.getByRole("alert").innerText()).toContain("起始年不晚于截止年");
  await last.fill("2035");
  await settled(page);
  expect(await headline(page, "sum").locator("h2").innerText()).toBe("2030–2035年合计");
  expect([await page.getByRole("alert").count(), await page.locator("main.stale").count()]).toEqual([0, 0]);
  await page.context().close();
});
