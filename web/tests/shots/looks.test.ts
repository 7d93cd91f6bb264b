// Twelve pictures of the page, compared with those of before so coarsely that other letters or another Chromium make no
// difference, and a layout that breaks does. `npm run looks` writes them anew; look at them before they are kept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Tab, toAddress } from "../../src/state/tabs";
import { OUT, SINGLE, launch, linked, open, settled } from "../browser";
import { choose, faulty, template } from "../workbook";

const KEPT = fileURLToPath(new URL("./looks/", import.meta.url));
const REWRITE = process.env["REWRITE_LOOKS"] === "1";
/** Pixels of the page to a side of a square, whose colours are averaged; of a picture that is kept, to one of its pixels. */
const [SQUARE, SMALLER] = [24, 2.5];
/** How much of 255 a colour of a square may be another, and the part of all squares that may be. */
const [STEP, PART] = [20, 0.006];
/** The part by which it may be higher or lower. */
const HIGHER = 0.02;

let browser: Browser;
let table: Page;
beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  browser = await launch();
  table = await browser.newPage();
});
afterAll(() => browser.close());

/** The average colours of a picture's squares, row by row, and itself made smaller. */
function squares(
  bytes: Buffer,
  type: string,
  wide: number,
  high?: number,
): Promise<{ rows: number; ratio: number; colours: number[]; small: string }> {
  return table.evaluate(
    async ([data, wide, high, smaller]) => {
      const image = new Image();
      image.src = data;
      await image.decode();
      const { width, height } = image;
      const drawn = (width: number, height: number) => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [width, height];
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        context.imageSmoothingQuality = "high";
        context.drawImage(image, 0, 0, width, height);
        return { canvas, context };
      };
      const rows = high ?? Math.round((height * wide) / width);
      const pixels = drawn(width, height).context.getImageData(0, 0, width, height).data;
      const [sums, counts] = [new Float64Array(rows * wide * 3), new Float64Array(rows * wide)];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const square = Math.floor((y * rows) / height) * wide + Math.floor((x * wide) / width);
          counts[square] = (counts[square] ?? 0) + 1;
          for (let part = 0; part < 3; part++) {
            const at = square * 3 + part;
            sums[at] = (sums[at] ?? 0) + (pixels[(y * width + x) * 4 + part] ?? 0);
          }
        }
      }
      return {
        rows,
        ratio: height / width,
        colours: [...sums].map((sum, at) => sum / (counts[Math.floor(at / 3)] ?? 1)),
        small: drawn(Math.round(width / smaller), Math.round(height / smaller)).canvas.toDataURL("image/webp", 0.8),
      };
    },
    [`data:image/${type};base64,${bytes.toString("base64")}`, wide, high, SMALLER] as const,
  );
}

/** The part of the squares in which two pictures differ; all where one is much higher. */
async function differing(before: Buffer, now: Buffer, width: number): Promise<number> {
  const wide = Math.round(width / SQUARE);
  const one = await squares(before, "webp", wide);
  const other = await squares(now, "png", wide, one.rows);
  if (Math.abs(one.ratio - other.ratio) > one.ratio * HIGHER) return 1;
  const count = one.rows * wide;
  let differ = 0;
  for (let at = 0; at < count; at++) {
    const far = [0, 1, 2].some(
      (part) => Math.abs((one.colours[at * 3 + part] ?? 0) - (other.colours[at * 3 + part] ?? 0)) > STEP,
    );
    if (far) differ++;
  }
  return differ / count;
}

const reform = { from: 2024, standard: 6_000_000, follow: false, province: 70, raise: 30_000 };
const COUNTY = { regions: ["440224"], first: 2022, last: 2026, year: 2024, by: "station", unit: "元", opens: [] };
const CITY = { regions: ["4402"], year: 2026 };
const LOOKS: [
  tab: Tab | "book" | "answer",
  width: number,
  lang: "zh" | "en",
  scheme: "light" | "dark",
  state: object,
][] = [
  ["budget", 1280, "zh", "light", { ...CITY, reform }],
  ["budget", 768, "en", "dark", CITY],
  ["answer", 380, "zh", "light", { ...CITY, reform }],
  ["sheet", 1280, "zh", "light", COUNTY],
  ["sheet", 380, "en", "dark", COUNTY],
  ["funds", 1280, "en", "light", { year: 2026, reform: { ...reform, from: 2027 } }],
  ["funds", 768, "zh", "dark", { ...CITY, quota: { 省财政补助: 3_000_000_000 } }],
  ["norm", 1280, "en", "dark", { ...CITY, fill: false, hires: [] }],
  ["norm", 380, "zh", "light", { ...COUNTY, vacancy: 100_000 }],
  ["programme", 1280, "zh", "light", CITY],
  ["basis", 768, "en", "light", CITY],
  ["book", 1280, "zh", "dark", { regions: ["440203"] }],
];

async function picture(at: number): Promise<{ name: string; page: Page; bytes: Buffer }> {
  const [tab, width, lang, scheme, state] = LOOKS[at] as (typeof LOOKS)[number];
  const { page } = await open(browser, SINGLE + linked({ ...state, lang }), { width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  if (tab === "book") {
    await choose(page, "名册.xlsx", faulty(await template(page), lang));
    await page.getByRole("dialog").waitFor();
  } else if (tab !== "answer") {
    await page.locator(`nav.rooms a[href="${toAddress(tab)}"]`).click();
    if (tab === "sheet") await page.locator("[data-sheet] tbody tr").first().waitFor();
    if (tab === "funds") await page.locator("[data-calls] tbody tr").first().waitFor();
  }
  await settled(page);
  if ("reform" in state) await page.locator("[data-bridge] tbody tr").first().waitFor({ state: "attached" });
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(500);
  const name = `${tab}-${width}-${lang}-${scheme}`;
  // The answer is what is seen first; of the rooms all is looked at, which the phone has long ones of.
  const bytes = await page.screenshot({
    path: join(OUT, `look-${name}.png`),
    fullPage: tab !== "answer" && tab !== "book",
  });
  return { name, page, bytes };
}

test.each(LOOKS.map(([tab, width, lang, scheme], at) => ({ name: `${tab} ${width} ${lang} ${scheme}`, width, at })))(
  "$name",
  async ({ width, at }) => {
    const { name, page, bytes } = await picture(at);
    await page.context().close();
    const file = join(KEPT, `${name}.webp`);
    if (REWRITE) {
      const { small } = await squares(bytes, "png", 1);
      writeFileSync(file, Buffer.from(small.split(",")[1] ?? "", "base64"));
    }
    expect(existsSync(file), `no picture ${file}: npm run looks`).toBe(true);
    expect(await differing(readFileSync(file), bytes, width), `as in tests/out/look-${name}.png`).toBeLessThan(PART);
  },
);

test("other letters make no difference, and what breaks does", async () => {
  const { name, page } = await picture(0);
  const kept = readFileSync(join(KEPT, `${name}.webp`));
  const under = async (css: string) => {
    const style = await page.addStyleTag({ content: css });
    await page.waitForTimeout(500);
    const bytes = await page.screenshot({ fullPage: true });
    await style.evaluate((node) => (node as HTMLElement).remove());
    return differing(kept, bytes, 1280);
  };
  for (const css of ["* { text-rendering: geometricPrecision; font-weight: 450 }", "body { letter-spacing: 0.15px }"])
    expect(await under(css), css).toBeLessThan(PART);
  for (const css of [
    "main { display: block !important }",
    ".plot { visibility: hidden }",
    ".cards { display: none !important }",
    ".controls { visibility: hidden }",
    "table { table-layout: fixed; width: 60% !important }",
  ])
    expect(await under(css), css).toBeGreaterThan(PART);
  await page.context().close();
});
