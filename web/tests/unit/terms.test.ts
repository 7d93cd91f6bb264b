import { forecast, initSync, parse, preset, presets } from "shuangbai/bare";
import type { Programme } from "shuangbai/bare";
import terms from "shuangbai/terms";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { view } from "../../src/engine/view";
import { count, fen } from "../../src/money";
import { table } from "../../src/results";
import type { Lang } from "../../src/state/settings";
import { heading, notice, place, tableField, tableFields } from "../../src/terms";
import { LISTS, choices, entryTexts, fieldsOf, sourceText, withSource } from "../../src/state/entries";
import { columns } from "../../src/ui/rows";

beforeAll(() => initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm"))));
const everything = () => {
  const vector = readFileSync(new URL("../../../tests/vectors/good/66-everything.json", import.meta.url), "utf8");
  return parse(forecast(JSON.stringify((JSON.parse(vector) as { plan: object }).plan)));
};
const languages: [Lang, RegExp][] = [
  ["zh", /[一-鿿]/],
  ["en", /^[A-Z]|督导/],
];

test.each(languages)("every column of files and tables has its heading (%s)", (lang, written) => {
  const all = view(everything(), "sum");
  for (const by of ["year", "region"] as const) {
    const [head = []] = table(all, by === "year" ? all.totals : all.rows, lang, by);
    const shown = columns(all, by, "元", all).map(({ id }) => heading(id, lang));
    for (const names of [head, shown]) {
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) {
        expect(name).toMatch(written);
        expect(name).not.toContain("_");
      }
    }
  }
});

test.each(languages)("every field of an entry, and all that it offers, has its term (%s)", (lang, written) => {
  for (const id of presets()) {
    const programme = parse(preset(id));
    for (const list of LISTS) {
      for (const entry of (programme[list] ?? []) as unknown as Record<string, unknown>[]) {
        const fields = fieldsOf(list, entry);
        const names = fields.map(({ name }) => name);
        for (const name of Object.keys(entry).filter((one) => one !== "status" && one !== "source")) {
          expect(names, `${id} ${list}`).toContain(name);
        }
        for (const field of fields) expect(field[lang]).toMatch(written);
      }
    }
    for (const { says } of entryTexts(programme, lang)) {
      // A tier is called as the programme calls it.
      if (lang === "zh") expect(says.replace(/地区分档 [\w-]+/, "")).not.toMatch(/[a-z]{3}/);
    }
  }
});

test("a field offers the words that the core knows, and the costs that there are", () => {
  const { raise, appraisal, funds, subsidy } = terms.fields as Record<string, Record<string, never>>;
  const offered = (field: never, costs: string[] = []) => choices(field, costs).map(([word]) => word);
  expect(offered(raise?.["effective"] as never)).toEqual([..."123456789", "10", "11", "12", "anniversary"]);
  expect(offered(appraisal?.["pass"] as never)).toEqual(["excellent", "pass", "basic", "fail"]);
  expect(offered(funds?.["pays"] as never, ["督导", "督导"])).toEqual(["subsidy", "督导"]);
  expect(offered(subsidy?.["standard"] as never)).toEqual([]);
});

test("a source is the reader's, and one in both languages keeps the other's", () => {
  const both = { zh: "发言", en: "Speech" };
  expect([sourceText(both, "zh"), sourceText(both, "en")]).toEqual(["发言", "Speech"]);
  expect([sourceText("纪要", "en"), sourceText(undefined, "zh")]).toEqual(["纪要", ""]);
  expect(withSource(both, "en", "Minutes")).toEqual({ zh: "发言", en: "Minutes" });
  expect(withSource("纪要", "en", "Minutes")).toBe("Minutes");
  const programme = parse(preset("guangdong-2021"));
  for (const [at, { zh, en }] of entryTexts(programme, "zh").map(
    ({ source }, at) => [at, { zh: source, en: entryTexts(programme, "en")[at]?.source }] as const,
  )) {
    expect([zh, /[一-鿿]/.test(zh), /^[^一-鿿]+$/.test(en ?? "")], String(at)).toEqual([zh, true, true]);
  }
});

test("places, notices and fields of tables are told in both languages", () => {
  expect([place("/programme/norm/0", "zh"), place("/programme/norm/0", "en")]).toEqual([
    "配备标准 第 1 条",
    "Staffing norm, entry 1",
  ]);
  expect([notice("assumed", "zh"), notice("after_confirmed", "en")]).toEqual(["推定", "After confirmed"]);
  const fields = tableFields("workers");
  expect(fields.map(({ name }) => name)).toEqual(["id", "station", "post", "hired", "left", "pay", "pay_year"]);
  expect(fields.flatMap(({ name, required }) => (required ? [name] : []))).toEqual(["station", "post", "hired"]);
  expect(["appraisal_2021", "pay_year"].map((name) => tableField("workers", name, "zh"))).toEqual([
    "考核2021",
    "年薪年度",
  ]);
});

test("of all years together every figure adds up, but the headcount is the last", () => {
  const all = everything();
  const [region] = all.rows.map((row) => row.region);
  const years = all.rows.filter((row) => row.region === region);
  const row = view(all, "sum").rows.find((one) => one.region === region);
  const total = (of: (one: (typeof years)[0]) => bigint) => years.reduce((sum, one) => sum + of(one), 0n);
  expect(years.length).toBeGreaterThan(1);
  expect(row?.headcount).toEqual(years.at(-1)?.headcount);
  for (const name of ["pay", "top_up", "raise_cost"] as const) {
    expect(fen(row?.[name] ?? "")).toBe(total((one) => fen(one[name])));
  }
  for (const name of ["hires", "leavers", "worker_months"] as const) {
    expect(count(row?.[name] ?? "")).toBe(total((one) => count(one[name])));
  }
  for (const name of ["shares", "top_ups", "due"] as const) {
    for (const [payer, amount] of Object.entries(row?.[name] ?? {})) {
      expect(fen(amount)).toBe(total((one) => fen(one[name][payer as "local"] ?? "0.00")));
    }
  }
  for (const [name, cost] of Object.entries(row?.costs ?? {})) {
    expect(fen(cost.amount)).toBe(total((one) => fen(one.costs[name]?.amount ?? "0.00")));
  }
});

test("who bears top-ups has a column where several do", () => {
  const plan = (top_up: Programme["subsidy"]) => ({
    programme: { ...parse(preset("guangdong-2021")), subsidy: top_up },
    horizon: { first: 2021, last: 2023 },
    stations: [{ code: "440203001", villages: 3 }],
    workers: [{ id: "w", station: "440203001", post: "service", hired: "2021-01", pay: "60000.00" } as const],
    assumptions: { pass_rate: 1 as const },
  });
  const subsidy = { from: 2021, standard: "50000.00" } as const;
  const shown = (entries: Programme["subsidy"]) => {
    const told = view(parse(forecast(plan(entries))), "sum");
    return columns(told, "year", "元").flatMap(({ id, sum, key }) =>
      id.startsWith("top_up") ? [[id, told.totals.reduce((all, row) => all + (key(row) as bigint), 0n), !!sum]] : [],
    );
  };
  expect(shown([subsidy]).map(([id]) => id)).toEqual(["top_up"]);
  const [all, ...borne] = shown([subsidy, { ...subsidy, from: 2022, top_up: "province" }]);
  expect(borne.map(([id]) => id)).toEqual(["top_up_by_province", "top_up_by_local"]);
  expect(borne.reduce((total, [, amount]) => total + (amount as bigint), 0n)).toBe(all?.[1]);
});
