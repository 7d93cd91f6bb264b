// Holds the calculator, away from the page's thread.
import init, { Calculator, PlanError, TableError, allot, ask, check, parse, preset, presets } from "shuangbai/bare";
import type { Change, Hint, Hire, Plan, Question as PlanQuestion, Programme, Reform, Row } from "shuangbai/bare";
import { answering } from "shuangbai/exchange";
import type {
  Ask,
  Asked,
  Fault,
  FigureAt,
  Ground,
  QuestionAsk,
  Reply,
  Request,
  TableKind,
  View,
  Whole,
  Wondered,
} from "./messages";
import { ofPart, quotaOf } from "./quota";
import { choiceOf, reformOf, standing } from "./reform";
import { Refusal, grouped, inOrder, ofAllRounds } from "./faults";
import { soughtIn } from "./seek";
import { calculatorOf, planOf, previewOf } from "./tables";
import { whenSent } from "./unpacked";
import { rangesOf, view } from "./view";

/** No more faults that differ than this go to the page; it tells how many there are. */
const MOST_GROUPS = 200;

/** A calculator, the hires that came in a table, and whether its stations are in some cities only. */
interface Kept {
  key: string;
  calculator: Calculator;
  hires: Hire[];
  part: boolean;
}
let all: Programme[] = [];
let ground: Ground | null = null;
let kept: Kept | null = null;
/** What was wrong with the last question or plan file: what the page shows the beginning of. */
let lastFaults: Fault[] = [];
let lastBase: { key: string; view: View } | null = null;

/** What was sent last. */
function grounded(): Ground {
  if (!ground) throw new Error("the worker has no plan");
  return ground;
}

function calculator(of: Ground): Kept {
  if (kept?.key !== of.key) {
    kept?.calculator.free();
    kept = null;
    lastBase = null;
    const calculator = calculatorOf(of);
    const plan = of.tables.hires || of.tables.stations ? parse(calculator.plan()) : of.outline;
    const cities = new Set((plan.stations ?? []).map(({ code }) => code.slice(0, 4)));
    const hires = of.tables.hires ? (plan.hires ?? []) : [];
    kept = { key: of.key, calculator, hires, part: cities.size < of.cities };
  }
  return kept;
}

/**
 * The change that is asked for: hires that are typed come before those of the table, not instead of them, and over
 * a part of the province its funds are the part's.
 */
function whole({ base, quota }: Asked, of: Ground, { hires, part }: Kept): Change {
  const funds = part ? ofPart(programmeOf(of.outline.programme), all, quota) : null;
  return {
    ...base,
    ...(base.hires && { hires: [...base.hires, ...hires] }),
    ...(funds && { reform: funds }),
  };
}

/** The same under a reform, which may speak of funds itself. */
const under = (asked: Change, patch: Reform): Change => ({
  ...asked,
  reform: { ...(asked.reform as Reform | undefined), ...patch },
});

const programmeOf = (programme: Plan["programme"]): Programme =>
  typeof programme === "string" ? parse(preset(programme)) : programme;

/** What is compared, as a merge patch; null where nothing is. */
function patchOf({ outline: { programme } }: Ground, reform: Ask["reform"]): Reform | null {
  return "patch" in reform ? reform.patch : reformOf(programmeOf(programme), reform);
}

function answer(asking: Ask): Reply {
  const start = performance.now();
  const { reform, year } = asking;
  const of = grounded();
  const held = calculator(of);
  const asked = whole(asking, of, held);
  const programme = programmeOf(of.outline.programme);
  const shown = (change: Change) => {
    const all = view(parse(held.calculator.change(change)), year, rangesOf(programme, change.reform));
    return { ...all, unlikely: all.unlikely.map((hint) => placed(hint, of, held, change)) };
  };
  // While only the reform moves, the base stays as it was.
  const key = JSON.stringify([asked, year]);
  if (lastBase?.key !== key) lastBase = { key, view: shown(asked) };
  const patch = patchOf(of, reform);
  const none = { from: of.outline.horizon.first, standard: null, follow: false, province: null, raise: null };
  const choice = "patch" in reform ? none : reform;
  return {
    kind: "view",
    base: lastBase.view,
    reform: patch && shown(under(asked, patch)),
    standing: standing(programme, choice, choice.from),
    part: held.part,
    ms: performance.now() - start,
  };
}

/** A hint with the rows of the table that it is about. */
function placed(hint: Hint, of: Ground, { calculator }: Kept, change: Change): View["unlikely"][number] {
  const list = hint.at.split("/")[1] as TableKind;
  // Hires that are typed come before those of a table.
  if (!hint.rows?.length || !of.tables[list] || (list === "hires" && change.hires)) return hint;
  return { ...hint, lines: calculator.rows(list, hint.rows) };
}

/** The answer, or what is wrong in all rounds. */
function answerOrFaults(asking: Ask): Reply {
  try {
    return answer(asking);
  } catch (error) {
    const of = grounded();
    if (!(error instanceof PlanError) || !Object.keys(of.tables).length) throw error;
    throw ofAllRounds(of, error, (left) => left.change(asking.base));
  }
}

function file(request: Whole): string {
  const { what, reform } = request;
  const of = grounded();
  const held = calculator(of);
  const patch = what === "forecast" || what === "base" ? null : patchOf(of, reform);
  const asked = whole(request, of, held);
  const change = patch ? under(asked, patch) : asked;
  return what === "plan" || what === "base" ? planText(of, change) : held.calculator.change(change);
}

/** The plan as a file: what is asked, the tables' rows in it, the programme and the reform as they were chosen. */
function planText(of: Ground, change: Change): string {
  const plan = JSON.stringify(planWith(of, change), null, 1);
  check(plan);
  return plan;
}

let lastRows: { key: string; rows: Plan } | null = null;

function planWith(of: Ground, change: Change): Plan {
  if (lastRows?.key !== of.key) {
    const read = planOf(of);
    lastRows = { key: of.key, rows: typeof read === "string" ? parse<Plan>(read) : (read as Plan) };
  }
  return { ...lastRows.rows, ...change, programme: of.outline.programme } as Plan;
}

/** So many parts of a sum are shown at first: an explanation goes all the way down. */
const FEW_PARTS = 3;

/** The pointer of a figure of the forecast. */
function pointer(figure: FigureAt, rows: () => readonly Row[]): string {
  if ("at" in figure) return figure.at;
  const place = rows().findIndex(({ year, region }) => year === figure.year && region === figure.region);
  return `/rows/${place}/${figure.figure}`;
}

/** A question about the plan; with a reform, about it under the reform. */
function question(request: QuestionAsk): Wondered {
  const of = grounded();
  const { about } = request;
  if ("allot" in about) return { allotment: allot(about.allot.amount, about.allot.claims) };
  const held = calculator(of);
  const asked = whole(request, of, held);
  const patch = patchOf(of, request.reform);
  const change = patch ? under(asked, patch) : asked;
  if ("sheet" in about) {
    const { first, last, stations } = about.sheet;
    return { sheet: parse(held.calculator.sheet(first, last, { stations, change })) };
  }
  if ("month" in about) {
    const found: Wondered = {};
    held.calculator.sheetByMonth(about.month, about.month, (month) => (found.month = month), { change });
    return found;
  }
  if ("calls" in about) {
    const { first, last, stations } = about.calls;
    return { calls: parse(held.calculator.calls(first, last, { stations, change })) };
  }
  const base = planWith(of, asked);
  const reformed = patch ? planWith(of, change) : base;
  const put = (asked: PlanQuestion): Wondered => parse(ask(asked));
  if ("compare" in about) {
    const { compare: figure, join } = about;
    return put({ plan: base, compare: { with: reformed, figure, join } });
  }
  if ("why" in about) {
    const { open, parts } = about.why;
    const at = pointer(about.why, () => parse(held.calculator.change(change)).rows);
    const why = (open: number[], fold: number) => parse(held.calculator.why(at, { open, fold, change }));
    if (parts === undefined) return { why: why(open, FEW_PARTS) };
    return { parts: Array.from({ length: parts }, (_, part) => why([...open, part], 1)) };
  }
  if ("record" in about) return put({ plan: reformed, record: {} });
  const choice = "patch" in request.reform ? null : request.reform;
  const programme = programmeOf(of.outline.programme);
  const { patch: forced, vary } = soughtIn(programme, choice, of.outline.horizon, about.seek.control);
  const plan = forced ? planWith(of, under(asked, forced)) : reformed;
  return put({ plan, seek: vary(parse(check(plan)), about.seek) });
}

/** The controls and the quota that say the reform of a plan file that is right, if they do. */
function choiceIn(text: string): Pick<Extract<Reply, { kind: "checked" }>, "choice" | "quota"> {
  check(text);
  const { programme, horizon, reform } = JSON.parse(text) as Plan & { reform?: Reform };
  if (!reform) return { choice: null, quota: null };
  const { funds, ...rest } = reform;
  const whole = programmeOf(programme);
  const quota = Array.isArray(funds) ? quotaOf(whole, all, funds) : null;
  return { choice: choiceOf(whole, quota ? rest : reform, horizon), quota };
}

function handle(request: Request): Reply {
  if (request.kind === "ready") return { kind: "ready", presets: all };
  if (request.kind === "ask") return answerOrFaults(request);
  if (request.kind === "whole") return { kind: "text", text: file(request) };
  if (request.kind === "question") return { kind: "answered", answer: question(request) };
  if (request.kind === "check") return { kind: "checked", ...choiceIn(request.text) };
  if (request.kind === "allFaults") return { kind: "allFaults", faults: lastFaults };
  return { kind: "previewed", preview: previewOf(request.data, request.table) };
}

/** What is wrong, of which the page is sent the beginning; what is no fault of anybody's input is thrown on. */
function faults({ kind }: Request, error: unknown): Reply {
  const told = (all: Fault[], more = 0): Reply => {
    if (kind === "ask" || kind === "check") lastFaults = all;
    return { kind: "faults", groups: grouped(all).slice(0, MOST_GROUPS), whole: all.length + more };
  };
  if (error instanceof PlanError || error instanceof Refusal) return told(inOrder(error.errors), error.more);
  // A table that can't be read at all, or memory that ran out: the module was then started anew.
  if (error instanceof RangeError) kept = null;
  if (error instanceof TableError) {
    const { table, line, zh, en } = error;
    return told([{ code: "table", at: "", table, row: line, zh, en }]);
  }
  throw error;
}

whenSent((module) => {
  const ready = init(module).then(() => {
    all = presets().map((id) => parse(preset(id)));
  });
  answering<Request, Ground>(async (request, opened) => {
    ground = opened ?? ground;
    await ready;
    try {
      return handle(request);
    } catch (error) {
      return faults(request, error);
    }
  });
});
