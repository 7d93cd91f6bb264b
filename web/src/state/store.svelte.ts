// The page's one state: settings in, answers out. Components read it and change `settings`; everything else
// follows from that.
import type { Plan, Programme } from "shuangbai/bare";
import { REGION_NAMES, cameFrom } from "../data/regions";
import { type Answer, Engine, Refused } from "../engine/client";
import type { Fault, Preview, Question, Table, TableKind, View } from "../engine/messages";
import { millionths } from "../money";
import { WORDS } from "../words";
import { completed, fromFragment } from "./link";
import { type Standing, sorted } from "./reform";
import * as saved from "./saved";
import { type Imported, OWN, type Settings, defaults, question, yearShown } from "./settings";

/** Milliseconds without a change after which the settings are kept. */
const KEEP_AFTER = 400;
const NOW = new Date().getFullYear();
const NOTHING: Imported = { tables: {}, file: null, version: 0 };

export interface Draft {
  kind: TableKind;
  name: string;
  data: Uint8Array | string;
  preview: Preview;
}

class Page {
  settings = $state<Settings>(defaults());
  /** Raw, because tables are large and never changed in place. */
  imported = $state.raw<Imported>(NOTHING);
  /** A table whose columns are being matched. */
  draft = $state.raw<Draft | null>(null);
  presets = $state.raw<Programme[]>([]);
  base = $state.raw<View | null>(null);
  reform = $state.raw<View | null>(null);
  /** What the reform controls start from, as the core says it. */
  standing = $state.raw<Standing | null>(null);
  /** What is wrong with what is asked, or with a plan file, which is then not taken over. */
  faults = $state.raw<{ all: Fault[]; whole: number; file: boolean } | null>(null);
  broken = $state("");
  /** How long the worker took for the last answer, in milliseconds. */
  took = $state(0);
  asking = $state(false);
  started = $state(false);
  /** A table was taken over, and its first answer is awaited. */
  adopting = $state(false);

  readonly words = $derived(WORDS[this.settings.lang]);
  readonly year = $derived(yearShown(this.settings, NOW));
  /** The programme chosen. */
  readonly programme = $derived(
    this.settings.programme === OWN
      ? (this.settings.own ?? undefined)
      : this.presets.find(({ id }) => id === this.settings.programme),
  );
  /** Whether stations come from a file, so that choosing regions is no matter. */
  readonly stationsImported = $derived(!!this.imported.tables.stations || !!this.imported.file);
  readonly anyImported = $derived(
    this.stationsImported || !!this.imported.tables.workers || !!this.imported.tables.hires,
  );
  readonly engine = new Engine((answer, newest) => this.#show(answer, newest));
  #timer: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    const linked = fromFragment(location.hash);
    const [settings, imported] = await Promise.all([saved.load("settings"), saved.load("imported")]);
    if (linked) this.settings = linked;
    else if (settings) this.settings = completed(settings);
    // A link stands for itself: the tables of this machine have nothing to do with it.
    if (imported && !linked) this.imported = imported;
    if (linked) history.replaceState(null, "", location.pathname + location.search);
    try {
      const ready = await this.engine.ready;
      this.presets = ready.presets;
      this.started = true;
    } catch (error) {
      this.broken = String(error);
    }
  }

  /** What the worker is asked now. Reading it, an effect depends on every setting. */
  question(): Question {
    const settings = $state.snapshot(this.settings) as Settings;
    return question(settings, this.imported, this.year);
  }

  /** Asks and keeps; to be called in an effect. */
  follow(): void {
    if (!this.started) return;
    const asked = this.question();
    if (asked.ground.outline.stations?.length === 0) return;
    this.engine.ask(asked);
    this.asking = true;
    const settings = $state.snapshot(this.settings) as Settings;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void saved.save("settings", settings), KEEP_AFTER);
  }

  use(kind: TableKind, table: Table | null): void {
    const { [kind]: _, ...others } = this.imported.tables;
    this.#import({ ...this.imported, tables: table ? { ...others, [kind]: table } : others });
  }

  dropFile(): void {
    this.#import({ ...this.imported, file: null });
  }

  #import(imported: Imported): void {
    this.imported = { ...imported, version: imported.version + 1 };
    this.adopting = true;
    void saved.save("imported", this.imported);
  }

  /** A plan file. One with faults is told and changes nothing; towns as they come become regions again. */
  async openPlan(text: string): Promise<void> {
    let choice;
    try {
      choice = await this.engine.check(text);
    } catch (error) {
      if (!(error instanceof Refused && error.reply.kind === "faults")) throw error;
      this.faults = { all: error.reply.faults, whole: error.reply.whole, file: true };
      return;
    }
    const {
      programme,
      horizon,
      stations,
      workers,
      hires,
      assumptions = {},
      reform,
      by,
      regions,
    } = JSON.parse(text) as Plan;
    const { lang, unit } = this.settings;
    const whole = typeof programme === "object" ? programme : null;
    const same = (preset: Programme) => preset.id === whole?.id && sorted(preset) === sorted(whole);
    const id = typeof programme === "string" ? programme : (this.presets.find(same)?.id ?? OWN);
    const towns = cameFrom(stations);
    const chance = (rate: string | number | undefined, usual: number) =>
      rate === undefined ? usual : millionths(rate);
    const next: Partial<Settings> = {
      lang,
      unit,
      programme: id,
      own: id === OWN ? whole : null,
      ...horizon,
      hires: hires ?? [],
      pass: chance(assumptions.pass_rate, 1_000_000),
      leave: chance(assumptions.leave_rate, 0),
      vacancy: chance(assumptions.vacancy_rate, 0),
      refill: assumptions.refill === "january",
      fill: assumptions.fill === "norm",
      history: assumptions.missing_history ?? "error",
      from: assumptions.from ?? null,
      by: by ?? "province",
      ...towns,
    };
    this.settings = { ...defaults(), ...next };
    if (choice) this.settings.reform = choice;
    else if (reform) this.settings.patch = reform;
    const named = Object.entries(regions ?? {}).some(([code, name]) => REGION_NAMES[code] !== name);
    const own = !towns || named || (workers?.length ?? 0) > 0;
    this.#import({
      ...this.imported,
      tables: {},
      file: own ? { stations, workers: workers ?? [], regions: regions ?? {} } : null,
    });
  }

  async clear(): Promise<void> {
    const { lang } = this.settings;
    clearTimeout(this.#timer);
    await saved.clear();
    this.imported = { ...NOTHING, version: this.imported.version + 1 };
    this.settings = { ...defaults(), lang };
  }

  #show(answer: Answer, newest: boolean): void {
    this.asking = !newest;
    this.adopting &&= !newest;
    if (answer.kind === "view") {
      this.base = answer.base;
      this.reform = answer.reform;
      this.standing = answer.standing;
      this.took = answer.ms;
      this.faults = null;
      this.broken = "";
    } else if (answer.kind === "faults") {
      this.faults = { all: answer.faults, whole: answer.whole, file: false };
    } else {
      this.broken = answer.message;
    }
  }
}

export const page = new Page();
