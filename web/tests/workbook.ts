// Workbooks as the tests see them: their cells, rows put into a sheet as somebody types them, and the page's ways in and out.
import { readFile } from "node:fs/promises";
import { type Unzipped, strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import type { Download, Page } from "playwright-core";

const plain = (xml: string): string =>
  [...xml.matchAll(/<t[^>]*>([^<]*)<\/t>/g)]
    .map(([, text = ""]) => text)
    .join("")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");

/** The part of a sheet, by its name. */
function partOf(parts: Unzipped, sheet: string): string {
  const [book, links] = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"].map((name) =>
    strFromU8(parts[name] as Uint8Array),
  ) as [string, string];
  const id = new RegExp(`<sheet name="${sheet}"[^>]*r:id="([^"]+)"`).exec(book)?.[1];
  const link = links.split("<Relationship ").find((one) => one.includes(`Id="${id}"`));
  return `xl/${/Target="([^"]+)"/.exec(link ?? "")?.[1]}`;
}

export const sheetNames = (bytes: Uint8Array): string[] =>
  [...strFromU8(unzipSync(bytes)["xl/workbook.xml"] as Uint8Array).matchAll(/<sheet name="([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );

/** What the cells of a sheet show, by their names; of formulas their results. */
export function cellsOf(bytes: Uint8Array, sheet: string): Map<string, string> {
  const parts = unzipSync(bytes);
  const shared = parts["xl/sharedStrings.xml"];
  const texts = shared ? [...strFromU8(shared).matchAll(/<si>(.*?)<\/si>/gs)].map(([, text = ""]) => plain(text)) : [];
  const xml = strFromU8(parts[partOf(parts, sheet)] as Uint8Array);
  const cells = [...xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)];
  return new Map(
    cells.map(([, name = "", kind = "", inner = ""]) => {
      const value = /<v>([^<]*)<\/v>/.exec(inner)?.[1] ?? "";
      if (kind.includes('t="s"')) return [name, texts[Number(value)] ?? ""];
      return [name, kind.includes('t="inlineStr"') ? plain(inner) : value];
    }),
  );
}

/** The workbook with rows beneath those of a sheet, each cell beneath its heading, or in the column of its letter. */
export function filled(bytes: Uint8Array, sheet: string, rows: readonly Record<string, string>[]): Uint8Array {
  const parts = unzipSync(bytes);
  const names = [...cellsOf(bytes, sheet)];
  const last = Math.max(...names.map(([name]) => Number(/\d+/.exec(name)?.[0])));
  const letter = (heading: string) => {
    if (/^[A-Z]$/.test(heading)) return heading;
    const found = names.find(([, text]) => text === heading);
    if (!found) throw new Error(`${sheet} has no column ${heading}: ${names.map(([, text]) => text).join(", ")}`);
    return /[A-Z]+/.exec(found[0])?.[0] ?? "";
  };
  const cell = (name: string, text: string) => `<c r="${name}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const xml = rows.map((row, at) => {
    const cells = Object.entries(row).map(([heading, text]) => [letter(heading), text] as const);
    // As in every file, from left to right.
    cells.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
    const number = last + 1 + at;
    return `<row r="${number}">${cells.map(([column, text]) => cell(column + number, text)).join("")}</row>`;
  });
  const part = partOf(parts, sheet);
  const text = strFromU8(parts[part] as Uint8Array).replace("</sheetData>", `${xml.join("")}</sheetData>`);
  return zipSync({ ...parts, [part]: strToU8(text) });
}

/** Two workers, as the template has columns. */
export const PEOPLE = [
  { 编号: "甲", 社工站: "440203001", 岗位: "服务性", 入职: "2021年8月", 年薪: "52000.10" },
  { 编号: "乙", 社工站: "440203002", 岗位: "事务性", 入职: "2021-01", 年薪: "50000" },
];

/** The same workbook in either language, with faults of all kinds. */
export const faulty = (bytes: Uint8Array, lang: "zh" | "en"): Uint8Array =>
  filled(bytes, lang === "zh" ? "人员" : "Workers", [
    { A: "甲", B: "440203001", C: "服务", D: "2021-08", F: "52000.105" },
    { A: "乙", B: "449999001", C: "事务性", D: "2021年13月", F: "五万" },
  ]);

/** What a click downloads. */
export async function saved(page: Page, click: () => Promise<void>): Promise<{ bytes: Uint8Array; name: string }> {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  return { bytes: new Uint8Array(await readFile(await (file as Download).path())), name: file.suggestedFilename() };
}
async function unfold(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: /下载填报模板|Download the template/ });
  if (!(await button.isVisible())) await page.locator("summary", { hasText: /导入表格|Import tables/ }).click();
}
export async function template(page: Page): Promise<Uint8Array> {
  await unfold(page);
  const { bytes } = await saved(page, () => page.getByRole("button", { name: /下载填报模板|Download the/ }).click());
  return bytes;
}

/** Chooses a file in the section of imports. */
export const choose = async (page: Page, name: string, bytes: Uint8Array): Promise<void> => {
  await unfold(page);
  await page.locator("[data-file]").setInputFiles({ name, mimeType: "", buffer: Buffer.from(bytes) });
};
