// Debian's own Firefox, driven by WebDriver BiDi. Playwright drives only a Firefox of its own making; Puppeteer is what Mozilla
// keeps working with the one that people have.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type Frame, type Page } from "puppeteer-core";
import { afterAll, expect } from "vitest";

const FIREFOX = process.env["FIREFOX"] ?? "/usr/bin/firefox-esr";
/** Why there is nothing to test with; nothing where there is. */
export const MISSING = existsSync(FIREFOX) ? "" : `skipped, ${FIREFOX} is not installed`;
const PATIENCE = 60_000;

/** The browser of a file's tests, and where what is downloaded comes to. */
export async function launched(): Promise<{ browser: Browser; downloads: string }> {
  const downloads = mkdtempSync(join(tmpdir(), "shuangbai-firefox-"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    timeout: PATIENCE,
    extraPrefsFirefox: {
      "browser.download.dir": downloads,
      "browser.download.folderList": 2,
      "intl.accept_languages": "zh-CN",
    },
  });
  afterAll(async () => {
    await browser.close();
    rmSync(downloads, { recursive: true });
  });
  return { browser, downloads };
}

/** A page of somebody who has never been here, whose errors are collected. */
export async function visit(browser: Browser, url: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Waits until the page has an answer to what is set. */
export async function settled(page: Page | Frame): Promise<void> {
  await page.waitForSelector("main[data-ready]");
  await new Promise((done) => setTimeout(done, 100));
  await page.waitForSelector("main:not([data-asking])");
}

/** What is said by what matches, once it says what it should. */
export async function says(page: Page | Frame, selector: string, wanted: string | RegExp = /./): Promise<string> {
  let text = "";
  const read = () => page.$eval(selector, (one) => (one as HTMLElement).innerText).catch(() => "");
  await expect.poll(async () => (text = await read()), { timeout: PATIENCE }).toMatch(wanted);
  return text;
}

/** Clicks what is called so: a button or a link, wherever it stands, or within `inside`. */
export async function click(page: Page | Frame, name: string, inside = ""): Promise<void> {
  const all = `${inside}//*[self::button or self::a][normalize-space()='${name}']`;
  const found = await page.waitForSelector(`::-p-xpath(${all})`, { visible: true });
  await found?.click();
}

/** What is downloaded by what is done, once it is whole. */
export async function saved(downloads: string, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const before = readdirSync(downloads);
  await act();
  let name = "";
  const whole = () => {
    const now = readdirSync(downloads).filter((one) => !before.includes(one));
    name = now.length === 1 && !now[0]?.endsWith(".part") ? (now[0] as string) : "";
    return name;
  };
  await expect.poll(whole, { timeout: PATIENCE }).not.toBe("");
  // It is there as an empty file before it is whole.
  await expect.poll(async () => (await readFile(join(downloads, name))).length).toBeGreaterThan(0);
  return { name, bytes: await readFile(join(downloads, name)) };
}
