// Holds the calculator, away from the page's thread. The module's bytes are part of this file, because a page
// opened from disk may fetch nothing, and this page's policy allows no connection at all.
import init, { Calculator, PlanError, TableError, check, parse, preset, presets } from "shuangbai/bare";
import type { Change, Hire, Plan, Programme, Reform } from "shuangbai/bare";
import { gunzipSync } from "fflate";
import packed from "virtual:shuangbai-module";
import type { Ask, Fault, Ground, GroundSent, Reply, Request, TableKind, View, Whole } from "./messages";
import { type ReformChoice, reformYear } from "../state/reform";
import { choiceOf, reformOf, standing } from "./reform";
import { calculatorOf, planOf, previewOf } from "./tables";
import { view } from "./view";

/** No more faults than this go to the page; it tells how many there are. */
const MOST_FAULTS = 200;

const say = (reply: Reply) => postMessage(reply);
let ground: Ground | null = null;
/** The calculator, and the hires that came in a table. */
let kept: { key: string; calculator: Calculator; hires: Hire[] } | null = null;
/** What was wrong with the last question or plan file: what the page shows the beginning of. */
let lastFaults: { all: Fault[]; whole: number } = { all: [], whole: 0 };
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

function calculator(of: Ground): NonNullable<typeof kept> {
  if (kept?.key !== of.key) {
    kept?.calculator.free();
    kept = null;
    lastBase = null;
    const calculator = calculatorOf(of);
    const hires = of.tables.hires ? (parse(calculator.plan()).hires ?? []) : [];
    kept = { key: of.key, calculator, hires };
  }
  return kept;
}

/** The change that is asked for: hires that are typed come before those of the table, not instead of them. */
function withTable(change: Change, hires: readonly Hire[]): Change {
  return change.hires ? { ...change, hires: [...change.hires, ...hires] } : change;
}

const programmeOf = (programme: Plan["programme"]): Programme =>
  typeof programme === "string" ? parse(preset(programme)) : programme;

/** What is compared, as a merge patch; null where nothing is. */
function patchOf({ outline: { programme, horizon } }: Ground, reform: Ask["reform"]): Reform | null {
  return "patch" in reform ? reform.patch : reformOf(programmeOf(programme), reform, horizon);
}

function answer({ id, ground: sent, base, reform, year }: Ask): Reply {
  const start = performance.now();
  const of = groundOf(sent);
  const { calculator: held, hires } = calculator(of);
  const asked = withTable(base, hires);
  // While only the reform moves, the base stays as it was.
  const key = JSON.stringify([base, year]);
  if (lastBase?.key !== key) lastBase = { key, view: view(parse(held.change(asked)), year) };
  const patch = patchOf(of, reform);
  const other = patch && view(parse(held.change({ ...asked, reform: patch })), year);
  const { programme, horizon } = of.outline;
  const from = "patch" in reform ? horizon.first : reformYear(reform, horizon);
  return {
    kind: "view",
    id,
    base: lastBase.view,
    reform: other,
    standing: standing(programmeOf(programme), from),
    ms: performance.now() - start,
  };
}

function file({ what, ground: sent, base, reform }: Whole): string {
  const of = groundOf(sent);
  const { calculator: held, hires } = calculator(of);
  const patch = patchOf(of, reform);
  if (what === "plan") return planText(of, base, patch);
  const asked = withTable(base, hires);
  return held.change(what === "reform" && patch ? { ...asked, reform: patch } : asked);
}

/** The plan as a file: what is asked, the tables' rows in it, the programme and the reform as they were chosen. */
function planText(of: Ground, base: Change, reform: Reform | null): string {
  const read = planOf(of);
  const rows = typeof read === "string" ? parse<Plan>(read) : read;
  const { programme } = of.outline;
  const plan = JSON.stringify(
    { ...rows, ...withTable(base, rows.hires ?? []), programme, ...(reform && { reform }) },
    null,
    1,
  );
  check(plan);
  return plan;
}

/** The controls that say the reform of a plan file that is right, if it has one. */
function choiceIn(text: string): ReformChoice | null {
  check(text);
  const { programme, horizon, reform } = JSON.parse(text) as Plan & { reform?: Reform };
  return reform ? choiceOf(programmeOf(programme), reform, horizon) : null;
}

function handle(request: Request): Reply {
  if (request.kind === "ask") return answer(request);
  const { id } = request;
  if (request.kind === "whole") return { kind: "text", id, text: file(request) };
  if (request.kind === "check") return { kind: "checked", id, choice: choiceIn(request.text) };
  if (request.kind === "allFaults") return { kind: "faults", id, faults: lastFaults.all, whole: lastFaults.whole };
  return { kind: "previewed", id, preview: previewOf(request.data, request.table) };
}

/** Errors come in the order of their pointers' bytes, 10 before 9; people read a list from its top. */
function inOrder(errors: readonly Fault[]): Fault[] {
  const kinds: readonly (TableKind | undefined)[] = [undefined, "stations", "workers", "hires"];
  const place = ({ table }: Fault) => kinds.indexOf(table);
  const within = (a: Fault, b: Fault) =>
    a.table ? (a.row ?? 0) - (b.row ?? 0) : a.at.localeCompare(b.at, "en", { numeric: true });
  return [...errors].sort((a, b) => place(a) - place(b) || within(a, b));
}

function faults({ id, kind }: Request, error: unknown): Reply {
  const told = (all: Fault[], more = 0): Reply => {
    const whole = all.length + more;
    if (kind === "ask" || kind === "check") lastFaults = { all, whole };
    return { kind: "faults", id, faults: all.slice(0, MOST_FAULTS), whole };
  };
  if (error instanceof PlanError) return told(inOrder(error.errors), error.more);
  // A table that can't be read at all, or memory that ran out: the module was then started anew.
  if (error instanceof RangeError) kept = null;
  if (error instanceof TableError) {
    const { table, line, zh, en } = error;
    return told([{ code: "table", at: "", table, row: line, zh, en }]);
  }
  return { kind: "broken", id, message: error instanceof Error ? error.message : String(error) };
}

onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    say(handle(data));
  } catch (error) {
    say(faults(data, error));
  }
};

init(unpacked(packed)).then(
  () => say({ kind: "ready", presets: presets().map((id) => parse(preset(id))) }),
  (error: unknown) => say({ kind: "broken", id: 0, message: String(error) }),
);
