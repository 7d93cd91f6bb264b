// Links and what is kept: nothing of somebody's own is replaced or mixed without asking, and nothing is lost untold.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { parse, preset, initSync } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { SINGLE, launched, linked, open, served, settled } from "../browser";

initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm")));
const [browser, server] = await Promise.all([launched(), served()]);

const sum = (page: Page) => page.locator("[data-headline=sum]").innerText();
const leave = (page: Page) => page.getByRole("slider", { name: "年离职率" });
const told = (page: Page) => page.locator("[data-link-told]").getAttribute("data-link-told");
async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
  await settled(page);
}
/** Until what was set is kept. */
const kept = (page: Page) => page.waitForTimeout(700);
async function importWorker(page: Page): Promise<void> {
  await page.locator("summary", { hasText: "导入表格" }).click();
  const buffer = Buffer.from("社工站,岗位,入职\n440203001,服务性,2021-08\n");
  await page.locator("[data-file]").setInputFiles({ name: "名册.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "采用此表" }).click();
  await settled(page);
}

test("a link that comes into an open tab is shown, and the address is plain again", async () => {
  const { page } = await open(browser, server.url);
  await go(page, linked({ leave: 50_000 }));
  expect(await leave(page).inputValue()).toBe("50000");
  expect(new URL(page.url()).hash).toBe("");
  expect(await page.locator("[data-link-told]").count()).toBe(0);
  await page.context().close();
});

test("somebody's own inputs stay kept while a link is shown, until they say otherwise", async () => {
  const { page } = await open(browser, server.url);
  await leave(page).fill("100000");
  await settled(page);
  const own = await sum(page);
  await go(page, linked({ leave: 50_000 }));
  expect([await told(page), await leave(page).inputValue()]).toEqual(["visiting", "50000"]);
  // What is changed while it is shown is not kept either; a reload shows the link again.
  await leave(page).fill("60000");
  await settled(page);
  await kept(page);
  await page.reload();
  await settled(page);
  expect([await told(page), await leave(page).inputValue()]).toEqual(["visiting", "50000"]);
  await page.getByRole("button", { name: "回到本机原有的" }).click();
  await settled(page);
  expect(await sum(page)).toBe(own);
  expect(await page.locator("[data-link-told]").count()).toBe(0);
  await page.reload();
  await settled(page);
  expect(await sum(page)).toBe(own);
  // Taken over, it is kept.
  await go(page, linked({ leave: 50_000 }));
  await page.getByRole("button", { name: /改用链接中的/ }).click();
  await settled(page);
  await kept(page);
  await page.reload();
  await settled(page);
  expect(await leave(page).inputValue()).toBe("50000");
  await page.context().close();
});

test("a register is neither lost to a link nor counted with it", async () => {
  const { page } = await open(browser, server.url);
  await importWorker(page);
  const headcount = () => page.locator("[data-headline=headcount] .big").innerText();
  expect(await headcount()).toBe("1 人");
  await kept(page);
  await page.goto("about:blank");
  await page.goto(server.url + linked({ regions: ["4402"] }));
  await settled(page);
  expect([await told(page), await headcount()]).toEqual(["visiting", "1,656 人"]);
  await page.getByRole("button", { name: "回到本机原有的" }).click();
  await settled(page);
  expect(await headcount()).toBe("1 人");
  await page.reload();
  await settled(page);
  expect(await headcount()).toBe("1 人");
  // A plan file asks, too.
  const plan = {
    programme: "guangdong-2021",
    horizon: { first: 2021, last: 2022 },
    stations: [{ code: "440203001", villages: 3 }],
  };
  const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plan)) };
  const put = async (accept: boolean) => {
    page.once("dialog", (dialog) => void (accept ? dialog.accept() : dialog.dismiss()));
    await page.getByRole("button", { name: "导出" }).click();
    await page.locator("input[type=file][accept*=json]").setInputFiles(file);
    await settled(page);
    await page.keyboard.press("Escape");
  };
  await put(false);
  expect(await headcount()).toBe("1 人");
  await put(true);
  expect(await headcount()).toBe("0 人");
  await page.context().close();
});

test("a damaged link and one of a newer version are told, and nothing of them is used", async () => {
  const link = linked({ leave: 50_000 });
  for (const [hash, kind, says] of [
    [link.slice(0, -4), "damaged", "链接不完整或已损坏"],
    [link.slice(0, 12), "damaged", "链接不完整或已损坏"],
    [`${link}。`, "damaged", "链接不完整或已损坏"],
    ["#s=9.e30.x", "newer", "更新的版本"],
  ] as const) {
    const { page } = await open(browser, server.url + hash);
    expect(await told(page), hash).toBe(kind);
    expect(await page.locator("[data-link-told]").innerText()).toContain(says);
    expect(await leave(page).inputValue()).toBe("0");
    await page.getByRole("button", { name: "知道了" }).click();
    expect(await page.locator("[data-link-told]").count()).toBe(0);
    await page.context().close();
  }
});

test("the default state has a link, which another's own inputs don't change", async () => {
  const { page } = await open(browser, server.url);
  await page.getByRole("button", { name: "分享链接" }).click();
  const link = await page.locator("[data-link]").inputValue();
  expect(new URL(link).hash).toMatch(/^#s=1\./);
  const before = await sum(page);
  const { page: other } = await open(browser, server.url);
  await leave(other).fill("100000");
  await settled(other);
  await go(other, new URL(link).hash);
  expect(await sum(other)).toBe(before);
  expect(await told(other)).toBe("visiting");
  await Promise.all([page.context().close(), other.context().close()]);
});

test("a page opened from disk says what its link can't do; one of a server need not", async () => {
  for (const [url, says] of [
    [SINGLE, true],
    [server.url, false],
  ] as const) {
    const { page } = await open(browser, url);
    await page.getByRole("button", { name: "分享链接" }).click();
    const panel = await page.getByRole("group", { name: "分享链接" }).innerText();
    expect(panel.includes("本页是从磁盘打开的文件")).toBe(says);
    await page.context().close();
  }
});

test("a damaged own programme is told, and the page is there", async () => {
  const good = parse(preset("guangdong-2021"));
  for (const own of [{}, { ...good, sharing: [{ from: 2021 }] }, { ...good, title: null }, { ...good, norm: 7 }]) {
    const { page, complaints } = await open(browser, server.url + linked({ programme: "own", own }));
    expect(await told(page)).toBe("odd");
    expect(await page.locator("[data-link-told]").innerText()).toContain("已改用默认值：自定义方案");
    expect(await page.getByLabel("计划", { exact: true }).inputValue()).toBe("guangdong-2021");
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});

/** Puts something in the place of what is kept. */
const keep = (page: Page, name: string, value: unknown) =>
  page.evaluate(
    ([name, value]) =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open("shuangbai", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("kept");
        request.onsuccess = () => {
          const transaction = request.result.transaction("kept", "readwrite");
          transaction.objectStore("kept").put(value, name as string);
          transaction.oncomplete = () => resolve(request.result.close());
        };
      }),
    [name, value] as const,
  );

test("what was kept and is damaged leaves no blank page", async () => {
  const { page } = await open(browser, server.url);
  await keep(page, "settings", { programme: "own", own: { subsidy: [null] }, leave: 50_000 });
  await page.reload();
  await settled(page);
  expect([await told(page), await leave(page).inputValue()]).toEqual(["kept", "50000"]);
  // Tables that are no tables are offered to be cleared.
  await keep(page, "imported", { version: 3 });
  await page.reload();
  await page.locator("[data-failed]").waitFor();
  await page.getByRole("button", { name: "恢复默认" }).click();
  await settled(page);
  expect(await leave(page).inputValue()).toBe("0");
  await page.reload();
  await settled(page);
  expect(await page.locator("[data-failed]").count()).toBe(0);
  await page.context().close();
});

test("what takes long to be kept is not taken for another tab's", async () => {
  const { page } = await open(browser, server.url);
  await page.evaluate(() => {
    const open = indexedDB.open.bind(indexedDB);
    IDBFactory.prototype.open = (...all) => {
      const request = open(...all);
      Object.defineProperty(request, "onsuccess", {
        set: (then: (event: Event) => void) =>
          request.addEventListener("success", (event) => setTimeout(() => then.call(request, event), 2500)),
      });
      return request;
    };
  });
  for (const rate of ["50000", "60000"]) {
    await leave(page).fill(rate);
    await settled(page);
    await page.waitForTimeout(3500);
  }
  expect(await page.locator("[data-elsewhere]").count()).toBe(0);
  await page.reload();
  await settled(page);
  expect(await leave(page).inputValue()).toBe("60000");
  await page.context().close();
});

test("of two tabs none writes over what the other has kept", async () => {
  const { page } = await open(browser, server.url);
  const other = await page.context().newPage();
  await other.goto(server.url);
  await settled(other);
  await leave(page).fill("50000");
  await settled(page);
  await kept(page);
  expect(await page.locator("[data-elsewhere]").count()).toBe(0);
  await leave(other).fill("100000");
  await settled(other);
  await other.locator("[data-elsewhere]").waitFor();
  await kept(other);
  // What the first kept is there until somebody says otherwise.
  const third = await page.context().newPage();
  await third.goto(server.url);
  await settled(third);
  expect(await leave(third).inputValue()).toBe("50000");
  await other.getByRole("button", { name: "改用那边的" }).click();
  await settled(other);
  expect(await leave(other).inputValue()).toBe("50000");
  await leave(other).fill("150000");
  await settled(other);
  await kept(other);
  expect(await other.locator("[data-elsewhere]").count()).toBe(0);
  // And the other way about.
  await leave(page).fill("200000");
  await settled(page);
  await page.getByRole("button", { name: "以本页为准" }).click();
  await kept(page);
  await third.reload();
  await settled(third);
  expect(await leave(third).inputValue()).toBe("200000");
  await page.context().close();
});
