// The worked plans of tests/vectors, and what Rust answers to each: shared by Node and Chromium.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

export const root = new URL("../../", import.meta.url);

/** The vectors that have a forecast (`good`) or errors (`bad`): name, plan as text, and what is wanted. */
export function vectors(kind) {
  return (kind === "good" ? ["good", "found"] : [kind]).flatMap(vectorsIn);
}

function vectorsIn(kind) {
  const folder = new URL(`tests/vectors/${kind}/`, root);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, folder), "utf8");
      const vector = JSON.parse(text);
      const name = `${kind}/${file.replace(".json", "")}`;
      // The text of the plan itself, cut out: JSON.parse would lose keys given twice and long numbers.
      return { name, plan: vector.text ?? planText(text), wanted: vector.forecast ?? vector.errors };
    });
}

/** The worked questions (rules 16 to 21): name, question as text, and the answer that is wanted, texts left out. */
export function questions() {
  const folder = new URL("tests/vectors/questions/", root);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const { question, answer } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      return { name: file.replace(".json", ""), question: JSON.stringify(question), wanted: answer };
    });
}

/** What stands under the key "plan" of a vector, as it is written. */
function planText(text) {
  const start = text.indexOf("{", text.search(/"plan"\s*:/));
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth += 1;
    else if (char === "}" && (depth -= 1) === 0) return text.slice(start, at + 1);
  }
  throw new Error("a vector has a plan");
}

/** What Rust answers to plans, or by the example `ask` to questions, a line each. */
export function rustAnswers(plans, example = "forecast") {
  const input = plans.map((plan) => plan.replaceAll(/[\r\n]/g, " ")).join("\n") + "\n";
  const build = ["build-checked", "--quiet", "--example", example];
  execFileSync("cargo", build, { cwd: root, stdio: "inherit" });
  const engine = `${process.env.CARGO_TARGET_DIR ?? "target"}/debug/examples/${example}`;
  const run = spawnSync(engine, ["--lines"], { cwd: root, input, maxBuffer: 2 ** 30, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.split("\n").slice(0, -1);
}

/** What a door of the package answers, as `--lines` writes it. */
export function answer({ PlanError }, ask) {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return JSON.stringify({ errors: error.errors, ...(error.more && { more: error.more }) });
  }
}

/** What nobody should give: by name, texts and other values. */
export function* hostile() {
  const plan = vectors("good")[0].plan;
  const tree = JSON.parse(plan);
  for (const value of [
    null,
    undefined,
    true,
    0,
    -0,
    Infinity,
    NaN,
    [],
    [[]],
    "",
    " ",
    "\0",
    () => 0,
    Symbol("s"),
    new Date(0),
  ]) {
    yield [`the value ${String(value)}`, value];
  }
  for (const text of [
    "null",
    "[]",
    "{}",
    "0",
    "-",
    "1e9999999999",
    "9".repeat(5000),
    `"${"x".repeat(5000)}"`,
    '{"a":1}x',
  ]) {
    yield [`the text ${text.slice(0, 20)}`, text];
  }
  yield ["a lone surrogate", plan.replace("440203001", "\ud800")];
  yield ["an escaped lone surrogate", plan.replace("440203001", "\\ud800")];
  yield ["lone surrogates in an object", { ...tree, by: "\udfff\ud800" }];
  yield ["an emoji in parts", plan.replace("440203001", "\\ud83d\\ude00")];
  yield ["a byte order mark", `\ufeff${plan}`];
  yield ["all of Unicode's edges", plan.replace("440203001", "\u0000\u007f\u2028\uffff\u{10ffff}\u202e")];
  for (const deep of [127, 128, 200_000]) yield [`${deep} lists deep`, "[".repeat(deep) + "]".repeat(deep)];
  yield ["deep objects", '{"a":'.repeat(100_000)];
  yield ["a prototype", plan.replace("{", '{"__proto__":{"by":"city"},"constructor":1,')];
  yield ["huge numbers", plan.replace(/"first": *\d+/, `"first": ${"9".repeat(400)}`)];
  yield ["negative years", plan.replace(/"first": *\d+/, '"first": -2017')];
  yield ["a long text", JSON.stringify({ ...tree, by: "x".repeat(2e6) })];
  yield ["many keys", JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, 0])))];
  yield ["many stations alike", JSON.stringify({ ...tree, stations: Array(50_000).fill(tree.stations[0]) })];
  yield ["many zeros", `{"stations":[${"0,".repeat(300_000)}0]}`];
  for (let end = 1; end < plan.length; end += 97) yield [`cut off at ${end}`, plan.slice(0, end)];
}
