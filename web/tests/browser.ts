// Debian's Chromium, and a small server of the folder build, for the tests.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll } from "vitest";
import { toFragment } from "../src/state/link";
import { type Settings, defaults } from "../src/state/settings";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
export const OUT = fileURLToPath(new URL("./out/", import.meta.url));
export const SINGLE = pathToFileURL(join(DIST, "single/index.html")).href;

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** A server of the folder build, and of some pages more, each with its policy as a header, if it has one. */
export async function serve(
  more: Record<string, { html: string; policy?: string }> = {},
  policy = "",
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const own = more[path];
    const header = own ? own.policy : policy;
    if (header) response.setHeader("content-security-policy", header);
    if (own) return void response.writeHead(200, { "content-type": "text/html" }).end(own.html);
    const file = join(DIST, "folder", normalize(path === "/" ? "/index.html" : path));
    readFile(file).then(
      (bytes) => response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });

/** The browser of a file's tests, and a server for them: closed after them. */
export async function launched(): Promise<Browser> {
  const browser = await launch();
  afterAll(() => browser.close());
  return browser;
}
export async function served(...given: Parameters<typeof serve>): ReturnType<typeof serve> {
  const server = await serve(...given);
  afterAll(() => server.close());
  return server;
}

/** A page whose errors and refused loads are collected; with what is run before it. */
export async function open(
  browser: Browser,
  url: string,
  size = { width: 1280, height: 900 },
  before: (() => void) | null = null,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: size, acceptDownloads: true });
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  page.setDefaultTimeout(20_000);
  // On a machine with other work even a start takes long.
  page.setDefaultNavigationTimeout(90_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  await settled(page);
  return { page, complaints };
}

/** The fragment of a link that sets these. */
export const linked = (state: Partial<Record<keyof Settings, unknown>>): string =>
  toFragment({ ...defaults(), ...state } as Settings);

/** Goes to a room of the page, by what it is called. */
export async function room(page: Page, name: string): Promise<void> {
  await page.locator("nav.rooms").getByRole("link", { name, exact: true }).click();
}

/** Waits until the page has an answer to what is set. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector("main[data-ready]", { timeout: 60_000 });
  await page.waitForTimeout(60);
  await page.waitForSelector("main:not([data-asking])", { state: "attached", timeout: 60_000 });
  await page.waitForTimeout(60);
}
