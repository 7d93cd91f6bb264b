// The page in Debian's Firefox: that it does there what the other tests see it do in Chromium.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Calculator, type Plan, parse } from "shuangbai";
import type { ElementHandle, Frame, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stationsIn } from "../../src/data/regions";
import { defaults, question } from "../../src/state/settings";
import { SINGLE, linked, served } from "../browser";
import { cellsOf, sheetNames } from "../workbook";
import { MISSING, click, launched, saved, says, settled, visit } from "./firefox";

if (MISSING) console.warn(`the page in Firefox: ${MISSING}`);
const folder = mkdtempSync(join(tmpdir(), "shuangbai-roster-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the package says is due of a place in a year, as the page writes it in yuan. */
function due(region: string, year: number): string {
  const { ground, base } = question(
    { ...defaults(), regions: [region], year },
    { tables: {}, file: null, version: 0 },
    year,
    year,
  );
  const calculator = new Calculator(ground.outline as Plan);
  const row = parse(calculator.change(base)).totals.find((one) => one.year === year);
  const amounts: string[] = Object.values(row?.due ?? {});
  const fen = amounts.reduce((sum, one) => sum + BigInt(one.replace(".", "")), 0n);
  calculator.free();
  return String(fen)
    .replace(/(..)$/, ".$1")
    .replace(/\B(?=(\d{3})+\.)/g, ",");
}

describe.skipIf(MISSING)("in Firefox", async () => {
  if (MISSING) return;
  const [{ browser, downloads }, server] = await Promise.all([launched(), served()]);
  const close = (page: Page) => page.browserContext().close();

  describe.each([
    ["a file", () => SINGLE],
    ["a server", () => server.url],
  ])("from %s", (_, url) => {
    test("somebody new names a place, and is told what it owes, to the fen, and why", async () => {
      const { page, complaints } = await visit(browser, url());
      await page.waitForSelector("#start-where");
      await page.type("#start-where", "韶关");
      await click(page, "韶关市", "//*[@data-welcome]");
      await settled(page);
      await click(page, "没有，按编制测算");
      await page.select("#year", "2026");
      await page.select("#unit", "元");
      await settled(page);
      await says(page, "[data-answer]", /^韶关市 2026年应付 1.01 亿元，其中省 4,968.00 万元、地方 5,096.39 万元；/);
      expect(await says(page, "[data-headline=due]")).toContain(due("4402", 2026));
      // Why, opened once.
      await page.click("[data-headline=due] button.asks");
      await page.waitForSelector("[data-why] li");
      await page.click("[data-why] button[aria-expanded=false]");
      await says(page, "[data-why]", /规则 \d+/);
      await click(page, "知道了");
      expect(complaints).toEqual([]);
      await close(page);
    });

    test("a link brings what it sets, and each room shows what it is for", async () => {
      const { page, complaints } = await visit(
        browser,
        url() + linked({ regions: ["440224"], year: 2026, leave: 50_000 }),
      );
      await settled(page);
      await says(page, "[data-answer]", /^仁化县 2026年/);
      expect(await page.$$eval("input[type=range]", (all) => all.map((one) => Number(one.value)))).toContain(50_000);
      // Nothing of the rooms' names is wider or higher than its place, so no bar stands beside them.
      expect(await page.$eval("nav.rooms", (one) => (one as HTMLElement).offsetWidth - one.clientWidth)).toBe(0);
      for (const [name, shows] of [
        ["预算", "[data-tables] tbody tr"],
        ["工资表", "[data-sheet]"],
        ["资金", "[data-calls]"],
        ["编制", "[data-norm] tbody tr"],
        ["方案", "[data-articles]"],
        ["依据", "[data-basis]"],
      ] as const) {
        await click(page, name, "//nav");
        await page.waitForSelector(shows, { visible: true });
      }
      expect(complaints).toEqual([]);
      await close(page);
    });

    test("a roster comes in, is paid month by month, and goes out as a workbook", async () => {
      const state = { first: 2022, last: 2023, year: 2023, regions: ["440224"], fill: null };
      const { page, complaints } = await visit(browser, url() + linked(state));
      await settled(page);
      const [station] = stationsIn(["440224"], [], "towns");
      const roster = join(folder, "名册.csv");
      writeFileSync(
        roster,
        `编号,社工站,岗位,入职,年薪,2021年考核,2022年考核\n张三,${station?.code},服务性,2021-03,60000,合格,合格\n`,
      );
      const file = (await page.$("[data-file]")) as ElementHandle<HTMLInputElement>;
      await file.uploadFile(roster);
      await click(page, "采用此表");
      await settled(page);
      await click(page, "工资表", "//nav");
      await page.waitForSelector("#sheet-month");
      await page.select("#sheet-month", "2023-03");
      // 60,000 × 1.05² / 12.
      await says(page, "[data-sheet]", /张三[^]*5,512\.50/);
      await click(page, "导出");
      const { name, bytes } = await saved(downloads, () => click(page, "结果工作簿（Excel）"));
      expect(name).toMatch(/\.xlsx$/);
      expect(sheetNames(bytes)).toContain("总表");
      expect([...cellsOf(bytes, "总表").values()]).not.toContain("不平");
      expect(complaints).toEqual([]);
      await close(page);
    });

    test("nothing of it reaches a server that counts what it is asked", async () => {
      const { page } = await visit(browser, url());
      await settled(page);
      const [outside, count] = await counting();
      const refused = await page.evaluate(async (outside) => {
        const image = new Image();
        image.src = `${outside}image`;
        const script = document.createElement("script");
        script.src = `${outside}script`;
        const frame = document.createElement("iframe");
        frame.src = `${outside}frame`;
        const inline = document.createElement("script");
        inline.textContent = "window.strange = true";
        document.body.append(image, script, frame, inline);
        try {
          navigator.sendBeacon(`${outside}beacon`, "x");
          new WebSocket(outside.replace("http", "ws"));
        } catch {
          // Refused outright, as it may be.
        }
        const fetched = await fetch(`${outside}fetch`).then(
          () => true,
          () => false,
        );
        const worker = URL.createObjectURL(
          new Blob([`fetch("${outside}worker").then(() => postMessage(1), () => postMessage(0))`]),
        );
        const asked = await new Promise((done) => (new Worker(worker).onmessage = ({ data }) => done(data)));
        return [fetched, asked, "strange" in window];
      }, outside.url);
      expect(refused).toEqual([false, 0, false]);
      await new Promise((done) => setTimeout(done, 500));
      expect(count()).toEqual([]);
      // It does count.
      await fetch(`${outside.url}seen`);
      expect(count()).toEqual(["/seen"]);
      outside.server.close();
      await close(page);
    });
  });

  describe("in another site", () => {
    // It is in the element's shadow.
    const FRAME = "shuangbai-calculator >>> iframe";
    const pages: Record<string, { html: string; policy: string }> = {};
    let office: Awaited<ReturnType<typeof served>>;
    beforeAll(async () => {
      office = await served(pages);
      const from = server.url;
      const body = `<shuangbai-calculator region="4402" room="norm"></shuangbai-calculator>`;
      pages["/place"] = {
        html: `<!doctype html><html lang="zh-CN"><title>Office</title><script src="${from}embed.js"></script>${body}</html>`,
        // Firefox asks for the site's own icon, whatever the page says.
        policy: `default-src 'none'; script-src ${from}; frame-src ${from}; img-src 'self'`,
      };
    });

    test("the element shows a place in a frame as high as the page, and tells a link", async () => {
      const { page, complaints } = await visit(browser, `${office.url.replace("127.0.0.1", "localhost")}place`);
      const element = await page.waitForSelector(FRAME);
      const frame = (await element?.contentFrame()) as Frame;
      await settled(frame);
      await says(frame, "[data-answer]", /^韶关市 /);
      expect(await says(frame, "nav.rooms [aria-current]")).toBe("编制");
      const height = () => page.$eval(FRAME, (one) => one.getBoundingClientRect().height);
      const within = () => frame.evaluate(() => document.documentElement.getBoundingClientRect().height);
      await expect.poll(async () => Math.abs((await height()) - (await within()))).toBeLessThan(2);
      const link = () => page.$eval("shuangbai-calculator", (one) => (one as unknown as { link: string }).link);
      await expect.poll(link).toMatch(/^#s=1\./);
      expect(complaints).toEqual([]);
      await close(page);
    });
  });
});

/** A server that notes what it is asked for. */
async function counting(): Promise<[{ url: string; server: Server }, () => string[]]> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  });
  server.on("upgrade", ({ url = "" }, socket) => {
    asked.push(url);
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }, () => asked];
}
