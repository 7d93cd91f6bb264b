// Questions to a worker of one's own: both ends, joined by a worker that a test plays.

import assert from "node:assert/strict";
import { test } from "node:test";

import { root } from "./vectors.mjs";

const of = (file) => import(new URL(`crates/wasm/pkg/${file}.js`, root));
const { Exchange, answering } = await of("exchange");
const { PlanError, TableError, WorkbookError } = await of("errors");

/** An exchange with workers that answer by `answer`; each has what it was sent, in order. */
function joined(answer) {
  const threads = [];
  const start = () => {
    const inside = { postMessage: (message) => thread.onmessage?.({ data: structuredClone(message) }) };
    const thread = {
      sent: [],
      ended: false,
      postMessage: (message) => {
        const data = structuredClone(message);
        thread.sent.push(data);
        queueMicrotask(() => void inside.onmessage({ data }));
      },
      terminate: () => (thread.ended = true),
    };
    answering(answer, inside);
    threads.push(thread);
    return thread;
  };
  return { exchange: new Exchange(start), threads };
}

test("each question is answered in its turn, but of a topic's that wait only the newest", async () => {
  const { exchange, threads } = joined(async ({ number }) => number * 2);
  const ask = (number, topic) => exchange.put({ number }, { topic }).catch(({ name }) => name);
  const asked = [ask(1, "a"), ask(2), ask(3, "a"), ask(4, "b"), ask(5), ask(6, "a")];
  assert.deepEqual(await Promise.all(asked), [2, 4, "AbortError", 8, 10, 12]);
  // The one that a newer one overtook has lost its place, too.
  assert.deepEqual(
    threads.flatMap(({ sent }) => sent.map(({ number }) => number)),
    [1, 2, 4, 5, 6],
  );
});

test("what a question is about is sent once to a worker, and again after another", async () => {
  const opens = [];
  const { exchange, threads } = joined((_, opened) => void opens.push(opened?.name));
  const [a, b] = [{ name: "a" }, { name: "b" }];
  for (const opened of [a, a, undefined, a, b, a, a]) await exchange.put({}, { opened });
  assert.deepEqual(opens, ["a", undefined, undefined, undefined, "b", "a", undefined]);
  const stopped = exchange.put({}, { opened: a });
  exchange.abort();
  await assert.rejects(stopped, { name: "AbortError" });
  await exchange.put({}, { opened: a });
  assert.deepEqual([threads.length, threads[0].ended, opens.at(-1)], [2, true, "a"]);
});

test("what can't be sent was not sent: it is the same worker, and the next question brings what it is about", async () => {
  const { exchange, threads } = joined((_, opened) => opened);
  const opened = { name: "a" };
  await assert.rejects(exchange.put({ no: () => {} }, { opened }), { name: "DataCloneError" });
  assert.deepEqual(await exchange.put({}, { opened }), opened);
  assert.equal(threads.length, 1);
});

test("errors of the package arrive as what they were, others as plain errors, and so does an answer that no message holds", async () => {
  const errors = [{ code: "missing", at: "/horizon", zh: "缺", en: "none" }];
  const table = { table: "workers", line: 3, zh: "坏", en: "bad" };
  const book = { code: "damaged", cell: "站点!A3", zh: "坏", en: "damaged" };
  const thrown = [
    new PlanError({ errors, more: 2 }),
    new TableError(table),
    new WorkbookError(book),
    new RangeError("memory"),
  ];
  const { exchange, threads } = joined(({ which }) => {
    if (!thrown[which]) return () => {};
    throw thrown[which];
  });
  for (const [which, error] of thrown.entries()) {
    await assert.rejects(exchange.put({ which }), (heard) => {
      assert.equal(heard.constructor, error.constructor);
      assert.deepEqual({ ...heard, message: heard.message }, { ...error, message: error.message });
      return true;
    });
  }
  // Which it is Node 20 doesn't tell: it copies a `DOMException` as nothing.
  await assert.rejects(exchange.put({ which: 9 }));
  assert.equal(threads.length, 1);
});

test("parts of an answer are heard in order before its end, and whoever throws at one ends it", async () => {
  const counted = ({ to }, _, part) => {
    for (let number = 1; number <= to; number++) part({ number });
    return "all";
  };
  const { exchange, threads } = joined(counted);
  const heard = [];
  assert.equal(await exchange.put({ to: 3 }, { part: ({ number }) => heard.push(number) }), "all");
  assert.deepEqual(heard, [1, 2, 3]);
  assert.equal(await exchange.put({ to: 3 }), "all");
  const enough = new Error("enough");
  const throwing = () => {
    throw enough;
  };
  const [ended, next] = [exchange.put({ to: 3 }, { part: throwing }), exchange.put({ to: 0 })];
  await assert.rejects(ended, enough);
  assert.equal(await next, "all");
  assert.deepEqual([threads.length, threads[0].ended], [2, true]);
});

test("where no worker is to be had each question is told so, until there is one", async () => {
  let allowed = false;
  const { exchange } = joined(() => "well");
  const blocked = new Exchange(() => {
    if (!allowed) throw new DOMException("denied", "SecurityError");
    return { postMessage() {}, terminate() {} };
  });
  for (let time = 0; time < 2; time++) await assert.rejects(blocked.put({}), { name: "SecurityError" });
  allowed = true;
  const waits = blocked.put({});
  blocked.dispose();
  await assert.rejects(waits, { name: "AbortError" });
  await assert.rejects(blocked.put({}), { name: "AbortError" });
  assert.equal(await exchange.put({}), "well");
});
