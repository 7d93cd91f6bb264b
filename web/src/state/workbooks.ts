// What is handed out as workbooks, by the module that reads and writes them.
import type { Plan } from "shuangbai/bare";
import type { SheetAsk } from "../engine/messages";
import { page } from "./store.svelte";

/** In which language and unit the page is. */
const shown = () => {
  const { lang, unit } = page.settings;
  return { language: lang, unit: unit === "元" ? unit : "万元" } as const;
};

/** A workbook to fill in, with what is chosen here: programme, years, assumptions, and the towns or tables. */
export async function templateBook(): Promise<Uint8Array> {
  const { lang } = page.settings;
  const { ground, base, ...asked } = page.question();
  const { programme, horizon } = ground.outline;
  if (page.noneChosen) return page.books.ask("template", lang, { programme, horizon });
  // Hires that are typed stay on the page; from the workbook they would come once more.
  const { hires: _, ...untyped } = base;
  const text = await page.engine.whole("base", { ...asked, ground, base: untyped });
  const plan = JSON.parse(text) as Plan;
  const within = Object.entries(plan.regions ?? {}).filter(([region]) =>
    plan.stations.some(({ code }) => code.startsWith(region)),
  );
  return page.books.ask("template", lang, { ...plan, regions: Object.fromEntries(within) });
}

/** The forecast as a workbook that can be sent upward: of the rules in force, or under the reform. */
export async function resultBook(of: "base" | "plan"): Promise<Uint8Array> {
  const question = page.question();
  const [plan, forecast] = await Promise.all([
    page.engine.whole(of, question),
    page.engine.whole(of === "base" ? "forecast" : "reform", question),
  ]);
  return page.books.ask("writeForecast", plan, forecast, shown());
}

/** The pay sheet of some months as a workbook: worked out where it is written, as a year's rows are too much to send. */
export async function sheetBook({ first, last, stations }: SheetAsk): Promise<Uint8Array> {
  const plan = await page.engine.whole("plan", page.question());
  return page.books.ask("writeSheetOf", plan, first, last, { stations, ...shown() });
}
