// The page as a person uses it, in Debian's Chromium, from a server and from a file.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Zstd } from "@hpcc-js/wasm-zstd";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { BLOCKS, fromHtml, toHtml } from "../../src/engine/packed";
import { SINGLE, launched, open, room, served, settled } from "../browser";

const [browser, server] = await Promise.all([launched(), served()]);

const headline = (page: Page, card: string) => page.locator(`[data-headline=${card}]`);
async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
async function save(page: Page, name: RegExp) {
  await page.getByRole("button", { name: "导出" }).click();
  return download(page, () => page.getByRole("button", { name }).click());
}
async function region(page: Page, name: string): Promise<void> {
  await page.getByText("地区", { exact: true }).first().click();
  await page.getByLabel("全省").uncheck();
  await page.getByRole("searchbox", { name: "查找镇（街）、县、市或编码" }).fill(name);
  await page.getByRole("checkbox", { name }).check();
  await settled(page);
}

describe.each([
  ["server", () => server.url],
  ["file", () => SINGLE],
])("from a %s", (_, url) => {
  test("it forecasts the whole province, to the fen", async () => {
    const { page, complaints } = await open(browser, url());
    expect(await headline(page, "headcount").innerText()).toContain("29,744");
    expect(await headline(page, "sum").innerText()).toContain("16,703,685,396.11 元");
    expect(await headline(page, "short").innerText()).toContain("测算期内无缺口");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("nothing can be fetched from it, or sent", async () => {
    const { page } = await open(browser, url());
    const refused = await page.evaluate(() =>
      fetch("https://example.org/").then(
        () => false,
        () => true,
      ),
    );
    expect(refused).toBe(true);
    const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    expect(policy).toContain("connect-src 'none'");
    // No browser's policy forbids WebRTC yet; so no code of the page's has it, and no other code runs.
    const strange = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.strange = true";
      document.body.append(script);
      return "strange" in window;
    });
    expect(strange).toBe(false);
    const loaded = page.locator("script").evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).src));
    for (const src of await loaded)
      expect(await (src ? (await fetch(src)).text() : page.content())).not.toMatch(/RTCPeerConnection|webkitRTC/);
    await page.context().close();
  });

  test("it works offline once it is open", async () => {
    const { page } = await open(browser, url());
    await page.context().setOffline(true);
    const before = await headline(page, "sum").innerText();
    await page.getByRole("slider", { name: "考核合格率" }).fill("900000");
    await settled(page);
    expect(await headline(page, "sum").innerText()).not.toBe(before);
    await page.context().close();
  });
});

test("in the single file nothing runs but the script that was built: another in its place is refused", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shuangbai-page-"));
  const html = await readFile(new URL(SINGLE), "utf16le");
  const block = new RegExp(`(id="${BLOCKS.page}">)([^<]*)`);
  const zstd = await Zstd.load();
  for (const [name, put] of [
    ["same", ""],
    ["other", "window.strange = true;"],
  ] as const) {
    const packed = Buffer.from(zstd.decompress(fromHtml(block.exec(html)?.[2] ?? ""))).toString() + put;
    const text = toHtml(zstd.compress(Buffer.from(packed)));
    await writeFile(
      join(folder, `${name}.html`),
      html.replace(block, (_, start) => start + text),
      "utf16le",
    );
  }
  const at = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;
  const { page } = await open(browser, at("same"));
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  // That which starts, and that which is started.
  expect(policy).toMatch(/script-src ('sha256-\S+' ){2}'wasm-unsafe-eval';/);
  const refused = new Promise<string>((done) => page.on("console", (message) => done(message.text())));
  await page.goto(at("other"));
  expect(await refused).toContain("Content Security Policy");
  expect(await page.evaluate(() => "strange" in window)).toBe(false);
  await page.context().close();
  await rm(folder, { recursive: true });
});

test("a slider moves the figures, and a keyboard moves the slider", async () => {
  const { page } = await open(browser, server.url);
  const before = await headline(page, "due").innerText();
  await page.getByRole("slider", { name: "考核合格率" }).focus();
  await page.keyboard.press("ArrowLeft");
  await settled(page);
  expect(await page.getByRole("spinbutton", { name: /考核合格率/ }).inputValue()).toBe("99.5");
  expect(await headline(page, "due").innerText()).not.toBe(before);
  await page.getByRole("spinbutton", { name: /年离职率/ }).fill("7.5");
  await page.keyboard.press("Enter");
  await settled(page);
  expect(await page.getByRole("slider", { name: "年离职率" }).inputValue()).toBe("75000");
  await page.context().close();
});

test("a change is asked about once, and so is the next, however long after", async () => {
  const { page } = await open(browser, SINGLE, undefined, () => {
    const counted = window as unknown as { asked: number };
    counted.asked = 0;
    window.Worker = class extends Worker {
      override postMessage(message: { kind?: string }, ...more: never[]): void {
        if (message.kind === "ask") counted.asked++;
        super.postMessage(message, ...more);
      }
    };
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: number }).asked);
  for (const rate of ["900000", "800000"]) {
    // Beyond the time in which changes are one.
    await page.waitForTimeout(600);
    const before = await asked();
    await page.getByRole("slider", { name: "考核合格率" }).fill(rate);
    await settled(page);
    expect((await asked()) - before).toBe(1);
  }
  await page.context().close();
});

test("a city and a county are chosen, and a programme", async () => {
  const { page } = await open(browser, server.url);
  await region(page, "韶关市");
  expect(await headline(page, "headcount").innerText()).toContain("1,656");
  await page.getByRole("searchbox", { name: "查找镇（街）、县、市或编码" }).fill("台山市");
  await page.getByRole("checkbox", { name: "台山市" }).check();
  await settled(page);
  expect(await headline(page, "headcount").innerText()).not.toContain("1,656");
  await page.getByLabel("计划", { exact: true }).selectOption("guangdong-2017");
  await settled(page);
  expect(await page.getByLabel("起始年").inputValue()).toBe("2017");
  await page.context().close();
});

test("a reform stands beside the base, with differences that add up", async () => {
  const { page } = await open(browser, server.url);
  await page.getByLabel("金额单位").selectOption("元");
  await page.getByRole("spinbutton", { name: /资助标准/ }).fill("60000");
  await page.keyboard.press("Enter");
  await settled(page);
  const rows = await page.locator("[data-compare] tbody tr").allInnerTexts();
  const total = rows[rows.length - 1]?.split("\t") ?? [];
  const fen = (shown = "") => BigInt(shown.replace(/[,.+]/g, "").replace("−", "-"));
  expect(fen(total[2]) - fen(total[1])).toBe(fen(total[3]));
  expect(fen(total[4]) + fen(total[5])).toBe(fen(total[3]));
  // The same in the table by year, and by region: the cities' differences are the province's.
  const foot = async () => ((await page.locator("[data-tables] tr.total").innerText()).split("\t").at(-1) ?? "").trim();
  expect(await foot()).toBe(total[3]?.trim());
  await page.getByRole("button", { name: "分地区" }).click();
  await page.getByLabel("显示年份").selectOption("2024");
  await settled(page);
  expect(await foot()).toBe(
    rows
      .find((row) => row.startsWith("2024"))
      ?.split("\t")[3]
      ?.trim(),
  );
  const cities = await page.locator("[data-tables] tbody tr:not(.total)").allInnerTexts();
  expect(cities.reduce((sum, row) => sum + fen(row.split("\t").at(-1)?.trim()), 0n)).toBe(fen(await foot()));
  const saved = (await save(page, /分地区结果/)).bytes.toString("utf8");
  expect(saved.match(/^现行,2024/gm)).toHaveLength(21);
  expect(saved.match(/^调整后,2024/gm)).toHaveLength(21);
  await page.getByRole("button", { name: "恢复现行" }).click();
  await settled(page);
  expect(await page.locator("[data-compare]").count()).toBe(0);
  await page.context().close();
});

test("an own programme shows source and status, and a wrong entry is told at its place", async () => {
  const { page } = await open(browser, server.url);
  await page.getByLabel("计划", { exact: true }).selectOption("own");
  await page.locator("[data-own] summary").first().click();
  expect(await page.locator("#own-subsidy-0-source").inputValue()).toContain("6.9 亿元");
  await page.locator("#own-subsidy-0-standard").fill("abc");
  await page.keyboard.press("Tab");
  await page.waitForSelector("[data-faults]");
  expect(await page.locator("[data-faults]").innerText()).toContain("资助 第 1 条");
  await page.locator("#own-subsidy-0-standard").fill("55000.55");
  await page.keyboard.press("Tab");
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  expect(await headline(page, "due").innerText()).not.toContain("1,807,700,820.64");
  await page.context().close();
});

test("sources are the reader's, and editing one keeps the other language's", async () => {
  const { page } = await open(browser, server.url);
  const basis = page.locator("[data-articles]");
  await room(page, "方案");
  expect(await basis.innerText()).toContain("推进会上的发言");
  expect(await basis.innerText()).not.toContain("Speech of");
  await page.getByLabel("计划", { exact: true }).selectOption("own");
  await page.locator("[data-own] summary").first().click();
  const source = page.locator("#own-subsidy-0-source");
  await source.fill("本市文件");
  await page.keyboard.press("Tab");
  await settled(page);
  expect(await basis.innerText()).toContain("来源：本市文件");
  await page.getByRole("button", { name: "English" }).click();
  expect(await source.inputValue()).toContain("Speech of");
  expect(await basis.innerText()).toContain("Source: Speech of");
  expect(await basis.innerText()).not.toContain("本市文件");
  await source.fill("A document of the city");
  await page.keyboard.press("Tab");
  await settled(page);
  await page.getByRole("button", { name: "中文" }).click();
  expect(await source.inputValue()).toBe("本市文件");
  await page.context().close();
});

test("what an entry offers to choose is what the core knows", async () => {
  const { page } = await open(browser, server.url);
  await page.getByLabel("计划", { exact: true }).selectOption("own");
  for (const summary of await page.locator("[data-own] summary").all()) await summary.click();
  // A norm of another kind has other fields, and the core asks for those that are missing.
  await page.locator("#own-norm-0-kind").selectOption("range");
  await page.waitForSelector("[data-faults]");
  for (const [name, value] of [
    ["min", "4"],
    ["max", "8"],
  ]) {
    await page.locator(`#own-norm-0-${name}`).fill(value ?? "");
    await page.keyboard.press("Tab");
  }
  await page.locator("#own-raise-0-effective").selectOption("anniversary");
  await page.waitForSelector("[data-faults]", { state: "detached" });
  await settled(page);
  const said = page.locator("[data-articles]");
  expect(await said.textContent()).toContain("类型 人数范围；每站最少 4；每站最多 8");
  expect(await said.textContent()).toContain("生效月 入职周年月");
  await page.locator("#own-raise-0-effective").selectOption("7");
  await settled(page);
  expect(await said.textContent()).toContain("生效月 7");
  await page.context().close();
});

test("stations open in the months that are typed, by turns", async () => {
  const { page } = await open(browser, server.url);
  const months = page.getByLabel("建站月份");
  expect(await months.inputValue()).toBe("2021-08, 2022-01");
  await months.fill("");
  await page.keyboard.press("Tab");
  await settled(page);
  expect(await headline(page, "sum").innerText()).toContain("18,705,841,577.28 元");
  expect(await headline(page, "short").innerText()).toContain("402,410,000.00");
  await months.fill("2021/8、2022年1月");
  await page.keyboard.press("Tab");
  await settled(page);
  expect(await headline(page, "sum").innerText()).toContain("16,703,685,396.11 元");
  expect(await months.inputValue()).toBe("2021-08, 2022-01");
  await months.fill("2021-13");
  await page.keyboard.press("Tab");
  expect(await page.getByRole("alert").innerText()).toContain("2021-08");
  expect(await page.locator("main.stale").count()).toBe(1);
  expect(await headline(page, "sum").innerText()).toContain("16,703,685,396.11 元");
  await page.context().close();
});

test("hires come on top", async () => {
  const { page } = await open(browser, server.url);
  await page.locator("summary", { hasText: "新增入职" }).click();
  await page.getByRole("button", { name: "添加入职" }).click();
  await page.getByLabel("人数", { exact: true }).fill("40");
  await page.keyboard.press("Tab");
  await settled(page);
  // One of them holds the one service post that the station's norm has, so 39 come on top.
  expect(await headline(page, "headcount").innerText()).toContain("29,783");
  await page.context().close();
});

test("a link brings the state to another browser", async () => {
  const { page } = await open(browser, server.url);
  await region(page, "梅州市");
  await page.getByRole("slider", { name: "年离职率" }).fill("100000");
  await settled(page);
  await page.getByRole("button", { name: "分享链接" }).click();
  const link = await page.locator("[data-link]").inputValue();
  const { page: other } = await open(browser, link);
  expect(await headline(other, "sum").innerText()).toBe(await headline(page, "sum").innerText());
  await Promise.all([page.context().close(), other.context().close()]);
});

test("what was set survives a reload until it is cleared", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("slider", { name: "岗位空缺率" }).fill("55000");
  await settled(page);
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await page.getByRole("slider", { name: "岗位空缺率" }).inputValue()).toBe("55000");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "导出" }).click();
  await page.getByRole("button", { name: "清除本机数据" }).click();
  await settled(page);
  await page.reload();
  await settled(page);
  expect(await page.getByRole("slider", { name: "岗位空缺率" }).inputValue()).toBe("0");
  await page.context().close();
});

test("results and plan are saved, and the plan opens again", async () => {
  const { page } = await open(browser, server.url);
  await region(page, "云浮市");
  await page.getByRole("slider", { name: "年离职率" }).fill("80000");
  await settled(page);
  const years = await save(page, /分年结果/);
  expect(years.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(years.bytes.toString("utf8").split("\r\n")).toHaveLength(12);
  const regions = await save(page, /分地区结果/);
  expect(regions.bytes.toString("utf8")).toContain("云浮市");
  const forecast = JSON.parse((await save(page, /全部结果/)).bytes.toString("utf8"));
  expect(forecast.totals).toHaveLength(10);
  const plan = await save(page, /测算方案/);
  const { page: other } = await open(browser, server.url);
  await other.getByRole("button", { name: "导出" }).click();
  await other
    .locator("input[type=file][accept*=json]")
    .setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: plan.bytes });
  await settled(other);
  expect(await headline(other, "sum").innerText()).toBe(await headline(page, "sum").innerText());
  await Promise.all([page.context().close(), other.context().close()]);
});

test("a plan with everything in it is the same when it is opened again", async () => {
  const { page } = await open(browser, server.url);
  await region(page, "梅州市");
  await page.getByLabel("计划", { exact: true }).selectOption("own");
  await page.locator("[data-own] summary").first().click();
  await page.locator("#own-subsidy-0-standard").fill("51234.56");
  await page.getByRole("spinbutton", { name: /考核合格率/ }).fill("96.5512");
  await page.getByRole("spinbutton", { name: /资助标准/ }).fill("60000.05");
  await page.getByRole("spinbutton", { name: /省级分担/ }).fill("70");
  await page.getByRole("spinbutton", { name: /年递增率/ }).fill("3.25");
  await page.keyboard.press("Tab");
  await page.getByLabel("自何年起", { exact: true }).selectOption("2025");
  await settled(page);
  const plan = await save(page, /测算方案/);
  expect(JSON.parse(plan.bytes.toString("utf8")).reform.subsidy).toEqual({ from: 2025, standard: "60000.05" });
  const { page: other } = await open(browser, server.url);
  await other.getByRole("button", { name: "导出" }).click();
  const input = other.locator("input[type=file][accept*=json]");
  await input.setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: plan.bytes });
  await settled(other);
  await room(page, "预算");
  const figures = (of: Page) => of.locator("[data-headline], [data-compare] tbody").allInnerTexts();
  expect(await figures(other)).toEqual(await figures(page));
  expect(await other.getByRole("spinbutton", { name: /资助标准/ }).inputValue()).toBe("60000.05");
  expect(await other.getByRole("spinbutton", { name: /考核合格率/ }).inputValue()).toBe("96.5512");
  expect(await other.getByLabel("自何年起", { exact: true }).inputValue()).toBe("2025");

  // A reform that no control can say is kept as it is, told, and can be dropped.
  const foreign = {
    ...JSON.parse(plan.bytes.toString("utf8")),
    reform: { norm: [{ from: 2021, kind: "villages", administrative: 3, per_village: 1 }] },
  };
  await other.getByRole("button", { name: "导出" }).click();
  await input.setInputFiles({
    name: "plan.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(foreign)),
  });
  await settled(other);
  expect(await other.locator("[data-compare]").count()).toBe(1);
  await other.getByRole("button", { name: "不用方案自带的调整" }).click();
  await settled(other);
  expect(await other.locator("[data-compare]").count()).toBe(0);
  await Promise.all([page.context().close(), other.context().close()]);
});

test("what is assumed from a later year on comes back with the plan", async () => {
  const { page } = await open(browser, server.url);
  const plan = {
    programme: "guangdong-2021",
    horizon: { first: 2021, last: 2023 },
    stations: [{ code: "440203001", name: "站", villages: 3 }],
    regions: { "44": "某省" },
    assumptions: { fill: "norm", pass_rate: "0.9", leave_rate: "0.1", refill: "january", from: 2023 },
  };
  await page.getByRole("button", { name: "导出" }).click();
  await page
    .locator("input[type=file][accept*=json]")
    .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plan)) });
  await settled(page);
  expect(await page.getByLabel("假设自何年起").inputValue()).toBe("2023");
  expect(await headline(page, "sum").innerText()).toContain("250,000.00 元");
  const saved = JSON.parse((await save(page, /测算方案/)).bytes.toString("utf8"));
  expect([saved.assumptions.from, saved.regions["44"]]).toEqual([2023, "某省"]);
  await page.getByLabel("假设自何年起").selectOption("2021");
  await settled(page);
  expect(await headline(page, "sum").innerText()).toContain("779,772.57 元");
  await page.context().close();
});

test("what is no plan says so, and a faulty plan is told at its places", async () => {
  const { page } = await open(browser, server.url);
  const before = await headline(page, "sum").innerText();
  const put = async (text: string) => {
    await page.getByRole("button", { name: "导出" }).click();
    const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) };
    await page.locator("input[type=file][accept*=json]").setInputFiles(file);
  };
  for (const text of [
    "{",
    "[]",
    "7",
    '{"rows": []}',
    '{"stations": 7, "horizon": {"first": 2021, "last": 2022}, "programme": "guangdong-2021"}',
  ]) {
    await put(text);
    await page.locator("[data-faults]", { hasText: "方案文件未采用" }).waitFor();
    expect(await headline(page, "sum").innerText(), text).toBe(before);
  }
  await put(
    JSON.stringify({
      programme: "guangdong-2021",
      horizon: { first: 2021, last: 2022 },
      stations: [{ code: "440203001", villages: 3 }],
      workers: [{ id: "a", station: "440203009", post: "service", hired: "2021-08" }],
    }),
  );
  await page.locator("[data-faults]", { hasText: "440203001" }).waitFor();
  expect(await headline(page, "sum").innerText()).toBe(before);
  await put(
    JSON.stringify({
      programme: "guangdong-2021",
      horizon: { first: 2021, last: 2022 },
      stations: [{ code: "440203001", villages: 3 }],
      reform: { sharing: [{ from: 2021 }] },
    }),
  );
  await page.locator("[data-faults]", { hasText: "分担" }).waitFor();
  await put(
    JSON.stringify({
      programme: "guangdong-2021",
      horizon: { first: 2021, last: 2022 },
      stations: [{ code: "440203001", villages: 3 }],
      hires: [
        { station: "440203001", post: "service", count: 1, month: "2021-08" },
        { station: "440203001", post: "boss", count: 1, month: "2021-08" },
      ],
    }),
  );
  await page.locator("[data-faults]", { hasText: "新增入职 2" }).waitFor();
  expect(await headline(page, "sum").innerText()).toBe(before);
  // What was there is there, also after a reload.
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  expect(await headline(page, "sum").innerText()).toBe(before);
  await page.context().close();
});

test("charts are saved as pictures with their titles", async () => {
  const { page } = await open(browser, server.url);
  const svg = await download(page, () => page.getByRole("button", { name: /存为 SVG：各出资方/ }).click());
  expect(svg.bytes.toString("utf8")).toMatch(/^<svg[^]*各出资方每年应付[^]*<path/);
  const png = await download(page, () => page.getByRole("button", { name: /存为 PNG：各出资方/ }).click());
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(png.bytes.length).toBeGreaterThan(10_000);
  await page.context().close();
});

test("on paper nothing is cut off, and the inputs are named", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("spinbutton", { name: /资助标准/ }).fill("60000");
  await page.keyboard.press("Tab");
  await settled(page);
  // A drawing without a view box would keep the window's width.
  expect(await page.locator("[data-chart] .plot svg").count()).toBeGreaterThan(3);
  expect(await page.locator("[data-chart] .plot svg:not([viewBox])").count()).toBe(0);
  // On paper: 186 mm of an A4 page.
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 703, height: 1000 });
  const cut = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const all = [...document.querySelectorAll("figure, figure svg, .card table")].filter(
      (box) => box.getClientRects().length,
    );
    return all.filter((box) => box.getBoundingClientRect().right > edge).map((box) => box.outerHTML.slice(0, 80));
  });
  expect(cut).toEqual([]);
  const told = await page.locator(".printed").innerText();
  for (const part of ["2021–2030", "广东省", "2021-08, 2022-01", "考核合格率 100%", "60000"])
    expect(told).toContain(part);
  expect(await page.getByRole("slider").first().isVisible()).toBe(false);
  await page.context().close();
});

test("English is one click away, and stays", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Double Hundred budget" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.waitForTimeout(600);
  await page.reload();
  await settled(page);
  await page.getByRole("heading", { name: "Double Hundred budget" }).waitFor();
  await page.context().close();
});

test("the table sorts, by year and by region, down to the towns", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("button", { name: "分地区" }).click();
  await page.getByRole("button", { name: "应付合计", exact: true }).click();
  expect(await page.locator("[data-tables] tbody tr").first().innerText()).toContain("广州市");
  await page.getByRole("button", { name: "省应付", exact: true }).click();
  expect(await page.locator("[data-tables] tbody tr").first().innerText()).toContain("梅州市");
  await page.locator("#level").selectOption("station");
  await settled(page);
  await page.getByRole("button", { name: /显示全部 1,610 行/ }).waitFor();
  await page.getByRole("button", { name: "应配岗位", exact: true }).click();
  expect(await page.locator("[data-tables] tbody tr").first().innerText()).toContain("狮山镇");
  await page.context().close();
});
