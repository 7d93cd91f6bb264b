import { type Forecast, type Programme, forecast, initSync, parse, preset } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { option, totals } from "../../src/charts/figure";
import { type Shown, burdenFigure, dueFigure, fundFigure, headcountFigure, payersOf } from "../../src/charts/figures";
import { rangesOf, view } from "../../src/engine/view";
import { fen, sum } from "../../src/money";
import { columns, sorted, sums } from "../../src/ui/rows";
import { WORDS } from "../../src/words";

let all: Forecast;
let shown: Shown;

beforeAll(() => {
  initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm")));
  all = parse(
    forecast({
      programme: "guangdong-2017",
      horizon: { first: 2017, last: 2026 },
      by: "station",
      stations: ["440203001", "440203002", "440781100", "440103001"].map((code) => ({ code, name: "城关镇" })),
      assumptions: { fill: "norm", pass_rate: "0.9", leave_rate: "0.1", refill: "january" },
    }),
  );
  shown = { base: view(all, 2026), reform: null, settings: { lang: "zh", unit: "万元" }, words: WORDS.zh };
});

test("the bars of a year are what all payers owe in it, to the fen", () => {
  expect(totals(dueFigure(shown))).toEqual(all.totals.map(({ due }) => sum(Object.values(due) as string[])));
});

test("the parts of a payer's burden are what it owes", () => {
  for (const payer of payersOf(shown.base)) {
    expect(totals(burdenFigure(shown, payer))).toEqual(all.totals.map(({ due }) => fen(due[payer] ?? "0.00")));
  }
});

test("base and reform stand side by side, each with its own sum", () => {
  const figure = dueFigure({ ...shown, reform: view(all, 2026) });
  expect(new Set(figure.parts.map(({ stack }) => stack))).toEqual(new Set(["base", "reform"]));
  expect(totals(figure, "base")).toEqual(totals(figure, "reform"));
  expect(figure.note).toBe(WORDS.zh.comparing);
});

test("a pool falls from its top, an annual fund is filled from below, as its report says", () => {
  const [fund] = all.funds as [Forecast["funds"][number]];
  const names = (kind: typeof fund.kind) => fundFigure({ ...fund, kind }, shown).parts.map(({ name }) => name);
  expect(fund.kind).toBe("pool");
  expect(names("pool")).toEqual(["年末余额", "支用", "缺口"]);
  expect(names("annual")).toEqual(["支用", "年末余额", "缺口"]);
});

test("axes begin at zero, the unit is named, and a name is no markup", () => {
  for (const figure of [
    dueFigure(shown),
    headcountFigure(shown),
    fundFigure(all.funds[0] as Forecast["funds"][number], shown),
  ]) {
    expect(figure.unit).toMatch(/^(万元|人)$/);
    const drawn = option(figure, "合计", false) as {
      yAxis: { min: number };
      tooltip: { formatter: (shown: object[]) => string };
    };
    expect(drawn.yAxis.min).toBe(0);
    expect(drawn.tooltip.formatter([{ dataIndex: 0 }])).toContain(figure.parts[0]?.name);
  }
  const figure = dueFigure(shown);
  const hostile = { ...figure, parts: figure.parts.map((part) => ({ ...part, name: "<img src=x>" })) };
  const drawn = option(hostile, "合计", false) as { tooltip: { formatter: (shown: object[]) => string } };
  expect(drawn.tooltip.formatter([{ dataIndex: 0 }])).not.toContain("<img");
});

test("a table sorts by exact values, its foot adds them up, and towns are told apart by their county", () => {
  const named = columns(shown.base, "region", "元");
  const rows = shown.base.rows;
  expect(rows.map((row) => named[0]?.text(row))).toEqual([
    "荔湾区 城关镇",
    "武江区 城关镇",
    "武江区 城关镇",
    "台山市 城关镇",
  ]);
  const due = named.findIndex(({ id }) => id === "due");
  const down = sorted(rows, named, { column: "due", down: true }).map((row) => named[due]?.key(row) as bigint);
  expect(down).toEqual([...down].sort((a, b) => (a > b ? -1 : 1)));
  expect(sums(rows, named)[due]?.replace(/[,.]/g, "")).toBe(String(down.reduce((total, one) => total + one, 0n)));
});

test("beside a base the difference is that of the same row, and adds up", () => {
  const cheaper = view(
    parse(
      forecast({
        programme: "guangdong-2017",
        horizon: { first: 2017, last: 2026 },
        by: "station",
        reform: { raise: [{ from: 2017, rate: "0.01" }] },
        stations: ["440203001", "440203002", "440781100", "440103001"].map((code) => ({ code, name: "城关镇" })),
        assumptions: { fill: "norm", pass_rate: "0.9", leave_rate: "0.1", refill: "january" },
      }),
    ),
    2026,
  );
  const owed = (rows: Forecast["rows"]) => rows.map(({ due }) => sum(Object.values(due) as string[]));
  for (const by of ["year", "region"] as const) {
    const rows = by === "year" ? cheaper.totals : cheaper.rows;
    const before = owed(by === "year" ? shown.base.totals : shown.base.rows);
    const last = columns(cheaper, by, "元", shown.base).at(-1);
    expect(last?.id).toBe("difference");
    expect(rows.map((row) => last?.key(row))).toEqual(owed(rows).map((now, at) => now - (before[at] ?? 0n)));
    expect(rows.some((row) => last?.text(row).startsWith("−"))).toBe(true);
  }
});

test("what is beyond the norm is what nobody asks for, by villages and by a range", () => {
  const villages = parse(preset("guangdong-2021"));
  const range = parse(preset("guangdong-2017"));
  const people = (post: "service" | "administrative", count: number) =>
    Array.from({ length: count }, (_, at) => ({
      id: `${post}${at}`,
      station: "440203001",
      post,
      hired: "2021-01",
      pay: "50000.00",
    }));
  const beyond = (programme: Programme, norm: Programme["norm"], workers: ReturnType<typeof people>) => {
    const whole = { ...programme, norm: norm ?? [] };
    const told = forecast({
      programme: whole,
      horizon: { first: 2021, last: 2022 },
      stations: [{ code: "440203001", villages: 3 }],
      workers,
    });
    return view(parse(told), 2022, rangesOf(whole, undefined)).norm.map((row) => row.beyond);
  };
  // Two administrative posts and three of service.
  expect(beyond(villages, villages.norm, [...people("service", 5), ...people("administrative", 1)])).toEqual([2, 2]);
  expect(beyond(villages, villages.norm, [...people("service", 3), ...people("administrative", 2)])).toEqual([0, 0]);
  // From four to eight.
  expect(beyond(range, range.norm, people("service", 8))).toEqual([0, 0]);
  expect(beyond(range, range.norm, people("service", 9))).toEqual([1, 1]);
  // First the one, then the other.
  const both = [...(range.norm ?? []), ...(villages.norm ?? []).map((entry) => ({ ...entry, from: 2022 }))];
  expect(beyond(range, both, people("service", 9))).toEqual([1, 6]);
});
