// The page's one state: settings in, answers out. Components read it and change `settings`; everything else
// follows from that.
import type { Plan, Programme } from "shuangbai/bare";
import { cameFrom } from "../data/regions";
import { type Answer, Engine } from "../engine/client";
import type { Fault, Preview, Question, Table, TableKind, View } from "../engine/messages";
import { millionths } from "../money";
import { WORDS } from "../words";
import { completed, fromFragment } from "./link";
import { choiceOf, sorted } from "./reform";
import * as saved from "./saved";
import { type Imported, OWN, type Settings, defaults, patchOf, question, yearShown } from "./settings";

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
  faults = $state.raw<{ all: Fault[]; whole: number } | null>(null);
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
  readonly anyImported = $derived(this.stationsImported || !!this.imported.tables.workers || !!this.imported.tables.hires);
  /** The reform that is compared, as a merge patch. */
  readonly patch = $derived(patchOf($state.snapshot(this.settings) as Settings, $state.snapshot(this.programme) as Programme | undefined));

  readonly engine = new Engine((answer) => this.#show(answer));
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
    const programme = $state.snapshot(this.programme) as Programme | undefined;
    return question(settings, this.imported, programme, this.year);
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

  /** A plan file, checked by the core once it is asked; towns as they come become regions again. */
  openPlan(plan: Plan): void {
    const { programme, horizon, stations, workers, hires, assumptions = {}, reform, by } = plan;
    const { lang, unit } = this.settings;
    const whole = typeof programme === "object" ? programme : null;
    const same = (preset: Programme) => preset.id === whole?.id && sorted(preset) === sorted(whole);
    const id = whole ? (this.presets.find(same)?.id ?? OWN) : String(programme);
    const towns = cameFrom(stations);
    const chance = (rate: string | number | undefined, usual: number) => (rate === undefined ? usual : millionths(rate));
    const next: Partial<Settings> = {
      lang, unit, programme: id, own: id === OWN ? whole : null, ...horizon, hires: hires ?? [],
      pass: chance(assumptions.pass_rate, 1_000_000),
      leave: chance(assumptions.leave_rate, 0),
      vacancy: chance(assumptions.vacancy_rate, 0),
      refill: assumptions.refill === "january",
      fill: assumptions.fill === "norm",
      history: assumptions.missing_history ?? "error",
      by: by ?? "province",
      ...towns,
    };
    this.settings = { ...defaults(), ...next };
    if (reform && this.programme) {
      const choice = choiceOf($state.snapshot(this.programme) as Programme, reform, horizon);
      if (choice) this.settings.reform = choice;
      else this.settings.patch = reform;
    }
    const own = !towns || (workers?.length ?? 0) > 0;
    this.#import({ ...this.imported, tables: {}, file: own ? { stations, workers: workers ?? [] } : null });
  }

  async clear(): Promise<void> {
    const { lang } = this.settings;
    clearTimeout(this.#timer);
    await saved.clear();
    this.imported = { ...NOTHING, version: this.imported.version + 1 };
    this.settings = { ...defaults(), lang };
  }

  #show(answer: Answer): void {
    this.asking = false;
    this.adopting = false;
    if (answer.kind === "view") {
      this.base = answer.base;
      this.reform = answer.reform;
      this.took = answer.ms;
      this.faults = null;
      this.broken = "";
    } else if (answer.kind === "faults") {
      this.faults = { all: answer.faults, whole: answer.whole };
    } else {
      this.broken = answer.message;
    }
  }
}

export const page = new Page();
