// Plans from tables, in Node: what the package makes of CSV as people have it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { csv, gb18030, tablesOf } from "./csv.mjs";
import { hostile, root, vectors } from "./vectors.mjs";

const { Calculator, PlanError, TableError, check, forecast, parse, preview, tables } = await import(
  new URL("crates/wasm/pkg/node.js", root)
);

const outline = { programme: "guangdong-2021", horizon: { first: 2021, last: 2023 } };
const stations = "编码,名称,村居数\n440203001,西河镇,3\n440224001000,石塘镇,12\n";
const workers = '编号,社工站,岗位,入职,年薪\na,西河镇,服务性,2021/8/1,"52,000.00"\nb,440224001,service,2021年9月,\n';

/** What is thrown. */
function thrown(ask) {
  try {
    ask();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** The places and codes of errors. */
const told = (ask) =>
  thrown(ask).errors.map(({ code, table, row, column, value, nearest }) => [code, table, row, column, value, nearest]);

test("every worked plan written as tables has the same plan and forecast, to the byte", () => {
  for (const { name, plan } of vectors("good")) {
    const tree = JSON.parse(plan);
    const wanted = [check(plan), forecast(plan)];
    const ways = [
      [{}, (rows) => csv(rows)],
      [{ chinese: true }, (rows) => new TextEncoder().encode(`\ufeff${csv(rows, "\t", "\r\n")}`)],
      [{ chinese: true }, (rows) => gb18030(csv(rows, ";"))],
      [{}, (rows) => Buffer.from(`\ufeff${csv(rows)}`, "utf16le")],
    ];
    for (const [how, written] of ways) {
      const split = tablesOf(tree, how);
      const given = Object.fromEntries(Object.entries(split.tables).map(([kind, rows]) => [kind, written(rows)]));
      const whole = tables(split.outline, given);
      assert.equal(whole, wanted[0], name);
      assert.equal(forecast(whole), wanted[1], name);
      const calculator = Calculator.ofTables(split.outline, given);
      assert.equal(calculator.plan(), wanted[0], name);
      assert.equal(calculator.forecast(), wanted[1], name);
      calculator.free();
    }
  }
});

test("a plan is read from words as people write them", () => {
  const plan = parse(tables(JSON.stringify(outline), { stations, workers }));
  assert.deepEqual(plan.stations[1], { code: "440224001", name: "石塘镇", villages: 12 });
  assert.deepEqual(plan.workers, [
    { id: "a", station: "440203001", post: "service", hired: "2021-08", pay: "52000.00" },
    { id: "b", station: "440224001", post: "service", hired: "2021-09" },
  ]);
  const nameless = parse(tables(outline, { stations, workers: "社工站\t岗位\t入职\n西河镇\t服务性\t2021-08\n" }));
  assert.equal(nameless.workers[0].id, "1");
  const hires = "社工站,岗位,人数,月份\n石塘镇,服务性,2,202201\n";
  assert.deepEqual(parse(tables(outline, { stations, hires, workers: null })).hires, [
    { station: "440224001", post: "service", count: 2, month: "2022-01" },
  ]);
});

test("columns are renamed and left out, in all tables or in one", () => {
  const given = {
    stations: "编码,村居数,备注\n440203001,3,x\n",
    workers: "编码,岗位,入职,年薪(元), 备注 \n440203001,服务性,2021-08,50000,y\n",
  };
  const columns = { "年薪(元)": "pay", 备注: null, workers: { 编码: "station" } };
  const plan = parse(tables(outline, given, columns));
  assert.deepEqual(plan.workers, [
    { id: "1", station: "440203001", post: "service", hired: "2021-08", pay: "50000.00" },
  ]);
  assert.equal(Calculator.ofTables(outline, given, columns).plan(), tables(outline, given, columns));
  // The author's own names, in an error too.
  const wrong = { ...given, workers: given.workers.replace("50000", "五万") };
  assert.deepEqual(
    told(() => tables(outline, wrong, columns)),
    [["format", "workers", 2, "年薪(元)", "五万", undefined]],
  );
});

test("cells are put right and rows left out, and the others keep their numbers", () => {
  const workers =
    "社工站,岗位, 年薪 ,入职\n西河镇,服务姓,50000,2021-08\n西河镇,事务性,五万,2021-08\n西湖镇,服务性,1,2021-13\n";
  const faulty = (edits) => told(() => tables(outline, { stations, workers }, {}, {}, edits)).map(([, , row]) => row);
  assert.deepEqual(faulty({}), [2, 3, 4]);
  const edits = { workers: { 2: { 岗位: "服务性" }, 3: { 年薪: "50000.01" }, 4: null } };
  const plan = parse(tables(outline, { stations, workers }, {}, {}, edits));
  assert.deepEqual(
    plan.workers.map(({ post, pay }) => [post, pay]),
    [
      ["service", "50000.00"],
      ["administrative", "50000.01"],
    ],
  );
  assert.deepEqual(parse(Calculator.ofTables(outline, { stations, workers }, {}, {}, edits).plan()), plan);
  // What is still wrong is told in its own row.
  assert.deepEqual(faulty({ workers: { 2: null, 3: null } }), [4]);
  assert.throws(() => tables(outline, { stations, workers }, {}, {}, { workers: { 0: null } }), TypeError);
  assert.throws(() => tables(outline, { stations, workers }, {}, {}, { workers: { 2: { 岗位: 7 } } }), TypeError);
  assert.throws(() => tables(outline, { stations, workers }, {}, {}, { people: {} }), TypeError);
});

test("faults have the spreadsheet's row, the author's column, the cell and the nearest name", () => {
  const faulty = [
    "编号,社工站,岗位,入职,年薪",
    "a,西河镇,服务性,2021-08,50000.005",
    "",
    'b,"石塘',
    '镇",服务姓,2021-13,50000',
    "c,440203002,服务性,2021-02-30,1",
    "d,西湖镇,,2021-08,-1",
  ].join("\n");
  const error = thrown(() => tables(outline, { stations, workers: faulty }));
  assert.ok(error instanceof PlanError);
  assert.deepEqual(
    error.errors.map(({ code, at, row, column, value, nearest }) => [code, at, row, column, value, nearest]),
    [
      ["format", "/workers/0/pay", 2, "年薪", "50000.005", undefined],
      ["range", "/workers/1/hired", 4, "入职", "2021-13", undefined],
      ["choice", "/workers/1/post", 4, "岗位", "服务姓", "服务性"],
      ["format", "/workers/2/hired", 5, "入职", "2021-02-30", undefined],
      ["format", "/workers/3/pay", 6, "年薪", "-1", undefined],
      ["missing", "/workers/3/post", 6, "岗位", "", undefined],
    ],
  );
  assert.ok(error.errors.every(({ table, zh, en }) => table === "workers" && /[一-龥]/.test(zh) && /[a-z]/.test(en)));
  assert.match(error.message, /^workers, row 2, column `年薪`: /);
  // The round of meaning: stations and ids.
  const strangers = "编号,社工站,岗位,入职\na,440203002,服务性,2021-08\na,西湖镇,服务性,2021-08\n";
  assert.deepEqual(
    told(() => tables(outline, { stations, workers: strangers })),
    [
      ["unknown_station", "workers", 2, "社工站", "440203002", "440203001"],
      ["duplicate", "workers", 3, "编号", "a", undefined],
      ["unknown_station", "workers", 3, "社工站", "西湖镇", "西河镇"],
    ],
  );
  const left = "社工站,岗位,入职,离职\n西河镇,服务性,2021-08,2021-07\n";
  assert.deepEqual(
    told(() => Calculator.ofTables(outline, { stations, workers: left })),
    [["order", "workers", 2, "离职", "2021-07", undefined]],
  );
});

test("what concerns a whole column is told at the header", () => {
  const given = { stations, workers: "岗位,职务/级别,入职,hired,考核1021\n服务性,1,2021-08,2021-08,合格\n" };
  assert.deepEqual(
    thrown(() => tables(outline, given)).errors.map(({ code, row, column }) => [code, row, column]),
    [
      ["range", 1, "考核1021"],
      ["duplicate", 1, "入职"],
      ["missing", 1, undefined],
      ["unknown_field", 1, "职务/级别"],
    ],
  );
  for (const nothing of ["", "\n\n"]) {
    assert.match(thrown(() => tables(outline, { stations: nothing })).zh, /文件是空的/);
  }
  assert.deepEqual(
    told(() => tables(outline, { stations: ",,\n,,\n" })),
    [
      ["range", "stations", undefined, undefined, undefined, undefined],
      ["missing", "stations", 1, undefined, undefined, undefined],
    ],
  );
  assert.deepEqual(
    told(() => tables(outline, { stations: "code\n" })),
    [["range", "stations", undefined, undefined, undefined, undefined]],
  );
  assert.deepEqual(told(() => tables(outline, {}))[0].slice(0, 2), ["missing", undefined]);
});

test("a list that the outline has too is told, and no row of a table for it", () => {
  const own = { ...outline, workers: [{ id: "x", station: "440203001", post: "boss", hired: "2021-08" }] };
  assert.deepEqual(
    told(() => tables(own, { stations, workers })).map((error) => error.slice(0, 4)),
    [
      ["duplicate", undefined, undefined, undefined],
      ["choice", undefined, undefined, undefined],
    ],
  );
  // Another list of the outline is no table.
  const hires = [{ station: "440203009", post: "service", count: 1, month: "2021-08" }];
  assert.deepEqual(
    told(() => tables({ ...outline, hires }, { stations, workers })).map((error) => error.slice(0, 4)),
    [["unknown_station", undefined, undefined, undefined]],
  );
});

test("a calculator that came from tables knows their rows", () => {
  const hires = "社工站,岗位,人数,月份\n石塘镇,服务性,2,202301\n";
  const later = { ...outline, horizon: { first: 2023, last: 2024 } };
  const calculator = Calculator.ofTables(later, { stations, workers, hires });
  const errors = thrown(() => calculator.forecast()).errors;
  assert.ok(errors.length > 0);
  for (const { code, table, row, at } of errors)
    assert.deepEqual([code, table, row], ["missing_grade", "workers", 2 + Number(at.split("/")[2])]);
  const settled = { assumptions: { missing_history: "pass" } };
  parse(calculator.change(settled));
  const change = { ...settled, hires: [{ station: "440203009", post: "service", count: 1, month: "2023-08" }] };
  assert.deepEqual(
    told(() => calculator.change(change)).map((error) => error.slice(0, 3)),
    [["unknown_station", undefined, undefined]],
  );
});

test("what can't be read as a table is told by table and line", () => {
  for (const [text, line, en] of [
    ["编码,名称\n440203001,西河镇,3\n", 2, /a cell beyond the 2 headings/],
    ['编码,名称\n440203001,"西河镇\n', 2, /quote/],
    [Uint8Array.of(0x63, 0x6f, 0x0a, 0xff, 0xff), 2, /gb18030/],
    [Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), 1, /utf-16le/],
    [Uint8Array.of(0x50, 0x4b, 0x03, 0x04), 1, /Excel workbook/],
    [Uint8Array.of(0xe8, 0xa5, 0xbf, 0x0a, 0xce, 0xf7, 0xba, 0xd3), 2, /line 2 is not UTF-8/],
  ]) {
    for (const ask of [
      () => tables(outline, { stations, workers: text }),
      () => preview(text, "workers"),
      () => Calculator.ofTables(outline, { workers: text }),
    ]) {
      const error = thrown(ask);
      assert.ok(error instanceof TableError && error.name === "TableError");
      assert.deepEqual([error.table, error.line], ["workers", line]);
      assert.match(error.en, en);
      assert.match(error.zh, /[一-龥]/);
      assert.equal(error.message, `workers: ${error.en}`);
    }
  }
});

test("a preview has names, fields, the first rows and how many there are", () => {
  const rows = Array.from({ length: 7 }, (_, at) => `西河镇,x${at},合格,合格,"a, b"`);
  const text = `社工站, 备注 ,2021,考核2022,pay\n${rows.join("\n\n")}\n`;
  for (const table of [text, gb18030(text), new TextEncoder().encode(text).buffer]) {
    assert.deepEqual(preview(table, "workers"), {
      names: ["社工站", " 备注 ", "2021", "考核2022", "pay"],
      fields: ["station", null, "appraisal_2021", "appraisal_2022", "pay"],
      rows: Array.from({ length: 5 }, (_, at) => ["西河镇", `x${at}`, "合格", "合格", "a, b"]),
      count: 7,
      left_out: [],
    });
  }
  assert.deepEqual(preview(text, "stations").fields, ["name", null, null, null, null]);
  const titled = preview("某县花名册,,\n社工站,岗位,入职\n西河镇,服务性,2021-08\n合计,,\n", "workers");
  assert.deepEqual(titled.left_out, [
    { line: 1, text: "某县花名册", why: "above" },
    { line: 4, text: "合计", why: "total" },
  ]);
  // Every field can be given back as a new name.
  const odd = "a,b,c,d\n440203001,服务性,2021-08,合格\n";
  const columns = { a: "station", b: "post", c: "hired", d: "appraisal_2021" };
  assert.equal(parse(tables(outline, { stations, workers: odd }, columns)).workers.length, 1);
});

test("what is no table, no kind and no name is refused", () => {
  const wrong = [
    () => tables(outline, { towns: stations }),
    () => tables(outline, { stations: 7 }),
    () => tables(outline, { stations: ["编码"] }),
    () => tables(outline, null),
    () => tables(outline, { stations }, { 备注: 7 }),
    () => tables(outline, { stations }, { 备注: {} }),
    () => tables(outline, { stations }, "pay"),
    () => preview(stations, "towns"),
    () => preview(null, "stations"),
  ];
  for (const ask of wrong) assert.ok(thrown(ask) instanceof TypeError, String(ask));
  assert.ok(tables(outline, { stations, workers: undefined }, undefined));
});

test("hostile bytes, outlines and names never make it fall over", () => {
  const all = new TextEncoder().encode(`${stations}`);
  let seed = 7;
  const random = (most) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % most;
  };
  const bytes = [
    new Uint8Array(0),
    new Uint8Array(1e6),
    new Uint8Array(1e5).fill(0x22),
    new Uint8Array(1e5).fill(0x2c),
    new Uint8Array(1e5).fill(0x0d),
    new Uint8Array(1e5).fill(0xff),
    Uint8Array.of(0xef, 0xbb, 0xbf),
    Uint8Array.of(0xfe, 0xff, 0x00),
    Uint8Array.from({ length: 1e5 }, () => random(256)),
    new TextEncoder().encode(`${"编码,".repeat(3000)}\n${"1,".repeat(3000)}\n`),
    new TextEncoder().encode(`社工站,岗位,入职,年薪\n${"西河镇,服务性,2021-08,1e9\n".repeat(3000)}`),
    new TextEncoder().encode(`station,post,hired,pay\n${"9".repeat(1e6)},\0,${"\u{10ffff}".repeat(1000)},-0\n`),
  ];
  for (let round = 0; round < 2000; round += 1) {
    const faulty = new Uint8Array(all);
    for (let times = 1 + random(4); times > 0; times -= 1)
      faulty[random(faulty.length)] = [0, 10, 13, 34, 44, 0x81, 0xff, random(256)][random(8)];
    bytes.push(faulty.subarray(random(3), faulty.length - random(9)));
  }
  const wanted = tables(outline, { stations, workers });
  const kept = Calculator.ofTables(outline, { stations, workers });
  const answered = (ask) => {
    try {
      ask();
    } catch (error) {
      assert.ok(error instanceof PlanError || error instanceof TableError, error.stack);
      JSON.stringify(error);
    }
  };
  for (const table of bytes) {
    for (const kind of ["stations", "workers", "hires"]) {
      answered(() => preview(table, kind));
      answered(() => tables(outline, { stations, [kind]: table }));
    }
  }
  for (const [, input] of hostile()) answered(() => tables(input, { stations, workers }));
  const names = ["", "\ud800", "__proto__", "constructor", "x/y~z", "appraisal_2021", "appraisal_99999", "考核", "\0"];
  for (const name of names) {
    answered(() => tables(outline, { stations, workers }, { 年薪: name, [name]: "pay" }));
    answered(() =>
      tables(outline, { stations, workers }, JSON.parse(`{"__proto__": null, "年薪": ${JSON.stringify(name)}}`)),
    );
    answered(() =>
      tables(outline, {
        stations,
        workers: csv([
          [name, "社工站"],
          ["1", "2"],
        ]),
      }),
    );
  }
  assert.equal(tables(outline, { stations, workers }), wanted);
  assert.equal(kept.plan(), wanted);
});

test("places of a list are told by the rows of the file", () => {
  const calculator = Calculator.ofTables(outline, { stations, workers: workers.replace("\nb,", "\n,,,,\nb,") });
  assert.deepEqual(calculator.rows("workers", [0, 1, 7]), [2, 4]);
  assert.deepEqual(calculator.rows("hires", [0]), []);
});
