// Debian's Chromium, headless, on a server of this repository's files.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Nothing but this server and itself: what a page of the strictest sort may do. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:";

/** Serves a folder; `pages` are texts by path besides its files. */
async function serve(folder = root, pages = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    try {
      const body = pages[path] ?? (await readFile(join(folder, path)));
      response.writeHead(200, {
        "content-type": types[extname(path)] ?? "application/octet-stream",
        "content-security-policy": policy,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

async function launch() {
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
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
}

/**
 * Serves a folder or pages, opens one of them in Chromium, and gives what `use` gives, which is handed the page, what went
 * wrong in it, and what it wrote to its console.
 */
export async function onPage(folder, pages, path, use) {
  const { server, address } = await serve(folder, pages);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const [wrong, written] = [[], []];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => written.push(message.text()));
    await page.goto(`${address}${path}`);
    return await use(page, wrong, written);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs a function in a worker of a page of this repository, and gives what it gives; arguments as in JSON. */
export function inChromium(work, ...given) {
  const worker = `const work = ${work};
    self.onmessage = async ({ data }) => self.postMessage(await work(...data));`;
  const pages = { "/page.html": "<!doctype html><title>page</title>", "/worker.js": worker };
  return onPage(root, pages, "/page.html", (page) =>
    page.evaluate(
      (given) =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/worker.js", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
          worker.postMessage(given);
        }),
      given,
    ),
  );
}
