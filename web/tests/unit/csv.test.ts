import { initSync, forecast, parse } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { view } from "../../src/engine/view";
import { fen, sum, text } from "../../src/money";
import { table } from "../../src/results";
import { csv } from "../../src/save";

test("a file for Excel begins with a byte order mark, its lines end as Excel's do", () => {
  expect(
    csv([
      ["年份", "a,b"],
      ["2021", 'x"y'],
    ]),
  ).toBe('\uFEFF年份,"a,b"\r\n2021,"x""y"\r\n');
});

test("a name is never a formula, a negative amount stays a number", () => {
  expect(csv([["=1+1", "@x", "+a", "-12.34"]])).toBe("\uFEFF'=1+1,'@x,'+a,-12.34\r\n");
});

test("results are written exactly, and rows of all years add up to the totals", () => {
  initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm")));
  const all = parse(
    forecast({
      programme: "guangdong-2021",
      horizon: { first: 2021, last: 2023 },
      by: "city",
      stations: [
        { code: "440203001", villages: 12 },
        { code: "440103001", villages: 1 },
      ],
      assumptions: { fill: "norm", pass_rate: "0.9", leave_rate: "0.1", refill: "january" },
    }),
  );
  const summed = view(all, "sum");
  expect(summed.rows.map(({ region }) => region)).toEqual(["4401", "4402"]);
  const due = (rows: typeof summed.rows) => sum(rows.flatMap((row) => Object.values(row.due) as string[]));
  expect(due(summed.rows)).toBe(due(all.totals));
  const rows = table(summed, all.totals, "zh", "year");
  expect(rows[0]?.slice(0, 3)).toEqual(["年份", "年末人数", "在册人月"]);
  expect(rows[0]?.at(-1)).toBe("应付合计");
  expect(sum(rows.slice(1).map((row) => row.at(-1) ?? ""))).toBe(due(all.totals));
  expect(text(fen(all.totals[0]?.pay ?? ""))).toBe(all.totals[0]?.pay);
});
