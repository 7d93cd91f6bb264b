// The page in a frame of another site: two servers, of two sites, and what one may know of the other.
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, linked, serve } from "../browser";

let browser: Browser;
let calculator: Awaited<ReturnType<typeof serve>>;
let office: Awaited<ReturnType<typeof serve>>;
/** The office's site, as `localhost`, so that it is another site and not only another port. */
const site = (path: string) => office.url.replace("127.0.0.1", "localhost") + path;
/** Pages of the office, which isn't in UTF-8; their own policy allows the script and the frame, and nothing inline. */
const pages: Record<string, { html: string; policy: string }> = {};

beforeAll(async () => {
  [browser, office] = await Promise.all([launch(), serve(pages)]);
  const policy = `frame-ancestors ${new URL(site("")).origin}`;
  calculator = await serve({}, policy);
  const from = calculator.url;
  const html = (body: string) =>
    `<!doctype html><html lang="zh-CN"><title>Office</title><script src="${from}embed.js"></script>` +
    `<h1>Office</h1>${body}<a href="#after">after</a></html>`;
  const own = `default-src 'none'; script-src ${from}; frame-src ${from}`;
  pages["/place"] = {
    html: html(`<shuangbai-calculator region="4402" room="norm"></shuangbai-calculator>`),
    policy: own,
  };
  const link = linked({ regions: ["440224"], leave: 50_000, lang: "en" });
  pages["/link"] = { html: html(`<shuangbai-calculator link="${link}"></shuangbai-calculator>`), policy: own };
  pages["/plain"] = { html: html(`<iframe title="budget" src="${from}index.html"></iframe>`), policy: own };
  pages["/capped"] = {
    html: html(
      `<style>shuangbai-calculator { max-height: 500px }</style><shuangbai-calculator></shuangbai-calculator>`,
    ),
    policy: `${own}; style-src 'unsafe-inline'`,
  };
});
afterAll(async () => {
  await browser.close();
  calculator.close();
  office.close();
});

/** Opens a page of the office, hears all that its window is told, and waits for the calculator's first answer. */
async function visit(path: string, blocked = false): Promise<{ page: Page; frame: Frame; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.addInitScript((blocked) => {
    if (parent === window) {
      const heard: unknown[] = ((window as unknown as { heard: unknown[] }).heard = []);
      addEventListener("message", ({ data, origin }) => heard.push({ ...data, origin }));
    } else if (blocked) {
      IDBFactory.prototype.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
    }
  }, blocked);
  await page.goto(site(path));
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  await settled(frame as Frame);
  return { page, frame: frame as Frame, complaints };
}
async function settled(frame: Frame): Promise<void> {
  await frame.waitForSelector("main[data-ready]", { timeout: 60_000 });
  await frame.waitForSelector("main:not([data-asking])", { state: "attached", timeout: 60_000 });
}
interface Heard {
  shuangbai: string;
  origin: string;
  height?: number;
  link?: string;
  room?: string;
}
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
async function told(page: Page, what: (one: Heard) => boolean): Promise<Heard> {
  await expect.poll(async () => (await heard(page)).some(what)).toBe(true);
  return (await heard(page)).filter(what).at(-1) as Heard;
}
const answer = (frame: Frame) => frame.locator("[data-answer]");
const has = (frame: Frame, text: string) => answer(frame).filter({ hasText: text }).waitFor();

test("a site shows a place and a room in a frame as high as the page, and is told what is set", async () => {
  const { page, frame, complaints } = await visit("place");
  await has(frame, "韶关市");
  expect(await frame.locator("nav.rooms [aria-current]").innerText()).toBe("编制");
  expect(await page.locator("iframe").getAttribute("title")).toBe("双百经费测算");
  expect(await frame.locator("footer").innerText()).toContain(`本页嵌在 ${new URL(site("")).origin} 中`);
  const height = () => page.locator("iframe").evaluate((one) => one.getBoundingClientRect().height);
  const within = () => frame.evaluate(() => document.documentElement.getBoundingClientRect().height);
  await expect.poll(async () => Math.abs((await height()) - (await within()))).toBeLessThan(2);
  const before = await height();
  // Another room is of another height, which the frame follows, both ways.
  await frame.getByRole("link", { name: "预算", exact: true }).click();
  const { link, origin, room } = await told(page, ({ shuangbai, room }) => shuangbai === "change" && room === "budget");
  expect([origin, room]).toEqual([new URL(calculator.url).origin, "budget"]);
  expect(link).toMatch(/^#s=1\./);
  await expect.poll(height).toBeGreaterThan(before);
  await frame.getByRole("link", { name: "编制", exact: true }).click();
  await expect.poll(height).toBe(before);
  // The link opens the same, without the site.
  await frame.getByRole("slider", { name: "年离职率" }).fill("50000");
  await settled(frame);
  const said = await answer(frame).innerText();
  const set = await told(page, (one) => one.shuangbai === "change" && one.link !== link);
  const alone = await page.context().newPage();
  await alone.goto(calculator.url + set.link);
  await alone.locator("[data-answer]", { hasText: said }).waitFor();
  // What is set was told; the element has it, and no message has a figure.
  const element = await page
    .locator("shuangbai-calculator")
    .evaluate((one) => (one as HTMLElement & { link: string }).link);
  expect(element).toBe(set.link);
  const names = new Set((await heard(page)).flatMap((one) => Object.keys(one)));
  expect([...names].sort()).toEqual(["height", "lang", "link", "origin", "room", "shuangbai"]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("what the site changes is shown, and what somebody set is not lost to it", async () => {
  const { page, frame, complaints } = await visit("link");
  // The language is that of the site around.
  await has(frame, "仁化县");
  expect(await frame.getByRole("slider", { name: "年离职率" }).inputValue()).toBe("50000");
  const set = (name: string, value: string) =>
    page
      .locator("shuangbai-calculator")
      .evaluate((one, [name = "", value = ""]) => one.setAttribute(name, value), [name, value]);
  await set("lang", "en");
  await frame.locator("html[lang=en]").waitFor();
  await page.locator("iframe[title='Double Hundred budget']").waitFor();
  await set("room", "funds");
  await frame.locator("nav.rooms [aria-current]", { hasText: "Funds" }).waitFor();
  await set("region", "4403 999");
  await has(frame, "深圳市");
  expect(await frame.locator("[data-link-told]").innerText()).toContain("Regions");
  await frame.getByRole("slider", { name: /leave/i }).fill("100000");
  await settled(frame);
  await page.waitForTimeout(700);
  await set("region", "4402");
  await has(frame, "韶关市");
  await frame.getByRole("button", { name: "Back to yours" }).press("Enter");
  await has(frame, "深圳市");
  expect(await frame.getByRole("slider", { name: /leave/i }).inputValue()).toBe("100000");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("neither side hears anybody else, and what is kept for one site is not shown to another", async () => {
  const { page, frame, complaints } = await visit("place");
  await has(frame, "韶关市");
  // From a window that is not the one around, and to one that is not the element's.
  await frame.evaluate(() => postMessage({ shuangbai: "show", region: "4403" }, location.origin));
  await page.evaluate(() => postMessage({ shuangbai: "height", height: 7 }, location.origin));
  // No wish, and no message.
  await page.evaluate(() => {
    const frame = document.querySelector("shuangbai-calculator")?.shadowRoot?.querySelector("iframe");
    for (const odd of [
      null,
      7,
      "show",
      { shuangbai: "show", room: "x", region: 3, link: {}, lang: "fr" },
      { shuangbai: "clear" },
    ])
      frame?.contentWindow?.postMessage(odd, "*");
  });
  await page.waitForTimeout(300);
  await has(frame, "韶关市");
  expect(await page.locator("iframe").evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(100);
  await frame.getByRole("slider", { name: "年离职率" }).fill("50000");
  await page.waitForTimeout(900);
  // A frame that names nobody is told nothing of, and neither is one that names another.
  const { page: plain } = await visit("plain");
  expect(await heard(plain)).toEqual([]);
  await plain.locator("iframe").evaluate((one) => ((one as HTMLIFrameElement).src += "?embed=https://example.org"));
  await settled((await (await plain.waitForSelector("iframe")).contentFrame()) as Frame);
  await plain.waitForTimeout(900);
  expect(await heard(plain)).toEqual([]);
  // Nor is anybody's own shown there: the calculator by itself starts afresh.
  await page.goto(calculator.url);
  await page.waitForSelector("main[data-ready]");
  expect(await page.getByRole("slider", { name: "年离职率" }).inputValue()).toBe("0");
  expect(complaints).toEqual([]);
  await Promise.all([page.context().close(), plain.context().close()]);
});

test("where storage is blocked the frame says so and works; a site that may not embed it gets nothing", async () => {
  const { page, frame } = await visit("place", true);
  await frame.locator("[data-keeps-nothing]").waitFor();
  await has(frame, "韶关市");
  await page.context().close();
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${office.url}place`);
  await other.waitForTimeout(1500);
  expect(await other.frames().at(-1)?.locator("main").count()).toBe(0);
  await context.close();
});

test("a keyboard goes through it, what lies above the page is in sight, and files are saved", async () => {
  const { page, frame, complaints } = await visit("place");
  await frame.getByRole("link", { name: "预算", exact: true }).click();
  await frame.locator("[data-tables] td button").last().scrollIntoViewIfNeeded();
  const inSight = async (what: string) => {
    await expect
      .poll(async () => {
        const box = await frame.locator(what).boundingBox();
        return box && box.y >= 0 && box.y + box.height <= 900;
      })
      .toBe(true);
  };
  await page.waitForTimeout(500);
  const place = await page.evaluate(() => scrollY);
  expect(place).toBeGreaterThan(300);
  await frame.locator("[data-tables] td button").last().click();
  await frame.locator("[data-why] li").first().waitFor();
  await inSight("[data-why]");
  expect(Math.abs((await page.evaluate(() => scrollY)) - place)).toBeLessThan(5);
  await page.keyboard.press("Escape");
  expect(await frame.evaluate(() => document.activeElement?.closest("[data-tables]") !== null)).toBe(true);
  // Out of the frame at its end, to what follows it.
  for (let at = 0; at < 40; at++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.textContent === "after")) break;
  }
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("after");
  await frame.getByRole("button", { name: "导出" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    frame.getByRole("button", { name: "分年结果（CSV）" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("shuangbai-years.csv");
  // A question that the browser asks is asked in a frame, too.
  const asked = page.waitForEvent("dialog").then((dialog) => dialog.dismiss());
  await frame.getByRole("button", { name: "导出" }).click();
  await Promise.all([asked, frame.getByRole("button", { name: "清除本机数据" }).click()]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a site that sets a greatest height has a frame that scrolls, with the controls beside", async () => {
  const { page, frame } = await visit("capped");
  await expect.poll(() => page.locator("iframe").evaluate((one) => one.getBoundingClientRect().height)).toBe(500);
  await frame.evaluate(() => scrollTo(0, 800));
  await expect.poll(() => frame.evaluate(() => scrollY)).toBeGreaterThan(300);
  const top = await frame.locator(".controls").evaluate((one) => one.getBoundingClientRect().top);
  expect(top >= 0 && top < 100).toBe(true);
  await page.context().close();
});
