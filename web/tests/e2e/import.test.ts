// Tables of stations and workers, good and faulty.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SINGLE, launch, open, settled } from "../browser";
import { workersCsv } from "../workers";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const GOOD = `姓名,社工站,岗位,入职时间,年薪,考核2021
张三,440203001,服务性,2021/8/1,"50,000.00",合格
李四,440203001000,事务性,2021年8月,52000.55,
`;
const FAULTY = `编号,社工站,岗位,入职,年薪
w1,440203001,服务,2021/8/1,50000.005
w2,449999001,服务性,2021年13月,50000
`;

async function choose(page: Page, name: string, data: Buffer): Promise<void> {
  const section = page.locator("summary", { hasText: "导入表格" });
  if (!(await page.locator("[data-file]").isVisible())) await section.click();
  await page.locator("[data-file]").setInputFiles({ name, mimeType: "text/csv", buffer: data });
  await page.getByRole("dialog").waitFor();
}
async function use(page: Page): Promise<void> {
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
}
const headcount = (page: Page) => page.locator("[data-headline=headcount] .big").innerText();

test("workers come in from a file, their columns matched by hand, and stay after a reload", async () => {
  const { page, complaints } = await open(browser, SINGLE);
  await page.getByLabel("按配备标准配齐岗位").uncheck();
  await choose(page, "名册.csv", Buffer.from(GOOD));
  const selects = page.getByRole("dialog").getByRole("combobox");
  const matched = await selects.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
  expect(matched.slice(1, 3)).toEqual(["station", "post"]);
  await selects.nth(0).selectOption("id");
  await selects.nth(3).selectOption("hired");
  await use(page);
  expect(await headcount(page)).toBe("2 人");
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await headcount(page)).toBe("2 人");
  expect(complaints).toEqual([]);
  // The link leaves them out, and says so.
  await page.getByRole("button", { name: "分享链接" }).click();
  const link = await page.locator("[data-link]").inputValue();
  expect(Buffer.from(link.split("#s=")[1] ?? "", "base64url").toString()).not.toMatch(/张三|440203001/);
  expect(await page.getByRole("group", { name: "分享链接" }).innerText()).toContain("不在链接中");
  await page.context().close();
});

test("a column that is no field is left out, as the dialog says", async () => {
  const { page } = await open(browser, SINGLE);
  await page.getByLabel("按配备标准配齐岗位").uncheck();
  await choose(page, "名册.csv", Buffer.from("编号,社工站,岗位,入职,备注\na,440203001,服务性,2021-08,x\n"));
  expect(await page.getByRole("dialog").getByRole("status").innerText()).toBe("不使用的列：备注");
  await use(page);
  expect(await headcount(page)).toBe("1 人");
  expect(await page.locator("[data-faults]").count()).toBe(0);
  await page.context().close();
});

test("a faulty table is told at its row and column", async () => {
  const { page } = await open(browser, SINGLE);
  await choose(page, "坏.csv", Buffer.from(FAULTY));
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  const rows = await page.locator("[data-faults] tbody tr").allInnerTexts();
  expect(rows.map((row) => row.split("\t").slice(0, 3))).toEqual([
    ["2", "年薪", "50000.005"],
    ["2", "岗位", "服务"],
    ["3", "入职", "2021年13月"],
  ]);
  expect(rows[1]).toContain("服务性");
  // They are told again after a reload, when there is no result to show yet.
  await page.waitForTimeout(600);
  await page.reload();
  await page.waitForSelector("[data-faults]");
  expect(await page.locator("[data-faults]").innerText()).toContain("改正后即显示结果");
  expect(await page.getByText("正在载入").count()).toBe(0);
  await page.getByRole("button", { name: /移除/ }).click();
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await page.context().close();
});

test("faults go from the top of the table down, and all of them into a file", async () => {
  const { page } = await open(browser, SINGLE);
  const lines = Array.from({ length: 300 }, (_, at) => `w${at},440203001,服务性,2021-08,5万`);
  await choose(page, "薪酬坏.csv", Buffer.from(`编号,社工站,岗位,入职,年薪\n${lines.join("\n")}\n`));
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  const shown = await page.locator("[data-faults] tbody th").allInnerTexts();
  expect(shown).toEqual(Array.from({ length: 50 }, (_, at) => String(at + 2)));
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "存为 CSV" }).click(),
  ]);
  const saved = (await readFile(await file.path())).toString("utf8").split("\r\n").filter(Boolean);
  expect(saved[0]).toBe("\uFEFF表,行,列,内容,问题,代码");
  expect(saved).toHaveLength(301);
  expect(saved[300]).toMatch(/^社工名册,301,年薪,5万,.*,format$/);
  await page.context().close();
});

test("hires come from a table too, and those that are typed come on top", async () => {
  const { page } = await open(browser, SINGLE);
  await page.getByLabel("按配备标准配齐岗位").uncheck();
  await page.locator("summary", { hasText: "导入表格" }).click();
  await page.getByRole("radio", { name: "新增入职表" }).check();
  await choose(
    page,
    "入职.csv",
    Buffer.from("社工站,岗位,人数,月份\n440203001,服务性,3,2022年1月\n440203002,事务性,2,2023-01\n"),
  );
  expect(await page.getByRole("dialog").innerText()).toContain("新增入职表");
  await use(page);
  expect(await headcount(page)).toBe("5 人");
  await page.locator("summary", { hasText: "新增入职" }).first().click();
  await page.getByRole("button", { name: "添加入职" }).click();
  await settled(page);
  expect(await headcount(page)).toBe("6 人");
  // The plan has each once, and opened elsewhere it is the same.
  await page.getByRole("button", { name: "导出" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "测算方案（JSON）" }).click(),
  ]);
  const plan = await readFile(await file.path());
  expect(JSON.parse(plan.toString("utf8")).hires.map(({ count }: { count: number }) => count)).toEqual([1, 3, 2]);
  const { page: other } = await open(browser, SINGLE);
  await other.getByRole("button", { name: "导出" }).click();
  await other
    .locator("input[type=file][accept*=json]")
    .setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: plan });
  await settled(other);
  expect(await other.locator("[data-headline]").allInnerTexts()).toEqual(
    await page.locator("[data-headline]").allInnerTexts(),
  );
  await Promise.all([page.context().close(), other.context().close()]);
});

test("a faulty row of hires is told where it stands", async () => {
  const { page } = await open(browser, SINGLE);
  await page.locator("summary", { hasText: "导入表格" }).click();
  await page.getByRole("radio", { name: "新增入职表" }).check();
  await choose(
    page,
    "入职.csv",
    Buffer.from("社工站,岗位,人数,月份\n440203001,服务性,3,2022-01\n449999001,服务性,1,2022-01\n"),
  );
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  const rows = await page.locator("[data-faults] tbody tr").allInnerTexts();
  expect(rows.map((row) => row.split("\t").slice(0, 3))).toEqual([["3", "社工站", "449999001"]]);
  await page.context().close();
});

test("a table in GB18030 is read too, and one pasted from a spreadsheet", async () => {
  const { page } = await open(browser, SINGLE);
  await page.getByLabel("按配备标准配齐岗位").uncheck();
  // 编号,社工站,岗位,入职 / w1,440203001,服务性,2021年8月
  const head = Buffer.from([
    0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xc9, 0xe7, 0xb9, 0xa4, 0xd5, 0xbe, 0x2c, 0xb8, 0xda, 0xce, 0xbb, 0x2c, 0xc8, 0xeb,
    0xd6, 0xb0, 0x0a,
  ]);
  const row = Buffer.concat([
    Buffer.from("w1,440203001,"),
    Buffer.from([0xb7, 0xfe, 0xce, 0xf1, 0xd0, 0xd4]),
    Buffer.from(",2021-08\n"),
  ]);
  await choose(page, "gb.csv", Buffer.concat([head, row]));
  await use(page);
  expect(await headcount(page)).toBe("1 人");
  await page
    .getByLabel("或在此粘贴（含表头）")
    .fill("社工站\t岗位\t入职\t年薪\n440203001\t服务性\t2021/8/1\t50,000.00\n440203001\t事务性\t2021/8/1\t50,000.00\n");
  await page.getByRole("button", { name: "读取" }).click();
  await page.getByRole("dialog").waitFor();
  await use(page);
  expect(await headcount(page)).toBe("2 人");
  await page.context().close();
});

test("stations from a table take the place of the towns", async () => {
  const { page } = await open(browser, SINGLE);
  await page.locator("summary", { hasText: "导入表格" }).click();
  await page.getByRole("radio", { name: "社工站表" }).check();
  await choose(page, "站.csv", Buffer.from("编码,名称,村居数\n440203001,甲站,10\n440203002,乙站,5\n"));
  await use(page);
  expect(await headcount(page)).toBe("19 人");
  await page.context().close();
});

test("thirty thousand workers come in", async () => {
  const { page } = await open(browser, SINGLE);
  await page.getByLabel("按配备标准配齐岗位").uncheck();
  await choose(page, "三万人.csv", Buffer.from(workersCsv(30_000)));
  expect(await page.getByRole("dialog").innerText()).toContain("30,000");
  await use(page);
  expect(await headcount(page)).toBe("30,000 人");
  await page.context().close();
});
