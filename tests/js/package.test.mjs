// The built package in Node: every worked plan has the bytes that Rust gives, and nothing makes it fall over.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { answer, hostile, questions, root, rustAnswers, vectors } from "./vectors.mjs";

const folder = new URL("crates/wasm/pkg/", root);
const shuangbai = await import(new URL("node.js", folder));
const { Calculator, PlanError, allot, ask, check, forecast, inForce, parse, preset, presets } = shuangbai;

const all = ["good", "bad"].flatMap(vectors);
const errorsOf = (ask) => JSON.parse(answer(shuangbai, ask)).errors?.map(({ code, at }) => `${code} ${at}`);

test("every worked plan, good and bad, is answered by the bytes that Rust gives", () => {
  assert.ok(all.length > 120);
  const wanted = rustAnswers(all.map(({ plan }) => plan));
  for (const [index, { name, plan }] of all.entries()) {
    // A line break in a text is a blank in what Rust was asked, so both are asked that.
    const asked = plan.replaceAll(/[\r\n]/g, " ");
    assert.equal(
      answer(shuangbai, () => forecast(asked)),
      wanted[index],
      name,
    );
    const kept = answer(shuangbai, () => new Calculator(asked).forecast());
    assert.equal(kept, wanted[index], `${name}, kept`);
  }
});

test("the answers are those worked out apart from the engine", () => {
  const strip = (list) => list.map(({ zh, en, ...rest }) => rest);
  for (const { name, plan, wanted } of all) {
    const found = JSON.parse(answer(shuangbai, () => forecast(plan)));
    if (!name.startsWith("bad")) {
      const [notices, told] = [strip(found.notices), strip(wanted.notices)];
      // Hints are free.
      delete found.unlikely;
      assert.deepEqual({ ...found, notices }, { ...wanted, notices: told }, name);
    } else assert.deepEqual(strip(found.errors), wanted, name);
  }
});

test("every worked question has its answer, by the bytes that Rust gives", () => {
  const asked = questions();
  assert.ok(asked.length > 15);
  const records = all.filter(({ name }) => !name.startsWith("bad")).map(({ plan }) => `{"plan":${plan},"record":{}}`);
  const texts = [...asked.map(({ question }) => question), ...records].map((text) => text.replaceAll(/[\r\n]/g, " "));
  const answers = texts.map((text) => ask(text));
  assert.deepEqual(answers, rustAnswers(texts, "ask"));
  for (const [index, { name, wanted }] of asked.entries()) {
    const found = JSON.parse(answers[index]);
    const told = [...(found.errors ?? []), ...(found.why ? [found.why] : [])];
    for (const item of told) {
      delete item.zh;
      delete item.en;
      told.push(...(item.parts ?? []));
    }
    assert.equal(JSON.stringify(found), JSON.stringify(wanted), name);
  }
});

/** A row of a sheet as JSON has it, from the columns of its month. */
function rowOf({ month, keys, key, count, amounts }, row) {
  const yuan = (name) => {
    const fen = amounts[name][row];
    const digits = String(fen < 0n ? -fen : fen).padStart(3, "0");
    return `${fen < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  const payers = Object.keys(amounts).flatMap((name) => /^due_(.*)/.exec(name)?.[1] ?? []);
  const byPayer = (begin) => Object.fromEntries(payers.map((payer) => [payer, yuan(begin + payer)]));
  const figures = (begin) => ({
    pay: yuan(`${begin}pay`),
    subsidy: yuan(`${begin}subsidy`),
    shares: byPayer(`${begin}share_`),
    top_up: yuan(`${begin}top_up`),
    surplus: yuan(`${begin}surplus`),
  });
  const whose = Object.fromEntries(Object.entries(keys).map(([name, of]) => [name, of[key[row]]]));
  return {
    ...{ month, ...whose, count: count[row], annual: yuan("annual"), ...figures(""), arrears: figures("arrears_") },
    ...{ due: byPayer("due_"), payable: yuan("payable") },
  };
}

test("a calculator's pay sheet is the question's, and its calls are the sheet's totals", () => {
  const sheets = questions().filter(({ question }) => JSON.parse(question).sheet);
  assert.ok(sheets.length > 1);
  for (const { question, name } of sheets) {
    const { plan, sheet } = JSON.parse(question);
    const { sheet: wanted, errors } = parse(ask(question));
    const { first, last, stations = [] } = sheet;
    if (errors) continue;
    const calculator = new Calculator(plan);
    assert.deepEqual(parse(calculator.sheet(first, last, { stations })), wanted, name);
    assert.deepEqual(parse(calculator.calls(first, last, { stations })), wanted.totals, name);
    const [rows, totals] = [[], []];
    calculator.sheetByMonth(
      first,
      last,
      (month) => {
        rows.push(...Array.from({ length: month.length }, (_, row) => rowOf(month, row)));
        totals.push(...month.totals);
      },
      { stations },
    );
    assert.deepEqual({ rows, totals }, wanted, name);
  }
  const calculator = new Calculator(JSON.parse(sheets[0].question).plan);
  assert.throws(() => calculator.sheet("2019-13", "2019-12"), PlanError);
  assert.throws(() => calculator.calls("1900-01", "1900-01"), PlanError);
  assert.throws(() => calculator.sheetByMonth("2019-13", "2019-12", () => {}), PlanError);
  assert.throws(() => calculator.sheetByMonth("2019-01", "2019-12"), TypeError);
});

test("a sheet ends with the month in which whoever takes it has enough", () => {
  const station = { code: "440203001", villages: 1 };
  const hire = { station: "440203001", post: "service", count: 3, month: "2021-01" };
  const calculator = new Calculator({
    ...{ programme: "guangdong-2021", horizon: { first: 2021, last: 2022 }, stations: [station], hires: [hire] },
  });
  const months = [];
  const enough = new Error("enough");
  const take = ({ month }) => {
    months.push(month);
    if (month === "2021-03") throw enough;
  };
  assert.throws(() => calculator.sheetByMonth("2021-01", "2022-12", take), enough);
  assert.deepEqual(months, ["2021-01", "2021-02", "2021-03"]);
});

test("a calculator explains as the question does, figure after figure", () => {
  const whys = questions().filter(({ question }) => JSON.parse(question).why);
  assert.ok(whys.length > 1);
  for (const { question, name } of whys) {
    const { plan, why } = JSON.parse(question);
    const { why: wanted, errors } = parse(ask(question));
    if (errors) continue;
    const calculator = new Calculator(plan);
    const { at, ...asked } = why;
    for (const change of [{}, { reform: {} }, {}]) {
      assert.deepEqual(parse(calculator.why(at, { ...asked, change })), wanted, name);
    }
    assert.throws(() => calculator.why("/totals/0/payy"), PlanError);
    assert.throws(() => calculator.why(at, { open: [100_000] }), PlanError);
    assert.throws(() => calculator.why(at, { fold: -1 }), TypeError);
  }
});

test("errors are objects with code, place and texts", () => {
  assert.throws(
    () => forecast({ programme: "guangdong-2022" }),
    (error) => {
      assert.ok(error instanceof PlanError && error instanceof Error);
      assert.equal(error.name, "PlanError");
      assert.deepEqual(
        error.errors.map(({ code, at }) => [code, at]),
        [
          ["missing", "/horizon"],
          ["unknown_preset", "/programme"],
          ["missing", "/stations"],
        ],
      );
      assert.ok(error.errors.every(({ zh, en }) => /[一-龥]/.test(zh) && /[a-z]/.test(en)));
      assert.match(error.message, /did you mean `guangdong-2021`\?/);
      return true;
    },
  );
});

test("a plan may be an object; a number with a fraction is an error, as in a text", () => {
  const plan = {
    programme: "guangdong-2021",
    horizon: { first: 2021, last: 2022 },
    stations: [{ code: "440203001", villages: 3 }],
  };
  assert.equal(forecast(plan), forecast(JSON.stringify(plan)));
  const hire = { station: "440203001", post: "service", count: 1, month: "2021-08" };
  const paid = (pay) => errorsOf(() => forecast({ ...plan, hires: [{ ...hire, pay }] }));
  assert.equal(paid("50000.1"), undefined);
  assert.equal(paid(50000), undefined);
  assert.deepEqual(paid(50000.1), ["type /hires/0/pay"]);
  assert.deepEqual(paid(1e21), ["type /hires/0/pay"]);
  assert.deepEqual(paid(NaN), ["type /hires/0/pay"]);
  assert.deepEqual(paid(null), ["type /hires/0/pay"]);
  assert.equal(paid(undefined), undefined);
  assert.throws(() => forecast({ ...plan, hires: [{ ...hire, pay: 1n }] }), TypeError);
});

test("check and preset write plans and programmes out, and what they write is read again", () => {
  assert.deepEqual(presets(), ["guangdong-2017", "guangdong-2021"]);
  for (const id of presets()) {
    const programme = parse(preset(id));
    assert.equal(programme.id, id);
    assert.ok(programme.subsidy.every(({ source, status }) => source && status));
  }
  assert.deepEqual(
    errorsOf(() => preset("guangdong-2020")),
    ["unknown_preset /programme"],
  );
  for (const { name, plan } of vectors("good")) {
    const written = check(plan);
    assert.equal(check(written), written, name);
    assert.equal(forecast(written), forecast(plan), name);
  }
});

test("a calculator answers as the changed plan does", () => {
  for (const { name, plan } of vectors("good")) {
    const calculator = new Calculator(plan);
    const written = parse(check(plan));
    const { horizon, assumptions } = written;
    const raise = [{ from: "2017-01", rate: "0.031" }];
    const later = { first: horizon.first, last: horizon.last + 2 };
    const { fill, ...unfilled } = assumptions;
    for (const [change, changed] of [
      [{}, {}],
      [{ by: "station" }, { by: "station" }],
      [{ reform: { raise } }, { programme: { ...written.programme, raise } }],
      [
        { assumptions: { pass_rate: "0.9", refill: "january", fill: null } },
        { assumptions: { ...unfilled, pass_rate: "0.9", refill: "january" } },
      ],
      [
        { horizon: later, hires: [] },
        { horizon: later, hires: [] },
      ],
    ]) {
      // A reform is told what it resets; a programme that says the same has no list before it.
      const figures = (text) => text.replace(/,"unlikely":.*/, "}");
      const wanted = answer(shuangbai, () => forecast({ ...written, ...changed }));
      assert.equal(
        figures(answer(shuangbai, () => calculator.change(change))),
        figures(wanted),
        `${name}: ${JSON.stringify(change)}`,
      );
    }
    const reformed = answer(shuangbai, () => calculator.reform({ raise }));
    assert.equal(
      reformed,
      answer(shuangbai, () => calculator.change({ reform: { raise } })),
      name,
    );
    assert.equal(calculator.forecast(), forecast(plan), `${name}: unchanged`);
    calculator.free();
    assert.throws(() => calculator.forecast(), /lost|free/);
  }
});

test("hostile input is answered by errors or a forecast, through every door", () => {
  const calculator = new Calculator(vectors("good")[0].plan);
  const wanted = calculator.forecast();
  for (const [name, input] of hostile()) {
    const doors = [forecast, check, preset, ask, (text) => new Calculator(text).forecast()];
    for (const door of [...doors, (text) => calculator.reform(text), (text) => calculator.change(text)]) {
      const found = answer(shuangbai, () => door(input));
      assert.equal(typeof found, "string", name);
      assert.ok(found.startsWith("{"), `${name}: ${found.slice(0, 80)}`);
    }
    assert.equal(calculator.forecast(), wanted, `${name}: the calculator is as before`);
  }
});

test("hostile texts have the bytes that Rust gives", () => {
  const texts = [...hostile()].filter(([, input]) => typeof input === "string" && input.length < 1e6);
  // Rust reads lines; a lone surrogate is a replacement character in both.
  const asked = texts.map(([, text]) => text.replaceAll(/[\r\n]/g, " "));
  const wanted = rustAnswers(asked);
  for (const [index, [name]] of texts.entries()) {
    assert.equal(
      answer(shuangbai, () => forecast(asked[index])),
      wanted[index],
      name,
    );
  }
});

test("where memory ends is a RangeError, and the next plan has its forecast", () => {
  // In a process of its own, where modules get 64 MB.
  const script = `
    import assert from "node:assert/strict";
    import { Calculator, forecast } from ${JSON.stringify(new URL("node.js", folder).href)};
    const plan = process.argv[1];
    const before = forecast(plan);
    const lost = new Calculator(plan);
    assert.throws(() => forecast('{"stations":[' + "0,".repeat(1e7) + "0]}"), RangeError);
    assert.equal(forecast(plan), before);
    assert.equal(new Calculator(plan).forecast(), before);
    assert.throws(() => lost.forecast(), /lost/);
    lost.free();`;
  const [{ plan }] = vectors("good");
  const flags = ["--wasm-max-mem-pages=1024", "--input-type=module", "--eval", script, plan];
  const run = spawnSync(process.execPath, flags, { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
});

test("a list of errors ends after 10,000, and `more` counts the others", () => {
  const [{ plan }] = vectors("good");
  const { stations, ...rest } = JSON.parse(plan);
  for (const [count, more] of [
    [10_000, 0],
    [10_003, 3],
  ]) {
    // The first of each code is no error.
    const alike = Array(count + 1).fill(stations[0]);
    assert.throws(
      () => forecast({ ...rest, stations: alike }),
      (error) => {
        assert.equal(error.errors.length, 10_000);
        assert.equal(error.more, more);
        assert.match(error.message, new RegExp(`… ${count - 20} more$`));
        return true;
      },
    );
  }
});

test("which entries are in force in a month, the core says", () => {
  const programme = parse(preset("guangdong-2017"));
  const [raise] = programme.raise;
  // Not in the order of their months, and sharing by tier: the places are those of the lists as they are.
  const changed = {
    ...programme,
    raise: [{ ...raise, from: "2020-07" }, raise, { ...raise, from: 2023 }],
    funds: [{ name: "a", payer: "province", first: "2018-03", last: "2018-05", amount: 1 }],
  };
  for (const [month, raises, funds] of [
    ["2018-02", [1], []],
    ["2018-03", [1], [0]],
    ["2018-05", [1], [0]],
    ["2018-06", [1], []],
    ["2020-07", [0], []],
    ["2030-12", [2], []],
    ["1990-01", [], []],
  ]) {
    const held = inForce(changed, month);
    assert.deepEqual([held.raise, held.funds], [raises, funds], month);
    assert.deepEqual(inForce(JSON.stringify(changed), month), held);
  }
  const lists = ["subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds"];
  assert.deepEqual(Object.keys(inForce(changed, "2018-03")).sort(), lists.filter((name) => changed[name]).sort());
  for (const [wrong, month, code] of [
    [changed, "2018/1", "format"],
    [changed, "2018-13", "range"],
    [{ ...changed, raise: [] }, "2018-01", "range"],
  ]) {
    assert.throws(
      () => inForce(wrong, month),
      (error) => error instanceof PlanError && error.errors[0].code === code && /[一-鿿]/.test(error.errors[0].zh),
      month,
    );
  }
});

test("a pot is given out to the fen, between floors and caps", () => {
  // As in the documentation of Rust and Python.
  const claims = [
    { need: 600, cap: 400 },
    { need: 100, floor: "150" },
    { need: "900.5", cap: "400.00" },
  ];
  assert.deepEqual(allot("1000", claims), {
    given: [{ amount: "400.00", bound: "cap" }, { amount: "200.00" }, { amount: "400.00", bound: "cap" }],
    level: { yuan: "2", need: "1" },
  });
  assert.deepEqual(
    allot("1000", [{ need: 600 }, { need: 100, floor: "150" }, { need: 900 }]).given.map(({ amount }) => amount),
    ["340.00", "150.00", "510.00"],
  );
  for (const [amount, claims, at, code] of [
    ["1", [{ need: 1, floor: 2 }], "/amount", "range"],
    ["9", [{ need: 1, cap: 2 }], "/amount", "range"],
    ["9", [{ need: 1 }, { need: 1, floor: 3, cap: 2 }], "/claims/1", "range"],
    ["9", [{ need: -1 }], "/claims/0/need", "range"],
    ["9", [{ need: "1.2345678" }], "/claims/0/need", "format"],
    [0.5, [{ need: 1 }], "/amount", "type"],
  ]) {
    assert.throws(
      () => allot(amount, claims),
      (error) => error instanceof PlanError && error.errors[0].at === at && error.errors[0].code === code,
      at,
    );
  }
});

test("Node may require it", async () => {
  const required = createRequire(import.meta.url)("../../crates/wasm/pkg/node.js");
  assert.equal(required.presets().length, 2);
  await required.default();
});

test("it starts from its bytes, once", async () => {
  const copy = mkdtempSync(join(tmpdir(), "shuangbai-"));
  cpSync(folder, copy, { recursive: true });
  try {
    const bare = await import(pathToFileURL(join(copy, "bare.js")).href);
    assert.throws(() => bare.presets(), /await init\(\) first/);
    await assert.rejects(bare.default(new Uint8Array(8)));
    const bytes = readFileSync(new URL("shuangbai.wasm", folder));
    await Promise.all([bare.default(bytes), bare.default(bytes)]);
    bare.initSync(bytes);
    assert.deepEqual(bare.presets(), presets());
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test("the rules come along as the page has them", async () => {
  const { default: rules } = await import(new URL("rules.js", folder));
  const page = readFileSync(new URL("docs/rules.md", root), "utf8");
  assert.equal(rules(), page);
  const numbers = [...page.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
  assert.deepEqual(numbers, [...numbers.keys()]);
  for (const number of numbers) {
    const text = rules(number);
    assert.ok(page.includes(text) && text.startsWith(`## ${number}. `) && !text.includes("\n## "));
  }
  for (const none of [numbers.length, -1, 1.5, "x"]) assert.throws(() => rules(none), RangeError);
});
