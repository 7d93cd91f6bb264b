// The published schemas take what the library takes and gives, and refuse what a schema can see to be wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import Ajv from "ajv";

import { root, vectors } from "./vectors.mjs";

const { Calculator, PlanError, check, forecast, parse, preset, presets } = await import(
  new URL("crates/wasm/pkg/node.js", root)
);

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const schema = (name) => JSON.parse(readFileSync(new URL(`crates/wasm/pkg/schemas/${name}.schema.json`, root), "utf8"));
const is = Object.fromEntries(
  ["plan", "programme", "reform", "change", "forecast", "errors"].map((name) => [name, ajv.compile(schema(name))]),
);

function valid(name, value, what) {
  assert.ok(is[name](value), `${what}: ${ajv.errorsText(is[name].errors)}`);
}

test("every worked plan, what it is written out as, and its forecast", () => {
  for (const { name, plan } of vectors("good")) {
    const tree = JSON.parse(plan);
    valid("plan", tree, name);
    valid("plan", parse(check(plan)), `${name}, written out`);
    valid("programme", parse(check(plan)).programme, name);
    if (tree.reform) valid("reform", tree.reform, name);
    valid("forecast", parse(forecast(plan)), name);
  }
  for (const id of presets()) valid("programme", parse(preset(id)), id);
});

test("of bad plans, errors of shape are refused, and errors of meaning are none to a schema", () => {
  // What no schema sees: keys given twice and what is no JSON, `1.0`, a reform merged into a programme.
  const unseen = [
    "04-key-twice",
    "12-numbers-with-a-fraction",
    "26-reform-of-a-preset",
    "66-amendment-spoils-an-entry",
    "67-amendment-lacks-fields",
  ];
  const shape = ["missing", "unknown_field", "type", "format", "range", "choice", "unknown_preset"];
  for (const { name, plan, wanted } of vectors("bad")) {
    let tree;
    try {
      tree = JSON.parse(plan);
    } catch {
      continue;
    }
    if (unseen.some((other) => name.endsWith(other))) continue;
    const seen = wanted.some(({ code }) => shape.includes(code));
    // That a horizon has at most 100 years is between two fields.
    const between = wanted.every(({ code, at }) => code === "range" && at === "/horizon/last");
    assert.equal(is.plan(tree), !seen || between, `${name}: ${ajv.errorsText(is.plan.errors)}`);
    try {
      forecast(plan);
    } catch (error) {
      assert.ok(error instanceof PlanError);
      valid("errors", { errors: error.errors }, name);
    }
  }
});

test("each error of shape is refused at its place", () => {
  let places = 0;
  for (const { name, plan, wanted } of vectors("bad")) {
    if (!/-(missing-in|unknown-fields|types|types-in|amounts|rates|months|out-of-range|words|cost-named)/.test(name))
      continue;
    is.plan(JSON.parse(plan));
    const found = is.plan.errors.flatMap(({ instancePath: at, params }) => {
      const field = params.missingProperty ?? params.additionalProperty ?? params.propertyName;
      return field === undefined ? [at] : [`${at}/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`];
    });
    for (const { at } of wanted) {
      places += 1;
      // Where a list or a kind of norm is wrong as a whole, a schema says so at the whole.
      const near = found.some((place) => at === place || at.startsWith(`${place}/`) || place.startsWith(`${at}/`));
      assert.ok(near, `${name}: ${at} is in none of ${[...new Set(found)].join(" ")}`);
    }
  }
  assert.ok(places > 100, `${places}`);
});

test("the fields of every object are those that reading has", () => {
  const everything = vectors("good").find(({ name }) => name.endsWith("66-everything")).plan;
  const tree = JSON.parse(everything);
  const { definitions, ...plan } = schema("plan");
  const [villages] = tree.programme.norm;
  const norms = Object.fromEntries(definitions.NormEntry.oneOf.map((kind) => [kind.properties.kind.const, kind]));
  const range = { from: 2017, kind: "range", min: 1, max: 2 };
  for (const [of, place] of [
    [plan, (it) => it],
    [definitions.Horizon, (it) => it.horizon],
    [definitions.Station, (it) => it.stations[0]],
    [definitions.Worker, (it) => it.workers[0]],
    [definitions.Hire, (it) => it.hires[0]],
    [definitions.Assumptions, (it) => it.assumptions],
    [definitions.Programme, (it) => it.programme],
    [definitions.Title, (it) => it.programme.title],
    [definitions.SubsidyEntry, (it) => it.programme.subsidy[0]],
    [definitions.SharingEntry, (it) => it.programme.sharing[0]],
    [definitions.Share, (it) => it.programme.sharing[0].parts[0]],
    [definitions.RaiseEntry, (it) => it.programme.raise[0]],
    [definitions.AppraisalEntry, (it) => it.programme.appraisal[0]],
    [definitions.ContractEntry, (it) => it.programme.contract[0]],
    [norms.villages, (it) => (it.programme.norm[0] = { ...villages })],
    [norms.range, (it) => (it.programme.norm[0] = { ...range })],
    [definitions.CostEntry, (it) => it.programme.costs[0]],
    [definitions.Fund, (it) => it.programme.funds[0]],
  ]) {
    const changed = structuredClone(tree);
    Object.assign(place(changed), { no_such_field: 0 });
    const [told] = errorsOf(() => forecast(changed)).filter(({ code }) => code === "unknown_field");
    const names = told.en.match(/there are (.*?)(, did you mean.*)?$/)[1].split(", ");
    assert.deepEqual(Object.keys(of.properties).sort(), names.sort(), told.at);
    // And those that the schema requires are those that reading misses.
    for (const field of Object.keys(of.properties)) {
      const without = structuredClone(tree);
      delete place(without)[field];
      const missed = errorsOf(() => forecast(without)).some(
        ({ code, at }) => code === "missing" && at.endsWith(`/${field}`),
      );
      const kind = field === "kind" && of !== definitions.Fund;
      if (!kind) assert.equal(missed, of.required?.includes(field) ?? false, `${told.at}: ${field}`);
    }
  }
});

test("defaults are those that reading has", () => {
  const { definitions, properties } = schema("plan");
  const plan = {
    programme: {
      id: "x",
      title: { zh: "", en: "" },
      subsidy: [{ from: 2017, standard: 1 }],
      sharing: [{ from: 2017, parts: [{ payer: "local", parts: 1 }] }],
      raise: [{ from: 2017, rate: 0 }],
      appraisal: [{ from: 2017, pass: ["pass"] }],
      norm: [{ from: 2017, kind: "villages", administrative: 2 }],
      costs: [{ name: "c", from: 2017, per_station: 1, parts: [{ payer: "local", parts: 1 }] }],
      funds: [{ name: "f", payer: "local", first: 2017, amount: 1 }],
    },
    horizon: { first: 2017, last: 2017 },
    stations: [{ code: "440203001", villages: 1 }],
  };
  const written = parse(check(plan));
  const { programme, assumptions } = written;
  const defaults = (of) =>
    Object.fromEntries(
      Object.entries(of)
        .filter(([, field]) => "default" in field)
        .map(([name, field]) => [name, field.default]),
    );
  const norm = definitions.NormEntry.oneOf.find((kind) => kind.properties.per_village);
  let told = 0;
  for (const [of, given] of [
    [properties, written],
    [definitions.Assumptions.properties, assumptions],
    [definitions.SubsidyEntry.properties, programme.subsidy[0]],
    [definitions.RaiseEntry.properties, programme.raise[0]],
    [definitions.AppraisalEntry.properties, programme.appraisal[0]],
    [norm.properties, programme.norm[0]],
    [definitions.CostEntry.properties, programme.costs[0]],
    [definitions.Fund.properties, programme.funds[0]],
  ]) {
    for (const [name, value] of Object.entries(defaults(of))) {
      told += 1;
      assert.deepEqual(given[name], value, name);
    }
  }
  assert.equal(told, 17);
});

test("reforms and changes that the library takes", () => {
  const { plan } = vectors("good").find(({ name }) => name.endsWith("66-everything"));
  const calculator = new Calculator(plan);
  for (const change of [
    {},
    { by: "city", horizon: { first: 2018, last: 2019 }, hires: [] },
    { assumptions: { fill: null, pass_rate: "0.5", from: 2018 } },
    { reform: { raise: [{ from: 2017, rate: "0.1" }], tiers: { 44: null }, title: { zh: "改" }, norm: null } },
  ]) {
    valid("change", change, JSON.stringify(change));
    calculator.change(change);
    if (change.reform) valid("reform", change.reform, JSON.stringify(change));
  }
  for (const change of [
    { by: null },
    { horizon: { first: 2018 } },
    { stations: [] },
    { assumptions: { pass_rate: 0.5 } },
    { assumptions: null },
    { reform: { raise: [{ from: 2017, rate: "2" }] } },
    { reform: { raise: [] } },
    { reform: { subsidy: null } },
    { reform: { payers: [] } },
  ]) {
    const optional = change.reform?.subsidy === null;
    assert.equal(is.change(change), optional, JSON.stringify(change));
    assert.ok(errorsOf(() => calculator.change(change)).length > 0, JSON.stringify(change));
  }
});

function errorsOf(ask) {
  try {
    ask();
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.errors;
  }
}

test("every field, word and column of the schemas and of a forecast has its terms in both languages", async () => {
  const { default: terms } = await import(new URL("crates/wasm/pkg/terms.js", root));
  assert.deepEqual(terms, JSON.parse(readFileSync(new URL("crates/wasm/pkg/schemas/terms.json", root), "utf8")));
  const named = (term, what) => {
    assert.match(term?.zh ?? "", /^[一-鿿（）/]+$/, `${what} in Chinese`);
    assert.match(term.en, /^[A-Za-z][A-Za-z ()-]*$/, `${what} in English`);
  };
  for (const [kind, words] of Object.entries(terms.words)) {
    for (const [word, term] of Object.entries(words)) named(term, `${kind} ${word}`);
  }
  const { definitions, ...plan } = schema("plan");
  const { entry, ground } = terms.fields;
  const [range, villages] = definitions.NormEntry.oneOf;
  const objects = {
    plan,
    horizon: definitions.Horizon,
    station: definitions.Station,
    worker: definitions.Worker,
    grade: definitions.Graded,
    move: definitions.Move,
    absence: definitions.Away,
    hire: definitions.Hire,
    assumptions: definitions.Assumptions,
    programme: definitions.Programme,
    title: definitions.Title,
    share: definitions.Share,
    subsidy: definitions.SubsidyEntry,
    sharing: definitions.SharingEntry,
    raise: definitions.RaiseEntry,
    appraisal: definitions.AppraisalEntry,
    contract: definitions.ContractEntry,
    norm_range: range,
    norm_villages: villages,
    costs: definitions.CostEntry,
    funds: definitions.Fund,
  };
  assert.deepEqual(Object.keys({ ...objects, entry, ground }).sort(), Object.keys(terms.fields).sort());
  for (const [object, { properties }] of Object.entries(objects)) {
    const fields = terms.fields[object];
    // A reform is merged into the programme, and no field of what is kept.
    const wanted = Object.keys(properties).filter((name) => !(object === "plan" && name === "reform"));
    const shared = wanted.filter((name) => !fields[name]);
    for (const name of shared) assert.ok(entry[name] ?? ground[name], `${object}.${name} has no term`);
    for (const [name, term] of Object.entries(fields)) {
      named(term, `${object}.${name}`);
      assert.ok(properties[name], `${object}.${name} is no field`);
      assert.equal(typeof term.holds, "string", `${object}.${name}`);
    }
  }
  for (const fields of [entry, ground]) for (const [name, term] of Object.entries(fields)) named(term, name);

  const { plan: everything } = vectors("good").find(({ name }) => name.endsWith("66-everything"));
  const told = parse(forecast(everything));
  const [{ costs, ...row }] = told.totals;
  const assumed = parse(
    forecast({
      programme: "guangdong-2021",
      horizon: { first: 2021, last: 2021 },
      stations: [{ code: "440203001", villages: 1 }],
    }),
  );
  const { rows, cost, norm, funds, notices, sweep } = terms.columns;
  assert.deepEqual(
    Object.keys(row),
    Object.keys(rows).filter((name) => name !== "costs"),
  );
  assert.deepEqual(Object.keys(Object.values(costs)[0]), Object.keys(cost));
  const keys = ["year", "region", "name", "years"];
  for (const [table, columns] of [
    [told.norm[0], norm],
    [{ fund: 0, ...told.funds[0], ...told.funds[0].years[0] }, funds],
    [assumed.notices[0], notices],
  ]) {
    assert.deepEqual(
      Object.keys(table)
        .filter((name) => !keys.includes(name))
        .sort(),
      // What tables have besides.
      Object.keys(columns)
        .filter((name) => name !== "coverage")
        .sort(),
    );
  }
  for (const columns of [rows, cost, norm, funds, notices, sweep]) {
    for (const [name, term] of Object.entries(columns)) named(term, name);
  }
  const codes = schema("forecast").definitions.NoticeCode;
  const known = codes.enum ?? codes.oneOf.map(({ const: code }) => code);
  assert.deepEqual(Object.keys(terms.notices).sort(), known.sort());
  for (const [code, term] of Object.entries(terms.notices)) named(term, code);
});
