// Holds the calculator, away from the page's thread. The module's bytes are part of this file, because a page
// opened from disk may fetch nothing, and this page's policy allows no connection at all.
import init, { Calculator, PlanError, TableError, check, parse, preset, presets } from "shuangbai/bare";
import type { Change, Hire, Plan } from "shuangbai/bare";
import { gunzipSync } from "fflate";
import packed from "virtual:shuangbai-module";
import type { Ask, Fault, Ground, GroundSent, Reply, Request, TableKind, View, Whole } from "./messages";
import { calculatorOf, planOf, previewOf } from "./tables";
import { view } from "./view";

/** No more faults than this go to the page; it tells how many there are. */
const MOST_FAULTS = 200;

const say = (reply: Reply) => postMessage(reply);
let ground: Ground | null = null;
/** The calculator, and the hires that came in a table. */
let kept: { key: string; calculator: Calculator; hires: Hire[] } | null = null;
/** What was wrong with the last question or plan file: what the page shows the beginning of. */
let lastFaults: Fault[] = [];
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

function answer({ id, ground: sent, base, reform, year }: Ask): Reply {
  const start = performance.now();
  const { calculator: held, hires } = calculator(groundOf(sent));
  const asked = withTable(base, hires);
  // While only the reform moves, the base stays as it was.
  const key = JSON.stringify([base, year]);
  if (lastBase?.key !== key) lastBase = { key, view: view(parse(held.change(asked)), year) };
  const other = reform && view(parse(held.change({ ...asked, reform })), year);
  return { kind: "view", id, base: lastBase.view, reform: other, ms: performance.now() - start };
}

function file({ what, ground: sent, base, reform }: Whole): string {
  const of = groundOf(sent);
  if (what === "plan") return planText(of, base, reform);
  const { calculator: held, hires } = calculator(of);
  const asked = withTable(base, hires);
  return held.change(what === "reform" && reform ? { ...asked, reform } : asked);
}

/** The plan as a file: what is asked, the tables' rows in it, the programme and the reform as they were chosen. */
function planText(of: Ground, base: Change, reform: Change["reform"] | null): string {
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

function handle(request: Request): Reply {
  if (request.kind === "ask") return answer(request);
  const { id } = request;
  if (request.kind === "whole") return { kind: "text", id, text: file(request) };
  if (request.kind === "check") return { kind: "text", id, text: check(request.text) };
  if (request.kind === "allFaults") return { kind: "faults", id, faults: lastFaults, whole: lastFaults.length };
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
  const told = (all: Fault[]): Reply => {
    if (kind === "ask" || kind === "check") lastFaults = all;
    return { kind: "faults", id, faults: all.slice(0, MOST_FAULTS), whole: all.length };
  };
  if (error instanceof PlanError) return told(inOrder(error.errors));
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
