// The rooms of the page, the answer first, and the questions that are asked of a plan: why, how far, who is paid what.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { stationsIn } from "../../src/data/regions";
import { SINGLE, launched, linked, open, room, served, settled } from "../browser";

const [browser, server] = await Promise.all([launched(), served()]);

const answer = (page: Page) => page.locator("[data-answer]");
const fen = (shown = "") => BigInt(shown.replace(/[,.+\s]/g, "").replace("−", "-"));
const reform = { from: 2026, standard: 6_000_000, follow: false, province: 70, raise: 30_000 };
async function importWorkers(page: Page, csv: string): Promise<void> {
  if (!(await page.locator("[data-file]").isVisible())) await page.locator("summary", { hasText: "导入表格" }).click();
  const file = { name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await page.locator("[data-file]").setInputFiles(file);
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
}

test("the answer is a sentence, with the payers, the year before, and what a reform changes and why", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["4402"], year: 2026 }));
  expect(await answer(page).innerText()).toMatch(
    /^韶关市 2026年应付 1.01 亿元，其中省 4,968.00 万元、地方 5,096.39 万元；比 2025 年多 479.26 万元。$/,
  );
  await page.getByRole("spinbutton", { name: /资助标准/ }).fill("60000");
  await page.getByRole("spinbutton", { name: /年递增率/ }).fill("3");
  await page.keyboard.press("Tab");
  await page.getByLabel("自何年起", { exact: true }).selectOption("2026");
  await settled(page);
  await answer(page).filter({ hasText: "主要因为" }).waitFor();
  expect(await answer(page).innerText()).toMatch(
    /调整后2026年比现行少 .+（省多 .+、地方少 .+），主要因为递增少 .+、资助多 .+。$/,
  );
  await page.getByRole("button", { name: "English" }).click();
  expect(await answer(page).innerText()).toMatch(/due \(province .+, local .+\).+mainly by raise/);
  await page.context().close();
});

test("the bridge's causes add up to the difference, to the fen, for each figure", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["4402"], unit: "元", year: 2028, reform }));
  const bridge = page.locator("[data-bridge]");
  const total = bridge.locator("[data-bridge-total]");
  await total.waitFor();
  const sums = async () => {
    const effects = await bridge.locator("tbody tr:not(.total) td:nth-of-type(1)").allInnerTexts();
    expect(effects.length).toBeGreaterThan(1);
    return [effects.reduce((sum, one) => sum + fen(one), 0n), fen(await total.innerText())];
  };
  const [all, told] = await sums();
  expect(all).toBe(told);
  const row = (await page.locator("[data-compare] tbody tr", { hasText: "2028" }).innerText()).split("\t");
  expect(told).toBe(fen(row[3]));
  await bridge.getByRole("combobox").selectOption("due/province");
  await bridge.getByText("单独", { exact: true }).waitFor();
  const [province, ofProvince] = await sums();
  expect(province).toBe(ofProvince);
  expect(ofProvince).not.toBe(told);
  await page.context().close();
});

test("causes that don't go without each other are told, and worked out as one when somebody asks", async () => {
  // A subsidy for a tier that only the reform has: with the subsidy alone there is none for anybody.
  const parts = [
    { payer: "province", parts: 7 },
    { payer: "local", parts: 3 },
  ];
  const patch = {
    tiers: { "4402": "new" },
    sharing: ["new", "less-developed"].map((tier) => ({ from: "2021-01", tier, parts })),
    subsidy: [{ from: "2021-01", tier: "new", standard: "60000.00" }],
    raise: { from: 2027, rate: "0.03" },
  };
  const { page, complaints } = await open(
    browser,
    SINGLE + linked({ regions: ["440224"], unit: "元", year: 2028, patch }),
  );
  const bridge = page.locator("[data-bridge]");
  const apart = bridge.locator("[data-apart]");
  await apart.waitFor();
  expect(await apart.innerText()).toContain("资助与分担要一起改");
  expect(await bridge.locator("[data-bridge-total]").count()).toBe(0);
  expect(await answer(page).innerText()).not.toContain("主要因为");
  await apart.getByRole("button").click();
  const total = bridge.locator("[data-bridge-total]");
  await total.waitFor();
  expect(await bridge.getByRole("combobox").evaluate((one) => one === document.activeElement)).toBe(true);
  const rows = await bridge.locator("tbody tr:not(.total)").allInnerTexts();
  expect(rows.map((row) => row.split("\t")[0]?.trim())).toEqual(["资助与分担", "递增"]);
  expect(rows.reduce((sum, row) => sum + fen(row.split("\t")[1]), 0n)).toBe(fen(await total.innerText()));
  expect(await answer(page).innerText()).toMatch(/主要因为.*资助与分担[多少]/);
  await bridge.getByRole("combobox").selectOption("due/local");
  await bridge.getByText("单独", { exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("each room has an address, keeps its place, and the way back leads through them", async () => {
  const { page, complaints } = await open(browser, `${server.url}#/norm`);
  expect(await page.locator("[data-norm]").isVisible()).toBe(true);
  expect(await page.locator("[data-tables]").isVisible()).toBe(false);
  await room(page, "资金");
  expect(new URL(page.url()).hash).toBe("#/funds");
  await page.locator("[data-calls] tbody tr").first().waitFor();
  await page.goBack();
  expect(await page.locator("[data-norm]").isVisible()).toBe(true);
  await page.reload();
  await settled(page);
  expect(await page.locator("[data-norm]").isVisible()).toBe(true);
  for (const name of ["预算", "工资表", "资金", "编制", "方案", "依据"]) {
    await room(page, name);
    expect(await page.locator("nav.rooms [aria-current]").innerText()).toBe(name);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("how far a control can go: the last value within the limit, and the first beyond", async () => {
  const state = { regions: ["440224"], first: 2026, last: 2027, opens: [], reform: { ...reform, province: null } };
  const { page } = await open(browser, SINGLE + linked({ ...state, year: 2026 }));
  await page.locator("[data-seek-open=standard]").click();
  const box = page.locator("[data-seek=standard]");
  await box.getByLabel("指标").selectOption("due/province");
  await box.getByLabel("年份").selectOption("2026");
  await box.getByRole("textbox").fill("500万");
  await box.getByRole("button", { name: "求" }).click();
  const found = box.locator("[data-found]");
  await found.getByText("临界点").waitFor();
  const said = await found.innerText();
  const [, value = "", figure = ""] = /可到 ([\d,.]+) 元，此时为 ([\d,.]+) 元/.exec(said) ?? [];
  const [, next = "", beyond = ""] = /再到 ([\d,.]+) 元 则为 ([\d,.]+) 元/.exec(said) ?? [];
  expect(fen(figure) <= 500_000_000n && fen(beyond) > 500_000_000n).toBe(true);
  expect(fen(next) - fen(value)).toBe(100n);
  await box.getByRole("button", { name: "采用" }).click();
  await settled(page);
  expect(Number(await page.getByRole("spinbutton", { name: /资助标准/ }).inputValue())).toBe(Number(fen(value)) / 100);
  // What the page then shows is what was found.
  expect(await page.locator("[data-headline=due] li", { hasText: "省" }).innerText()).toContain(figure);
  await page.context().close();
});

const [FIRST, SECOND] = stationsIn(["440224"], [], "towns").map(({ code }) => code);
const ROSTER = `编号,社工站,岗位,入职,年薪,2021年考核,2022年考核
张三,${FIRST},服务性,2021-03,60000,合格,合格
李四,${SECOND},事务性,2021-08,52000,合格,不合格
=cmd,${SECOND},服务性,2022-01,50000,,合格
`;

test("a roster's pay sheet by month and station adds up to the calls, and is saved without formulas", async () => {
  const { page } = await open(browser, SINGLE + linked({ first: 2022, last: 2023, year: 2023, regions: ["440224"] }));
  await importWorkers(page, ROSTER);
  await room(page, "工资表");
  const sheet = page.locator("[data-sheet]");
  await sheet.getByRole("rowheader", { name: "张三" }).waitFor();
  await sheet.getByLabel("月份").selectOption("2023-03");
  await sheet.getByText("2023-03 ·").waitFor();
  // 60,000 × 1.05² / 12; the other's five months of 2021 are too few for a raise, and 2022 was failed.
  expect(await sheet.locator("tr", { hasText: "张三" }).innerText()).toContain("5,512.50");
  expect(await sheet.locator("tr", { hasText: "李四" }).innerText()).toContain("4,333.33");
  const total = (await sheet.locator("tr.total").innerText()).split("\t").map((one) => one.trim());
  const [file] = await Promise.all([page.waitForEvent("download"), sheet.getByRole("button", { name: /CSV/ }).click()]);
  const csv = await readFile(await file.path(), "utf8");
  expect(csv).toContain("'=cmd");
  expect(csv.trim().split("\r\n").at(-1)).toContain(",3,");
  await sheet.getByLabel("列出").selectOption(String(FIRST));
  expect(await sheet.locator("tbody tr:not(.total)").count()).toBe(1);
  await room(page, "资金");
  const march = page.locator("[data-calls] tr", { hasText: "2023-03" });
  await march.waitFor();
  await page.getByLabel("金额单位").selectOption("元");
  const cells = (await march.innerText()).split("\t").map((one) => one.trim());
  // What is due of a month is the pay, with top-ups, and what is left of the standard.
  const due = total.slice(-2).reduce((sum, one) => sum + fen(one), 0n);
  expect(fen(cells.at(-1))).toBe(due);
  // The months of a year are the year.
  const year = page.locator("[data-calls] tr.total td").last();
  const whole = fen(await year.innerText());
  await room(page, "预算");
  const ofYear = page.locator("[data-tables] tbody tr", { hasText: "2023" }).locator("td").last();
  expect(whole).toBe(fen(await ofYear.innerText()));
  await page.context().close();
});

test("months that rest on chances have no sheet, and that is said", async () => {
  const { page } = await open(
    browser,
    SINGLE + linked({ first: 2022, last: 2024, from: 2024, leave: 50_000, regions: ["440224"], year: 2024 }),
  );
  await room(page, "工资表");
  const told = page.locator("[data-sheet] [data-uncertain]");
  expect(await told.innerText()).toContain("2024-01起的月份取决于");
  expect(await page.getByLabel("月份").locator("option").last().innerText()).toBe("2023-12");
  // Of a year that is left to chance nothing is called upon, and once it is no more, all is as it was.
  const rows = page.locator("[data-calls] tbody tr");
  await room(page, "资金");
  await page.getByLabel("显示年份").selectOption("2023");
  await rows.first().waitFor();
  const calls = await rows.allInnerTexts();
  await page.getByLabel("假设自何年起").selectOption("2022");
  await rows.first().waitFor({ state: "detached" });
  await page.getByLabel("假设自何年起").selectOption("2024");
  await rows.first().waitFor();
  expect(await rows.allInnerTexts()).toEqual(calls);
  // Out of sight nothing of before is kept, since on paper all rooms are in sight.
  await room(page, "预算");
  await page.getByRole("slider", { name: "年离职率" }).fill("60000");
  await settled(page);
  await rows.first().waitFor({ state: "detached" });
  await page.context().close();
});

test("what a reform makes of the headcount is told in posts, also where chances make parts of them", async () => {
  const patch = { norm: [{ from: "2021-01", kind: "villages", administrative: 1, per_village: 1 }] };
  const { page } = await open(
    browser,
    SINGLE + linked({ regions: ["440224"], first: 2024, last: 2026, vacancy: 50_000, opens: [], year: 2026, patch }),
  );
  const bridge = page.locator("[data-bridge]");
  await bridge.getByRole("combobox").selectOption("headcount");
  await bridge.getByText("单独", { exact: true }).waitFor();
  expect(await bridge.locator(".head .hint").innerText()).toBe("2026年");
  // Eleven stations, each with a post less, of which one in twenty is vacant.
  expect(await bridge.locator("[data-bridge-total]").innerText()).toBe("−10.45");
  await page.context().close();
});

test("the first use asks three questions, each of which can be left", async () => {
  const { page } = await open(browser, server.url);
  const start = page.locator("[data-welcome]");
  await start.getByLabel("② 哪个地区？").fill("周田");
  await start.getByRole("button", { name: "仁化县 周田镇" }).click();
  await settled(page);
  expect(await answer(page).innerText()).toMatch(/^周田镇 /);
  await start.getByRole("button", { name: "没有，按编制测算" }).click();
  expect(await start.count()).toBe(0);
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await page.locator("[data-welcome]").count()).toBe(0);
  expect(await answer(page).innerText()).toMatch(/^周田镇 /);
  await page.context().close();
});

test("a town is found by name or code, added, and taken alone", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440224"] }));
  await page.locator("summary", { hasText: "地区" }).first().click();
  await page.getByRole("searchbox").fill("周田");
  await page.getByRole("button", { name: "仅此：仁化县 周田镇" }).click();
  await settled(page);
  expect(await answer(page).innerText()).toMatch(/^周田镇 /);
  await page.getByRole("searchbox").fill("440203001");
  await page.locator("[data-places]").getByRole("button", { name: /^加上/ }).click();
  await settled(page);
  expect(await page.locator("[data-headline=headcount]").innerText()).not.toBe("");
  expect(await page.getByRole("list", { name: "已选镇（街）" }).getByRole("listitem").count()).toBe(2);
  await page.context().close();
});

test("every figure of the tables tells why, down to what it rests on, and the parts add up", async () => {
  const { page } = await open(
    browser,
    SINGLE + linked({ regions: ["4402"], first: 2022, last: 2024, year: 2023, opens: [], unit: "元", lang: "en" }),
  );
  const row = page.locator("[data-tables] tbody tr", { hasText: "2023" });
  const cell = row.getByRole("button", { name: /Due: province/ });
  const shown = (await cell.innerText()).trim();
  await cell.click();
  const why = page.locator("[data-why]");
  const below = (depth: number) => why.locator(`> ul > li${" > ul > li".repeat(depth)}`);
  const values = (lines: Element[]) => lines.map((line) => line.getAttribute("data-value") ?? "");
  const amounts = async (depth: number) =>
    (await below(depth).locator("> .line[data-value]").evaluateAll(values)).map(fen);
  const sum = (all: bigint[]) => all.reduce((total, one) => total + one, 0n);
  await below(1).first().waitFor();
  expect(await amounts(0)).toEqual([fen(shown)]);
  expect(sum(await amounts(1))).toBe(fen(shown));
  // Of many parts the largest come first, and all when somebody asks.
  const all = why.getByRole("button", { name: /^List all/ });
  let depth = 1;
  while (!(await all.count())) {
    await below(depth).first().locator("> .line button").click();
    depth++;
    await below(depth).first().waitFor();
    if (!(await all.count())) expect(sum(await amounts(depth))).toBe((await amounts(depth - 1))[0]);
  }
  const few = (await amounts(depth)).length;
  await all.click();
  // The line of the rest was one, too.
  await below(depth)
    .nth(few + 1)
    .waitFor();
  expect(sum(await amounts(depth))).toBe((await amounts(depth - 1))[0]);
  await page.keyboard.press("Escape");
  expect(await why.count()).toBe(0);
  await page.context().close();
});

test("changes are taken back and done again, by button and by key", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440224"] }));
  const leave = page.getByRole("slider", { name: "年离职率" });
  await leave.fill("100000");
  await settled(page);
  await page.waitForTimeout(600);
  await page.getByRole("slider", { name: "岗位空缺率" }).fill("50000");
  await settled(page);
  await page.waitForTimeout(600);
  await page.getByRole("button", { name: "撤销" }).click();
  await settled(page);
  expect(await page.getByRole("slider", { name: "岗位空缺率" }).inputValue()).toBe("0");
  await leave.focus();
  await page.keyboard.press("Control+z");
  await settled(page);
  expect(await leave.inputValue()).toBe("0");
  await page.keyboard.press("Control+Shift+z");
  await settled(page);
  expect(await leave.inputValue()).toBe("100000");
  await page.context().close();
});

test("a browser whose storage never answers is told so, and the page works", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
  });
  const page = await context.newPage();
  await page.goto(SINGLE);
  await page.locator("[data-keeps-nothing]").waitFor();
  await settled(page);
  expect(await page.locator("[data-headline=headcount]").innerText()).toContain("29,744");
  await context.close();
});

test("a browser that starts no worker, or one that never answers, is told so", async () => {
  for (const [starts, says] of [
    [false, "SecurityError"],
    [true, "计算程序还在载入"],
  ] as const) {
    const context = await browser.newContext();
    await context.addInitScript((starts) => {
      window.Worker = function () {
        if (!starts) throw new DOMException("denied", "SecurityError");
        return { postMessage: () => undefined };
      } as unknown as typeof Worker;
    }, starts);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(SINGLE);
    await page.locator("main", { hasText: says }).waitFor({ timeout: 5000 });
    // Nor does anything that is handed out wait for it.
    const menu = page.getByRole("button", { name: "导出" });
    for (const name of ["测算方案（JSON）", "结果工作簿（Excel）", "分年结果（CSV）"]) {
      await menu.click();
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator(".keep [role=alert]", { hasText: says }).waitFor({ timeout: 2000 });
      await menu.click();
    }
    expect(errors).toEqual([]);
    await context.close();
  }
});

test("where the worker of workbooks is refused or never answers, that is told, and all else works", async () => {
  for (const starts of [false, true]) {
    const context = await browser.newContext();
    await context.addInitScript((starts) => {
      const Real = Worker;
      let first = true;
      window.Worker = function (...given: ConstructorParameters<typeof Worker>) {
        if (first) {
          first = false;
          return new Real(...given);
        }
        if (!starts) throw new DOMException("denied", "SecurityError");
        return { postMessage: () => undefined };
      } as unknown as typeof Worker;
    }, starts);
    const page = await context.newPage();
    await page.goto(SINGLE);
    await settled(page);
    await page.getByRole("button", { name: "导出" }).click();
    await page.getByRole("button", { name: "结果工作簿（Excel）", exact: true }).click();
    if (starts) await page.locator("[data-slow]").waitFor({ timeout: 5000 });
    else await page.locator(".keep [role=alert]", { hasText: "denied" }).waitFor({ timeout: 5000 });
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "测算方案（JSON）", exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("shuangbai-plan.json");
    await context.close();
  }
});

test("on a phone the answer stays in sight while a control moves", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["440224"] }), { width: 390, height: 800 });
  const before = await answer(page).innerText();
  const vacancy = page.getByRole("slider", { name: "岗位空缺率" });
  await vacancy.scrollIntoViewIfNeeded();
  await vacancy.fill("100000");
  await settled(page);
  expect(await answer(page).innerText()).not.toBe(before);
  const box = await answer(page).boundingBox();
  expect(box && box.y >= 0 && box.y < 200).toBe(true);
  await page.context().close();
});

test("an amount is given out by need, between floors and caps, to the fen", async () => {
  const { page } = await open(browser, SINGLE + linked({ regions: ["4402"], unit: "元", year: 2026 }));
  await room(page, "资金");
  const allot = page.locator("[data-allot]");
  const amounts = async () => (await allot.locator("tbody tr:not(.total) td:nth-of-type(2)").allInnerTexts()).map(fen);
  const sum = async () => (await amounts()).reduce((all, one) => all + one, 0n);
  const settledAt = (total: string) => allot.locator("tr.total td", { hasText: total }).waitFor();
  await allot.getByLabel(/^总额/).fill("3500万");
  await settledAt("35,000,000.00");
  await allot.getByLabel("层级").selectOption("county");
  await allot.locator("tbody tr", { hasText: "武江区" }).waitFor();
  expect((await amounts()).length).toBeGreaterThan(5);
  expect(await sum()).toBe(3_500_000_000n);
  // Who has more posts has more of it; with a floor and a cap nobody is outside, and it adds up all the same.
  const before = await amounts();
  expect(before).toEqual([...before].sort((a, b) => Number(b - a)));
  await allot.getByLabel("每地至多（可不填）").fill("500万");
  await allot.getByLabel("每地至少（可不填）").fill("200万");
  await allot.locator("tbody td", { hasText: "封顶" }).first().waitFor();
  const after = await amounts();
  expect(await sum()).toBe(3_500_000_000n);
  expect(after.every((one) => one >= 200_000_000n && one <= 500_000_000n)).toBe(true);
  // What can't be is told, by the core.
  await allot.getByLabel("每地至少（可不填）").fill("1亿");
  await allot.locator("[role=alert]").waitFor();
  await page.context().close();
});
