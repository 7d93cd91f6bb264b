// The worker of worker.js: it keeps one calculator, and answers one question at a time.

import init, { Calculator, PlanError, TableError, ask } from "./index.js";

/** What the calculator is made of, when it is first needed. */
let source;
let calculator;

async function answer({ opened, door, given }) {
  if (opened) {
    calculator?.free();
    [source, calculator] = [opened, undefined];
  }
  await init();
  if (door === "ask") return ask(...given);
  if (!source) throw new Error("no plan is open");
  calculator ??= source.length === 1 ? new Calculator(...source) : Calculator.ofTables(...source);
  return calculator[door](...given);
}

/** An error as a message holds it: those of this package by what they tell. */
function said(error) {
  if (error instanceof PlanError) return { refused: "PlanError", told: { errors: error.errors, more: error.more } };
  if (error instanceof TableError) {
    const { table, line, zh, en } = error;
    return { refused: "TableError", told: { table, line, zh, en } };
  }
  // Memory ran out: the module was started anew, and the calculator is lost.
  if (error instanceof RangeError) calculator = undefined;
  return { error };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ answer: await answer(data) });
  } catch (error) {
    self.postMessage(said(error));
  }
};
