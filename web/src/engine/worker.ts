// Holds the calculator, away from the page's thread. The module's bytes are part of this file, because a page
// opened from disk may fetch nothing, and this page's policy allows no connection at all.
import init, { Calculator, PlanError, TableError, check, parse, preset, presets } from "shuangbai/bare";
import type { Change, Plan } from "shuangbai/bare";
import { gunzipSync } from "fflate";
import packed from "virtual:shuangbai-module";
import type { Ask, Fault, Ground, GroundSent, Reply, Request, View, Whole } from "./messages";
import { calculatorOf, planOf, previewOf } from "./tables";
import { view } from "./view";

/** No more faults than this go to the page; it tells how many there are. */
const MOST_FAULTS = 200;

const say = (reply: Reply) => postMessage(reply);
let ground: Ground | null = null;
let kept: { key: string; calculator: Calculator } | null = null;
let lastBase: { key: string; view: View } | null = null;

/** Unpacked here and not by the browser's own stream, which Firefox has since 113 only. */
function unpacked(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const all = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) all[place] = binary.charCodeAt(place);
  return gunzipSync(all) as Uint8Array<ArrayBuffer>;
}

function groundOf(sent: GroundSent): Ground {
  if ("outline" in sent) ground = sent;
  if (ground?.key !== sent.key) throw new Error("the worker has another plan");
  return ground;
}

function calculator(of: Ground): Calculator {
  if (kept?.key !== of.key) {
    kept?.calculator.free();
    kept = null;
    lastBase = null;
    kept = { key: of.key, calculator: calculatorOf(of) };
  }
  return kept.calculator;
}

function answer({ id, ground: sent, base, reform, year }: Ask): Reply {
  const start = performance.now();
  const held = calculator(groundOf(sent));
  // While only the reform moves, the base stays as it was.
  const key = JSON.stringify([base, year]);
  if (lastBase?.key !== key) lastBase = { key, view: view(parse(held.change(base)), year) };
  const other = reform && view(parse(held.change({ ...base, reform })), year);
  return { kind: "view", id, base: lastBase.view, reform: other, ms: performance.now() - start };
}

function whole({ what, ground: sent, base, reform }: Whole): string {
  const of = groundOf(sent);
  if (what === "plan") return planText(of, base, reform);
  return calculator(of).change(what === "reform" && reform ? { ...base, reform } : base);
}

/** The plan as a file: what is asked, written out, with the changes in it. */
function planText(of: Ground, base: Change, reform: Change["reform"] | null): string {
  const plan = planOf(of);
  const object = (typeof plan === "string" ? JSON.parse(plan) : plan) as Partial<Plan>;
  const assumptions = { ...object.assumptions, ...base.assumptions };
  return check(JSON.stringify({ ...object, ...base, assumptions, ...(reform && { reform }) }));
}

function handle(request: Request): Reply {
  if (request.kind === "ask") return answer(request);
  const { id } = request;
  if (request.kind === "whole") return { kind: "text", id, text: whole(request) };
  return { kind: "previewed", id, preview: previewOf(request.data, request.table) };
}

function faults(id: number, error: unknown): Reply {
  if (error instanceof PlanError) {
    const all: Fault[] = error.errors;
    return { kind: "faults", id, faults: all.slice(0, MOST_FAULTS), whole: all.length };
  }
  // A table that can't be read at all, or memory that ran out: the module was then started anew.
  if (error instanceof RangeError) kept = null;
  if (error instanceof TableError) {
    const { table, line, zh, en } = error;
    return { kind: "faults", id, faults: [{ code: "table", at: "", table, row: line, zh, en }], whole: 1 };
  }
  return { kind: "broken", id, message: error instanceof Error ? error.message : String(error) };
}

onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    say(handle(data));
  } catch (error) {
    say(faults(data.id, error));
  }
};

init(unpacked(packed)).then(
  () => say({ kind: "ready", presets: presets().map((id) => parse(preset(id))) }),
  (error: unknown) => say({ kind: "broken", id: 0, message: String(error) }),
);
