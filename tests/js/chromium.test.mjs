// The built package in headless Chromium, as a plain module script under a strict content security policy:
// every worked plan has the bytes that Rust gives, and those that Node gives hostile input.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inChromium, onPage } from "./chromium.mjs";
import { answer, hostile, root, rustAnswers, vectors } from "./vectors.mjs";

/** Answers plans in a worker. */
async function answers(plans) {
  const { default: init, PlanError, forecast, Calculator } = await import("/crates/wasm/pkg/index.js");
  await init();
  const one = (ask) => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      return JSON.stringify({ errors: error.errors, ...(error.more && { more: error.more }) });
    }
  };
  return plans.map((plan) => [one(() => forecast(plan)), one(() => new Calculator(plan).forecast())]);
}

test("every worked plan, good and bad, has the bytes that Rust gives, in a worker", async () => {
  const all = ["good", "bad"].flatMap(vectors);
  const plans = all.map(({ plan }) => plan.replaceAll(/[\r\n]/g, " "));
  const wanted = rustAnswers(plans);
  for (const [index, [found, kept]] of (await inChromium(answers, plans)).entries()) {
    assert.equal(found, wanted[index], all[index].name);
    assert.equal(kept, wanted[index], `${all[index].name}, kept`);
  }
});

test("hostile texts are answered as in Node", async () => {
  const node = await import(new URL("crates/wasm/pkg/node.js", root));
  // A lone surrogate does not survive the way into the page.
  const texts = [...hostile()].filter(([, text]) => typeof text === "string" && text.isWellFormed());
  const found = await inChromium(
    answers,
    texts.map(([, text]) => text),
  );
  for (const [index, [name, text]] of texts.entries()) {
    assert.equal(
      found[index][0],
      answer(node, () => node.forecast(text)),
      name,
    );
  }
});

test("a plain module script on the page's own thread takes it, and lone surrogates do no harm", async () => {
  const script = `import init, { PlanError, forecast, presets } from "/crates/wasm/pkg/index.js";
    await init();
    let errors;
    try { forecast('{"by":"\\ud800"}'); } catch (error) { errors = error instanceof PlanError && error.errors.length; }
    document.title = JSON.stringify([presets(), errors]);`;
  const html = '<!doctype html><title></title><script type="module" src="/script.js"></script>';
  await onPage(undefined, { "/page.html": html, "/script.js": script }, "/page.html", async (page, wrong, written) => {
    await page.waitForFunction(() => document.title !== "", undefined, { timeout: 20_000 });
    assert.deepEqual(JSON.parse(await page.title()), [["guangdong-2017", "guangdong-2021"], 4]);
    assert.deepEqual(
      [...wrong, ...written].filter((text) => !text.includes("favicon") && !text.includes("404")),
      [],
    );
  });
});
