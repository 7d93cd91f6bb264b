// Two thousand steps of somebody who clicks and types anything: no error, always an answer, and figures that add up.
import { expect, test } from "vitest";
import { TABS, toAddress } from "../../src/state/tabs";
import { SINGLE, launched, linked, open } from "../browser";
import { steady, walk } from "../clicker";
import { PEOPLE, faulty, filled, template } from "../workbook";

const browser = await launched();

/** Few, so that there are many steps. */
const YEARS = { first: 2024, last: 2027, opens: [] };
const reform = { from: 2026, standard: 6_000_000, follow: false, province: 70, raise: 30_000 };
const STARTS: [string, object, { width: number; height: number }][] = [
  ["a county", { regions: ["440224"], ...YEARS }, { width: 1280, height: 900 }],
  ["a reform, on a phone", { regions: ["440224"], ...YEARS, unit: "元", reform }, { width: 390, height: 800 }],
  [
    "the plan of 2017, in English",
    { programme: "guangdong-2017", first: 2017, last: 2019, sites: "drawn", regions: ["4402"], lang: "en" },
    { width: 900, height: 900 },
  ],
  [
    "few years, by station",
    { regions: ["440203"], first: 2022, last: 2024, opens: [], by: "station", leave: 50_000 },
    { width: 1280, height: 900 },
  ],
];
const PLACES = [
  ...TABS.map(toAddress),
  "#s=1.x.y",
  linked({ regions: ["440224"], ...YEARS }),
  linked({ regions: ["440203"], ...YEARS, leave: 50_000 }),
  linked({ regions: ["440224"], ...YEARS, reform }),
];

test.each(STARTS.map(([name, state, size], at) => ({ name, state, size, seed: at + 1 })))(
  "from $name",
  async ({ state, size, seed }) => {
    const { page, complaints } = await open(browser, SINGLE + linked(state), size, steady);
    const form = await template(page);
    const book = "lang" in state ? form : filled(form, "人员", PEOPLE);
    const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
    const files = {
      "名册.csv": base64(
        "编号,社工站,岗位,入职,年薪\n甲,440203001,服务性,2021-08,52000.10\n乙,440203002,事务性,2021-01,5万\n",
      ),
      "错.csv": base64("社工站,岗位,入职\n449999001,谁,2021-13\n440203001,,\n"),
      "册.xlsx": base64(book),
      "错.xlsx": base64(faulty(form, "lang" in state ? "en" : "zh")),
    };
    const { steps, wrong, looked } = await page.evaluate(walk, { seed, steps: 500, files, places: PLACES });
    expect(wrong, `after ${steps.slice(-12).join(" | ")}`).toEqual([]);
    // Of what is to be mended there are no figures.
    expect(looked).toBeGreaterThan(100);
    expect(steps.length).toBe(500);
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);
