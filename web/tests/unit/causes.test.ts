// Causes that must be joined, as the core names them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ask, initSync, parse } from "shuangbai/bare";
import { beforeAll, expect, test } from "vitest";
import { join, together } from "../../src/state/causes";

beforeAll(() => void initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm"))));

test("what the core asks to be joined is read from its error, and nothing of another", () => {
  const url = new URL("../../../tests/vectors/questions/12-compare-mixed.json", import.meta.url);
  const { question } = JSON.parse(readFileSync(url, "utf8"));
  const { errors = [] } = parse(ask(question));
  expect(errors.map(together)).toEqual([["appraisal", "people"]]);
  const joined = { ...question, compare: { ...question.compare, join: [together(errors[0] as never)] } };
  expect(parse(ask(joined)).compare?.effects.map(({ cause }) => cause)).toEqual(["appraisal"]);
  expect(together({ code: "missing_grade", en: "; join appraisal, people" })).toEqual([]);
  expect(together({ code: "mixed", en: "something else" })).toEqual([]);
});

test("what is joined with one is joined with all", () => {
  const first = join([], ["sharing", "raise"]);
  expect(join(first, ["norm", "people"])).toEqual([
    ["sharing", "raise"],
    ["norm", "people"],
  ]);
  expect(join(first, ["raise", "people"])).toEqual([["sharing", "raise", "people"]]);
});
