// The client of a worker: what it sends and drops, told by a worker that a test plays; then the real one, in Chromium.

import assert from "node:assert/strict";
import { test } from "node:test";

import { onPage } from "./chromium.mjs";
import { root } from "./vectors.mjs";

const { Client } = await import(new URL("crates/wasm/pkg/worker.js", root));
const { PlanError, TableError } = await import(new URL("crates/wasm/pkg/errors.js", root));

const isAborted = { name: "AbortError" };

/** A client, and the workers that it starts: each tells what it was sent, and answers when it is told to. */
function played() {
  const threads = [];
  const start = () => {
    const thread = {
      sent: [],
      ended: false,
      postMessage: (message) => thread.sent.push(structuredClone(message)),
      terminate: () => (thread.ended = true),
      says: (data) => thread.onmessage?.({ data }),
    };
    threads.push(thread);
    return thread;
  };
  return { client: new Client(start), threads };
}

test("of the questions that wait only the newest is asked, and the others are dropped", async () => {
  const { client, threads } = played();
  client.open({ by: "city" });
  const asked = [1, 2, 3, 4].map((rate) => client.reform({ rate }));
  const dropped = asked.slice(1, 3).map((question) => assert.rejects(question, isAborted));
  const [thread] = threads;
  assert.deepEqual(thread.sent, [{ opened: [{ by: "city" }], door: "reform", given: [{ rate: 1 }] }]);
  thread.says({ answer: "one" });
  assert.equal(await asked[0], "one");
  await Promise.all(dropped);
  // The plan is there already.
  assert.deepEqual(thread.sent[1], { opened: undefined, door: "reform", given: [{ rate: 4 }] });
  thread.says({ answer: "four" });
  assert.equal(await asked[3], "four");
  assert.deepEqual([threads.length, thread.sent.length], [1, 2]);
});

test("another plan drops what waits, and is sent with the next question", async () => {
  const { client, threads } = played();
  client.open("a");
  const [running, waiting] = [client.forecast(), client.plan()];
  client.openTables({}, { stations: "code" });
  await assert.rejects(waiting, isAborted);
  const [thread] = threads;
  thread.says({ answer: "of a" });
  assert.equal(await running, "of a");
  client.rows("stations", [0]).catch(() => {});
  const tables = [{}, { stations: "code" }, undefined, undefined, undefined];
  assert.deepEqual(thread.sent[1], { opened: tables, door: "rows", given: ["stations", [0]] });
});

test("what is aborted ends its worker, and the next question starts another with the same plan", async () => {
  const { client, threads } = played();
  client.open("plan");
  const lost = [client.forecast(), client.forecast()].map((question) => assert.rejects(question, isAborted));
  client.abort();
  await Promise.all(lost);
  assert.equal(threads[0].ended, true);
  const again = client.forecast();
  // A late answer of the worker that was ended reaches nobody.
  threads[0].says({ answer: "late" });
  assert.deepEqual(threads[1].sent, [{ opened: ["plan"], door: "forecast", given: [] }]);
  threads[1].says({ answer: "now" });
  assert.equal(await again, "now");
  // With nothing under way the worker stays.
  client.abort();
  assert.equal(threads[1].ended, false);
});

test("a client that is disposed of ends its worker, and answers nothing any more", async () => {
  const { client, threads } = played();
  const running = assert.rejects(client.ask("{}"), isAborted);
  client.dispose();
  await running;
  await assert.rejects(client.forecast(), isAborted);
  assert.deepEqual([threads.length, threads[0].ended], [1, true]);
  client.dispose();
});

test("what is wrong is the error that the module throws, and the next question is answered", async () => {
  const { client, threads } = played();
  const wrong = (told, check) => {
    const rejected = assert.rejects(client.forecast(), check);
    threads[0].says(told);
    return rejected;
  };
  // It can't be sent: nothing was under way, so nothing is ended.
  await assert.rejects(
    client.change(() => {}),
    { name: "DataCloneError" },
  );
  const errors = [{ code: "missing", at: "/horizon", zh: "缺", en: "none" }];
  await wrong({ refused: "PlanError", told: { errors, more: 2 } }, (error) => {
    assert.ok(error instanceof PlanError && error.more === 2);
    assert.deepEqual(error.errors, errors);
    return true;
  });
  const table = { table: "workers", line: 3, zh: "坏", en: "bad" };
  await wrong({ refused: "TableError", told: table }, (error) => error instanceof TableError && error.line === 3);
  await wrong({ error: new RangeError("memory") }, RangeError);
  assert.equal(threads[0].ended, false);
  // A worker that breaks is ended, and another started.
  const broken = assert.rejects(client.forecast(), /not there/);
  threads[0].onerror({ message: "not there" });
  await broken;
  const next = client.forecast();
  threads[1].says({ answer: "well" });
  assert.equal(await next, "well");
});

const outline = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2030 },
  assumptions: { fill: "norm", pass_rate: "0.96" },
};
const plan = { ...outline, stations: [{ code: "440203001", name: "西河镇", villages: 12, opens: "2021-08" }] };
const question = { plan, why: { at: "/totals/0/pay" } };
const tables = { stations: "编码,名称,村居数\n440203001,西河镇,12\n" };

/** What a page finds: answers as they are, errors by what they tell. */
async function inPage(plan, outline, question, tables) {
  const { Client } = await import("/crates/wasm/pkg/worker.js");
  const { PlanError, TableError } = await import("/crates/wasm/pkg/errors.js");
  const client = new Client();
  const told = (error) => ({
    name: error.name,
    ours: error instanceof PlanError || error instanceof TableError,
    codes: error.errors?.map(({ code }) => code),
    table: error.table,
  });
  const of = (asked) => asked.catch(told);
  const found = {};
  found.none = await of(client.forecast());
  client.open(plan);
  found.forecast = await of(client.forecast());
  const rates = ["0.01", "0.02", "0.03"].map((rate) => of(client.reform({ raise: [{ from: 2021, rate }] })));
  found.reforms = await Promise.all(rates);
  found.asked = await of(client.ask(question));
  const sure = { change: { assumptions: { pass_rate: "1" } } };
  found.months = [];
  const take = ({ month, keys, key, count, amounts }) =>
    found.months.push([month, keys.at[key[0]], count[0], String(amounts.payable[0])]);
  found.shown = (await of(client.sheetByMonth("2021-08", "2022-01", take, sure))) ?? "all";
  found.uncertain = await of(client.sheetByMonth("2021-08", "2022-01", take));
  found.wrong = await of(client.change({ by: "town" }));
  const stopped = of(client.forecast());
  client.abort();
  found.stopped = await stopped;
  found.again = await of(client.forecast());
  client.openTables(outline, tables);
  found.rows = await of(client.rows("stations", [0]));
  client.openTables(outline, { stations: new Uint8Array([0xff, 0xfe, 0x00]) });
  found.noTable = await of(client.forecast());
  client.open({ ...plan, by: "town" });
  found.bad = [await of(client.forecast()), await of(client.plan())];
  client.dispose();
  found.disposed = await of(client.forecast());
  return found;
}

test("in a page, under a strict policy, the worker's answers are those of Node", async () => {
  const node = await import(new URL("crates/wasm/pkg/node.js", root));
  const calculator = new node.Calculator(plan);
  const pages = { "/page.html": "<!doctype html><title></title>" };
  await onPage(undefined, pages, "/page.html", async (page) => {
    const found = await page.evaluate(`(${inPage})(...${JSON.stringify([plan, outline, question, tables])})`);
    assert.match(found.none.name, /Error/);
    assert.equal(found.forecast, calculator.forecast());
    const reform = (rate) => calculator.reform({ raise: [{ from: 2021, rate }] });
    assert.deepEqual(
      [found.reforms[0], found.reforms[1].name, found.reforms[2]],
      [reform("0.01"), "AbortError", reform("0.03")],
    );
    assert.equal(found.asked, node.ask(question));
    const months = [];
    const take = ({ month, keys, key, count, amounts }) =>
      months.push([month, keys.at[key[0]], count[0], String(amounts.payable[0])]);
    calculator.sheetByMonth("2021-08", "2022-01", take, { change: { assumptions: { pass_rate: "1" } } });
    assert.equal(months.length, 6);
    assert.deepEqual([found.shown, found.months], ["all", months]);
    assert.deepEqual(found.uncertain.codes, ["uncertain"]);
    assert.deepEqual([found.wrong.name, found.wrong.ours, found.wrong.codes], ["PlanError", true, ["choice"]]);
    assert.equal(found.stopped.name, "AbortError");
    assert.equal(found.again, found.forecast);
    assert.deepEqual(found.rows, [2]);
    assert.deepEqual([found.noTable.name, found.noTable.ours, found.noTable.table], ["TableError", true, "stations"]);
    assert.deepEqual(
      found.bad.map(({ name, codes }) => [name, ...codes]),
      [0, 1].map(() => ["PlanError", "choice"]),
    );
    assert.equal(found.disposed.name, "AbortError");
  });
});
