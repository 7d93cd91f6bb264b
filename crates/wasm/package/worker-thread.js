// The worker of worker.js: it keeps one calculator.

import { answering } from "./exchange.js";
import init, { Calculator, ask } from "./index.js";

/** What the calculator is made of, when it is first needed. */
let source;
let calculator;

async function answer({ door, given }, opened, part) {
  if (opened) {
    calculator?.free();
    [source, calculator] = [opened, undefined];
  }
  await init();
  if (door === "ask") return ask(...given);
  if (!source) throw new Error("no plan is open");
  calculator ??= source.length === 1 ? new Calculator(...source) : Calculator.ofTables(...source);
  try {
    return door === "sheetByMonth" ? byMonth(part, ...given) : calculator[door](...given);
  } catch (error) {
    // Memory ran out: the module was started anew, and the calculator is lost.
    if (error instanceof RangeError) calculator = undefined;
    throw error;
  }
}

/** Whose rows there can be goes along with the first month. */
function byMonth(part, first, last, asked) {
  let known = false;
  const show = ({ keys, ...month }) => {
    const { key, count, amounts } = month;
    part(known ? month : { keys, ...month }, [key.buffer, count.buffer, amounts.pay.buffer]);
    known = true;
  };
  calculator.sheetByMonth(first, last, show, asked);
}

answering(answer);
