import { initSync, parse, preset } from "shuangbai/bare";
import type { Reform } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { cameFrom, stationsIn, townsIn } from "../../src/data/regions";
import { choiceOf, reformOf, standing, withProvince } from "../../src/engine/reform";

beforeAll(() => initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm"))));
const years = { first: 2021, last: 2030 };

test("nothing set is no reform", () => {
  const programme = parse(preset("guangdong-2021"));
  expect(reformOf(programme, { from: null, standard: null, province: null, raise: null }, years)).toBeNull();
});

test("a reform keeps what held until it begins", () => {
  const programme = parse(preset("guangdong-2021"));
  const patch = reformOf(programme, { from: 2024, standard: 6_000_050, province: 75, raise: 25_000 }, years);
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
  const patch = reformOf(programme, { from: 2021, standard: 6_000_000, province: null, raise: null }, years);
  expect(patch?.subsidy?.map(({ from }) => from)).toEqual([2021]);
});

test("a patch that the controls say is read back into them, another is not", () => {
  const programme = parse(preset("guangdong-2021"));
  const choices = [
    { from: 2024, standard: 6_000_050, province: 75, raise: 25_000 },
    { from: 2021, standard: null, province: 0, raise: null },
    { from: 2030, standard: 0, province: 100, raise: 1_000_000 },
  ];
  for (const choice of choices) {
    const patch = reformOf(programme, choice, years) as Reform;
    expect(choiceOf(programme, JSON.parse(JSON.stringify(patch)), years)).toEqual(choice);
  }
  for (const patch of [{ norm: null }, { raise: [] }, { subsidy: [{ from: 2024, standard: "1.00" }] }]) {
    expect(choiceOf(programme, patch as Reform, years)).toBeNull();
  }
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
  expect(standing(changed, 2022)).toEqual({ standard: 5_000_000, raise: 50_000, province: 60 });
  expect(standing(changed, 2023)).toEqual({ standard: 5_000_000, raise: 50_000, province: 60 });
  expect(standing(changed, 2024)).toEqual({ standard: 6_000_000, raise: 30_000, province: 60 });
  // Before the first entry nothing is in force.
  expect(standing(changed, 2020)).toEqual({ standard: 0, raise: 0, province: null });
});

test("the towns are those of data/guangdong-2023", () => {
  expect(townsIn(["44"]).length).toBe(1610);
  expect(townsIn(["44"]).reduce((posts, { villages }) => posts + 2 + villages, 0)).toBe(29_744);
  expect(townsIn(["4402", "440203"]).length).toBe(105);
});

test("stations as they come are regions and months again, others are not", () => {
  const regions = ["4402", "440781"];
  for (const opens of [[], ["2021-08"], ["2021-08", "2022-01"], ["2022-01", "2021-08", "2021-08"]]) {
    const stations = stationsIn(regions, opens);
    expect(cameFrom(stations)).toEqual({ regions, opens });
    expect(cameFrom([...stations].reverse())).toEqual({ regions, opens });
  }
  const stations = stationsIn(regions, []);
  expect(stations.map(({ opens }) => opens)).not.toContain("");
  for (const change of [{ villages: 99 }, { tier: "own" }, { opens: "2021-08" }]) {
    expect(cameFrom(stations.map((station, at) => (at ? station : { ...station, ...change })))).toBeNull();
  }
});
