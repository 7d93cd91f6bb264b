import { check, initSync, parse, preset } from "shuangbai/bare";
import type { Programme, Reform } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { cameFrom, isPart, stationsIn } from "../../src/data/regions";
import { ofPart, quotaOf, wholesIn } from "../../src/engine/quota";
import { choiceOf, listsOf, reformOf, standing, withProvince } from "../../src/engine/reform";

beforeAll(() => initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm"))));
const years = { first: 2021, last: 2030 };
const none = { from: 2024, standard: null, follow: false, province: null, raise: null };

test("nothing set is no reform", () => {
  const programme = parse(preset("guangdong-2021"));
  expect(reformOf(programme, none)).toBeNull();
  expect(reformOf(programme, { ...none, follow: true })).toBeNull();
});

test("a reform keeps what held until it begins", () => {
  const programme = parse(preset("guangdong-2021"));
  const patch = listsOf(programme, { ...none, standard: 6_000_050, province: 75, raise: 25_000 });
  expect(patch?.subsidy?.map(({ from, standard }) => [from, standard])).toEqual([
    ["2021-01", "50000.00"],
    [2024, "60000.5"],
  ]);
  expect(patch?.raise?.map(({ from, rate }) => [from, rate])).toEqual([
    ["2021-01", "0.05"],
    [2024, "0.025"],
  ]);
  const tiers = patch?.sharing?.map(({ from, tier, parts }) => [from, tier, parts.map((part) => part.parts).join(":")]);
  expect(tiers).toEqual([
    ["2021-01", undefined, "1"],
    ["2021-01", "less-developed", "6:4"],
    [2024, "less-developed", "300:100"],
  ]);
});

test("a reform from the programme's first year takes the place of its entry", () => {
  const programme = parse(preset("guangdong-2021"));
  const patch = listsOf(programme, { ...none, from: 2021, standard: 6_000_000 });
  expect(patch?.subsidy?.map(({ from }) => from)).toEqual([2021]);
});

test("a patch that the controls say is read back into them, another is not", () => {
  const programme = parse(preset("guangdong-2021"));
  const choices = [
    { ...none, standard: 6_000_050, province: 75, raise: 25_000 },
    { ...none, from: 2021, province: 0 },
    { ...none, from: 2030, standard: 0, province: 100, raise: 1_000_000 },
    { ...none, standard: 6_000_000, follow: true },
    { ...none, standard: 5_500_000, follow: true, raise: 20_000 },
  ];
  for (const choice of choices) {
    for (const patch of [reformOf(programme, choice), listsOf(programme, choice)]) {
      expect(choiceOf(programme, JSON.parse(JSON.stringify(patch)), years)).toEqual(choice);
    }
  }
  for (const patch of [
    { norm: null },
    { raise: { rate: "0.03" } },
    { raise: [] },
    { subsidy: [{ from: 2024, standard: "1.00" }] },
  ]) {
    expect(choiceOf(programme, patch as Reform, years)).toBeNull();
  }
});

test("a reform is said by amendments, which come to the same as the lists", () => {
  const written = (programme: Programme, reform: object | null) =>
    parse(
      check({ programme, reform: reform as Reform, horizon: years, stations: [{ code: "440203001", villages: 3 }] }),
    ).programme;
  const choices = [
    { ...none, standard: 6_000_050, province: 75, raise: 25_000 },
    { ...none, from: 2021, standard: 5_500_000 },
    { ...none, standard: 5_500_000, follow: true, raise: 20_000 },
  ];
  for (const id of ["guangdong-2017", "guangdong-2021"]) {
    const programme = parse(preset(id));
    for (const choice of choices) {
      expect(written(programme, reformOf(programme, choice))).toEqual(written(programme, listsOf(programme, choice)));
    }
  }
  const programme = parse(preset("guangdong-2021"));
  expect(reformOf(programme, { ...none, raise: 30_000 })).toEqual({ raise: { from: 2024, rate: "0.03" } });
  // What the programme says from later on is left out by a reform that goes on, so its list is given whole.
  const [raise] = programme.raise as [Programme["raise"][0]];
  const later = { ...programme, raise: [raise, { ...raise, from: "2026-01", rate: "0.02" }] } as Programme;
  expect(reformOf(later, { ...none, raise: 30_000 })?.raise).toHaveLength(2);
});

test("the province's share leaves the others their proportions", () => {
  const parts = [
    { payer: "province", parts: 6 },
    { payer: "city", parts: 3 },
    { payer: "county", parts: 1 },
  ] as const;
  expect(withProvince(parts, 20).map((share) => share.parts)).toEqual([80, 240, 80]);
  expect(withProvince(parts, 0).map((share) => share.payer)).toEqual(["city", "county"]);
  expect(withProvince(parts, 100)).toEqual([{ payer: "province", parts: 400 }]);
});

test("the controls start from what is in force in that January", () => {
  const programme = parse(preset("guangdong-2021"));
  const [subsidy, raise] = [programme.subsidy[0], programme.raise[0]] as [
    (typeof programme.subsidy)[0],
    (typeof programme.raise)[0],
  ];
  const changed = {
    ...programme,
    // Not in the order of their months: which holds, the core says.
    subsidy: [{ ...subsidy, from: 2024, standard: "60000.00" }, subsidy],
    raise: [raise, { ...raise, from: "2023-02", rate: "0.03" }],
  };
  expect(standing(changed, none, 2022)).toEqual({ standard: 5_000_000, raise: 50_000, province: 60, follow: null });
  expect(standing(changed, none, 2023)).toEqual({ standard: 5_000_000, raise: 50_000, province: 60, follow: null });
  expect(standing(changed, none, 2024)).toEqual({ standard: 6_000_000, raise: 30_000, province: 60, follow: null });
  // Before the first entry nothing is in force.
  expect(standing(changed, none, 2020)).toEqual({ standard: 0, raise: 0, province: null, follow: null });
});

test("pay follows the standard by one raise in the reform's first year, where a rate says it exactly", () => {
  const programme = parse(preset("guangdong-2021"));
  const raise = (standard: number, more: object = {}) => {
    const choice = { ...none, standard, follow: true, ...more };
    const told = standing(programme, choice, choice.from).follow;
    return [told, listsOf(programme, choice)?.raise?.map(({ from, rate }) => [from, rate]) ?? null];
  };
  // 1.05 × 60,000 / 50,000 = 1.26, and 5 % again from the next year on.
  const before = ["2021-01", "0.05"];
  expect(raise(6_000_000)).toEqual([260_000, [before, [2024, "0.26"], [2025, "0.05"]]]);
  expect(raise(5_500_000, { raise: 20_000 })).toEqual([122_000, [before, [2024, "0.122"], [2025, "0.02"]]]);
  // 1.05 × 51,234.56 / 50,000 has eight decimals, less than before is no raise, and the double is the most.
  for (const standard of [5_123_456, 4_000_000, 10_000_000]) expect(raise(standard)).toEqual([null, null]);
  // Pay that is raised in the month of hire has not been in January.
  const later = { ...programme, raise: [{ ...programme.raise[0], effective: "anniversary" } as const] } as Programme;
  expect(standing(later, { ...none, standard: 6_000_000 }, 2024).follow).toBeNull();
  // A standard that takes the steps of pay would grow twice.
  const indexed = { ...programme, subsidy: [{ ...programme.subsidy[0], basis: "indexed" } as const] } as Programme;
  expect(standing(indexed, { ...none, standard: 6_000_000 }, 2024).follow).toBeNull();
  // What holds later stays.
  const steps = {
    ...programme,
    raise: [...programme.raise, { from: 2025, rate: "0.03" }, { from: 2028, rate: "0.01" }],
  };
  const kept = listsOf(steps, { ...none, standard: 6_000_000, follow: true })?.raise;
  expect(kept?.map(({ from, rate }) => `${from} ${rate}`).sort()).toEqual([
    "2021-01 0.05",
    "2024 0.26",
    "2025 0.03",
    "2028 0.01",
  ]);
});

test("over a part of the province its funds are the part's, or nothing", () => {
  const presets = ["guangdong-2017", "guangdong-2021"].map((id) => parse(preset(id)));
  const programme = presets[1] as Programme;
  const [first, later] = (programme.funds ?? []).map(({ name }) => name) as [string, string];
  expect(wholesIn(programme, presets).map(({ name }) => name)).toEqual([first, later]);
  expect(ofPart(programme, presets, {})).toEqual({ funds: [] });
  const quota = { [later]: 1_234_567_05 };
  const { funds } = ofPart(programme, presets, quota) ?? {};
  expect(funds?.map(({ name, amount }) => [name, amount])).toEqual([[later, "1234567.05"]]);
  expect(quotaOf(programme, presets, funds ?? [])).toEqual(quota);
  expect(quotaOf(programme, presets, [])).toEqual({});
  // Somebody's own funds are a part's own.
  const own = { ...programme, funds: programme.funds?.map((fund) => ({ ...fund, amount: "5.00" })) ?? [] };
  expect(ofPart(own, presets, {})).toBeNull();
  expect(quotaOf(programme, presets, [{ ...(own.funds[0] as (typeof own.funds)[0]), kind: "pool" }])).toBeNull();
});

test("the towns are those of data/guangdong-2023", () => {
  const towns = (codes: string[]) => stationsIn(codes, [], "towns");
  expect(towns(["44"]).length).toBe(1610);
  expect(towns(["44"]).reduce((posts, { villages = 0 }) => posts + 2 + villages, 0)).toBe(29_744);
  expect(towns(["4402", "440203"]).length).toBe(105);
  expect(["44", "4402"].map((code) => isPart(towns([code])))).toEqual([false, true]);
});

test("the stations drawn by lot are those of data/plan-2017", () => {
  const file = readFileSync(new URL("../../../data/plan-2017/stations.csv", import.meta.url), "utf8");
  const drawn = stationsIn(["44"], ["2030-01"], "drawn");
  const rows = drawn.map(({ code, name, tier = "", opens }) => [code, name, tier, opens].join());
  expect(rows).toEqual(file.trim().split(/\r?\n/).slice(1));
  expect(isPart(drawn)).toBe(false);
});

test("a part opens in the same months alone as within the province", () => {
  const opens = ["2021-08", "2022-01"];
  const whole = new Map(stationsIn(["44"], opens, "towns").map((station) => [station.code, station]));
  for (const code of ["440224", "4402", "440781"]) {
    const alone = stationsIn([code], opens, "towns");
    expect(alone).toEqual(alone.map((station) => whole.get(station.code)));
  }
});

test("stations as they come are regions and months again, others are not", () => {
  const regions = ["4402", "440781"];
  for (const opens of [[], ["2021-08"], ["2021-08", "2022-01"], ["2022-01", "2021-08", "2021-08"]]) {
    const stations = stationsIn(regions, opens, "towns");
    expect(cameFrom(stations)).toEqual({ regions, opens, sites: "towns" });
    expect(cameFrom([...stations].reverse())).toEqual({ regions, opens, sites: "towns" });
  }
  expect(cameFrom(stationsIn(["44"], [], "drawn"))).toEqual({ regions: ["44"], opens: [], sites: "drawn" });
  expect(cameFrom(stationsIn(["4402"], [], "drawn"))).toEqual({ regions: ["4402"], opens: [], sites: "drawn" });
  const stations = stationsIn(regions, [], "towns");
  expect(stations.map(({ opens }) => opens)).not.toContain("");
  for (const change of [{ villages: 99 }, { tier: "own" }, { opens: "2021-08" }, { closes: "2024-12" }]) {
    expect(cameFrom(stations.map((station, at) => (at ? station : { ...station, ...change })))).toBeNull();
  }
});
