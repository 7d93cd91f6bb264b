// Tables of stations and workers, good and faulty.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SINGLE, launched, open, settled } from "../browser";
import { workersCsv } from "../workers";

const browser = await launched();

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

/** The faults of tables by row, column, cell and text; a cell that can be put right stands in a field. */
const told = (page: Page) =>
  page
    .locator("[data-faults] tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) => cell.querySelector("input")?.value ?? cell.textContent?.trim() ?? ""),
      ),
    );

test("workers come in from a file, their columns matched by hand, and stay after a reload", async () => {
  const { page, complaints } = await open(browser, SINGLE);
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
  const rows = await told(page);
  expect(rows.map((row) => row.slice(0, 3))).toEqual([
    ["2", "年薪", "50000.005"],
    ["2", "岗位", "服务"],
    ["3", "入职", "2021年13月"],
  ]);
  expect(rows[1]?.[3]).toContain("服务性");
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

test("faults that are alike are told once, from the top of the table down, and each goes into a file", async () => {
  const { page } = await open(browser, SINGLE);
  const lines = Array.from(
    { length: 300 },
    (_, at) => `w${at},440203001,服务性,2021-08,${at % 3 ? "五万" : `${at}块`}`,
  );
  await choose(page, "薪酬坏.csv", Buffer.from(`编号,社工站,岗位,入职,年薪\n${lines.join("\n")}\n`));
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  expect(await page.locator("[data-faults] h2").innerText()).toBe("发现 300 处问题");
  const rows = await told(page);
  expect(rows.slice(0, 3).map((row) => row.slice(0, 3))).toEqual([
    ["2", "年薪", "0块"],
    ["3、4、6、7、9 等 200 行", "年薪", "五万"],
    ["5", "年薪", "3块"],
  ]);
  expect(rows).toHaveLength(50);
  // 200 alike and 49 others are shown.
  expect(await page.locator("[data-faults]").innerText()).toContain("……另有 51 处");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "存为 CSV" }).click(),
  ]);
  const saved = (await readFile(await file.path())).toString("utf8").split("\r\n").filter(Boolean);
  expect(saved[0]).toBe("\uFEFF表,行,列,内容,问题,代码");
  expect(saved).toHaveLength(301);
  expect(saved[300]).toMatch(/^社工名册,301,年薪,五万,.*,format$/);
  await page.context().close();
});

test("faults of all rounds are told at once, and a few cells are put right in their place", async () => {
  const { page } = await open(browser, SINGLE);
  // Reading finds the pay, meaning the station and the second id, calculating the grade of 2021 that is missing.
  const rows = [
    "a,440203001,服务性,2021-01,五万",
    "b,449999001,服务性,2021-01,50000",
    "c,440203001,服务性,2021-01,50000",
    "c,440203001,服务性,2021-01,50000",
    "d,440203001,服务性,2021-01,五万",
  ];
  await choose(page, "名册.csv", Buffer.from(`编号,社工站,岗位,入职,年薪\n${rows.join("\n")}\n`));
  await page.getByRole("dialog").getByLabel("空缺岗位").selectOption("2023");
  await page.getByRole("button", { name: "采用此表" }).click();
  await page.waitForSelector("[data-faults]");
  expect((await told(page)).map((row) => row.slice(0, 2))).toEqual([
    ["2、6", "年薪"],
    ["3", "社工站"],
    ["4", "考核2021"],
    ["4", "考核2022"],
    ["5", "编号"],
  ]);
  // Nothing is put right yet, so nothing can be used.
  expect(await page.getByRole("button", { name: "采用改正" }).isDisabled()).toBe(true);
  await page.getByLabel(/改为 社工名册 行 2、6 年薪/).fill("50000");
  await page.getByLabel(/改为 社工名册 行 3 社工站/).fill("440203002");
  await page.getByLabel(/改为 社工名册 行 5 编号/).fill("c2");
  await page.getByRole("button", { name: "采用改正" }).click();
  await page.waitForFunction(() => document.querySelectorAll("[data-faults] tbody tr").length === 2);
  // Of all who worked in these years the grades are missing now.
  expect((await told(page)).map((row) => row.slice(0, 2))).toEqual([
    ["2、3、4、5、6", "考核2021"],
    ["2、3、4、5、6", "考核2022"],
  ]);
  await page.getByRole("button", { name: "视为合格" }).click();
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  await page.getByLabel("显示年份").selectOption("2022");
  await settled(page);
  expect(await headcount(page)).toBe("5 人");
  expect(await page.locator(".held").innerText()).toContain("已在本页改正 4 格");
  // What was put right stays, and goes with the columns when they are looked at again.
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await page.locator("[data-faults]").count()).toBe(0);
  await page.getByRole("button", { name: /修改列对应 社工名册/ }).click();
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
  expect(await page.locator("[data-faults]").count()).toBe(0);
  await page.context().close();
});

test("needed columns are asked for, and the dialog opens again as it was left", async () => {
  const { page } = await open(browser, SINGLE);
  await choose(page, "名册.csv", Buffer.from("人员,所在站,性质,何时来的,备注\na,440203001,服务性,2021-08,x\n"));
  const dialog = page.getByRole("dialog");
  const use = page.getByRole("button", { name: "采用此表" });
  expect(await dialog.locator("[data-required]").innerText()).toBe("必需的列尚未对应：社工站、岗位、入职");
  expect(await use.isDisabled()).toBe(true);
  for (const [column, field] of [
    ["所在站", "station"],
    ["性质", "post"],
    ["何时来的", "hired"],
  ] as const)
    await dialog.getByLabel(`“${column}”列`).selectOption(field);
  expect(await dialog.locator("[data-required]").innerText()).toBe("");
  await use.click();
  await settled(page);
  expect(await headcount(page)).toBe("1 人");
  await page.getByRole("button", { name: /修改列对应 社工名册/ }).click();
  await dialog.waitFor();
  const matched = () =>
    dialog
      .getByRole("table")
      .getByRole("combobox")
      .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
  expect(await matched()).toEqual(["", "station", "post", "hired", ""]);
  // Out of the dialog all is as it was.
  await page.keyboard.press("Escape");
  expect(await headcount(page)).toBe("1 人");
  await page.context().close();
});

test("the year of a column of grades can be picked by hand", async () => {
  const { page } = await open(browser, SINGLE);
  await choose(
    page,
    "名册.csv",
    Buffer.from(
      "社工站,岗位,入职,上年等次,再上年\n440203001,服务性,2021-01,合格,不合格\n440203001,服务性,2021-01,合格,合格\n",
    ),
  );
  const dialog = page.getByRole("dialog");
  for (const [column, year] of [
    ["上年等次", "2022"],
    ["再上年", "2021"],
  ] as const) {
    await dialog.getByLabel(`“${column}”列`, { exact: true }).selectOption("appraisal_");
    await dialog.getByLabel(`“${column}”列 考核年度`).selectOption(year);
  }
  await use(page);
  await page.getByLabel("显示年份").selectOption("2023");
  await settled(page);
  // 50,000 × 1.05² for who passed twice, once less for who did not.
  expect(await page.locator("[data-headline=due]").innerText()).toContain("107,625.00 元");
  await page.context().close();
});

test("a workbook is known whatever it is called, and a damaged one told", async () => {
  const { page } = await open(browser, SINGLE);
  await page.locator("summary", { hasText: "导入表格" }).click();
  for (const [name, bytes] of [
    ["名册.xlsx", [0x50, 0x4b, 0x03, 0x04, 0x14]],
    ["名册.csv", [0x50, 0x4b, 0x03, 0x04, 0x14]],
    ["名册.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1]],
  ] as const) {
    await page.locator("[data-file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(bytes) });
    await page.getByRole("alert").filter({ hasText: "损坏" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.locator("[data-file]").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from(GOOD) });
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("alert").count()).toBe(0);
  }
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
  const rows = await told(page);
  expect(rows.map((row) => row.slice(0, 3))).toEqual([["3", "社工站", "449999001"]]);
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
  // Two stations of one city are a part of the province.
  expect(await page.locator("[data-headline=short]").innerText()).toContain("未填本地额度");
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
