// Workbooks in Node: the template and back, a result, marked errors, the same bytes as elsewhere.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";

import { ask, check, forecast } from "../../crates/wasm/pkg/node.js";
import * as excel from "../../crates/wasm/pkg/excel-node.js";

const outline = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2022 },
  stations: [{ code: "440203001", name: "西河镇", villages: 3 }],
  assumptions: { fill: "norm" },
};

test("a template comes back as the plan that it was made of", () => {
  const book = excel.template("zh", outline);
  const { plan, notes } = excel.planOfWorkbook(book);
  assert.equal(JSON.parse(plan).stations[0].name, "西河镇");
  assert.deepEqual(notes, []);
  const seen = excel.readWorkbook(book);
  assert.equal(seen.tables.stations.sheet, "站点");
  assert.equal(seen.outline.assumptions.fill, "norm");
  assert.deepEqual(excel.template("zh", outline), book);
});

test("a forecast is written as a workbook", () => {
  const { plan } = excel.planOfWorkbook(excel.template("en", outline));
  const book = excel.writeForecast(plan, forecast(plan), { language: "en", unit: "wan" });
  assert.equal(new TextDecoder().decode(book.subarray(0, 2)), "PK");
});

test("answers have sheets of their own behind the forecast", () => {
  const { plan } = excel.planOfWorkbook(excel.template("zh", outline));
  const why = ask({ plan: JSON.parse(plan), why: { at: "/totals/0/pay" } });
  const sheets = (answers) => excel.readWorkbook(excel.writeForecast(plan, forecast(plan), { answers })).sheets.length;
  assert.equal(sheets([why]), sheets([]) + 1);
  assert.equal(sheets([JSON.parse(why), why]), sheets([]) + 2);
});

test("errors have cells, and come back marked", () => {
  const book = excel.template("zh", { ...outline, stations: [{ code: "44020300", villages: 3 }] });
  assert.throws(
    () => excel.planOfWorkbook(book),
    (error) => {
      assert.equal(error.name, "PlanError");
      assert.equal(error.errors[0].cell, "站点!A3");
      assert.ok(excel.markErrors(book, error.errors).length > book.length);
      return true;
    },
  );
});

test("a workbook of a pay sheet may be of some stations, and of months that there are", () => {
  const { plan } = excel.planOfWorkbook(excel.template("zh", outline));
  const { sheet } = JSON.parse(ask({ plan: JSON.parse(plan), sheet: { first: "2021-08", last: "2021-09" } }));
  const stations = ["440203001"];
  const book = excel.writeSheet(plan, sheet, { language: "en", unit: "wan" });
  assert.deepEqual(excel.writeSheetOf(plan, "2021-08", "2021-09", { stations, language: "en", unit: "wan" }), book);
  const refused = (...asked) => assert.throws(() => excel.writeSheetOf(plan, ...asked), { name: "PlanError" });
  refused("2021-8", "2021-09");
  refused("2021-09", "2021-08");
  refused("2021-08", "2021-09", { stations: ["440203002"] });
});

test("what is no workbook is told so", () => {
  assert.throws(() => excel.readWorkbook(new TextEncoder().encode("编码,名称\n")), {
    name: "WorkbookError",
    code: "no_workbook",
  });
  assert.throws(() => excel.template("fr"), TypeError);
});

test("workbooks are the same bytes as from Rust and Python", () => {
  const folder = new URL("../vectors/", import.meta.url);
  const read = (path) => JSON.parse(readFileSync(new URL(path, folder), "utf8"));
  const knownBy = (bytes) => createHash("sha256").update(bytes).digest("hex");
  for (const [name, known] of Object.entries(read("workbooks.json"))) {
    const { plan } = read(`good/${name}`);
    const [checked, result] = [check(plan), forecast(plan)];
    const books = {
      "forecast en wan": excel.writeForecast(checked, result, { language: "en", unit: "wan" }),
      "forecast zh yuan": excel.writeForecast(checked, result),
      "template en": excel.template("en", checked),
      "template zh": excel.template("zh", checked),
    };
    const month = `${plan.horizon.first}-01`;
    const { sheet } = JSON.parse(ask({ plan, sheet: { first: month, last: month } }));
    if (sheet) {
      books["sheet zh yuan"] = excel.writeSheet(checked, sheet);
      assert.deepEqual(excel.writeSheetOf(checked, month, month), books["sheet zh yuan"], name);
    } else {
      assert.throws(() => excel.writeSheetOf(checked, month, month), { name: "PlanError" }, name);
    }
    const now = Object.fromEntries(Object.entries(books).map(([book, bytes]) => [book, knownBy(bytes)]));
    assert.deepEqual(now, known, name);
  }
});
