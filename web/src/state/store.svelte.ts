// The page's one state: settings in, answers out. Components read it and change `settings`; everything else
// follows from that.
import type { Plan, Programme, Reform } from "shuangbai/bare";
import { tick } from "svelte";
import { REGION_NAMES, cameFrom, commonRegion, isPart, regionName, stationsIn } from "../data/regions";
import { type Answer, Engine, Refused } from "../engine/client";
import { wholesIn } from "../engine/quota";
import type {
  About,
  FigureAt,
  Group,
  Mended,
  Preview,
  Question,
  Table,
  TableKind,
  View,
  Wondered,
} from "../engine/messages";
import { millionths } from "../money";
import { WORDS } from "../words";
import { completed, fromFragment } from "./link";
import { type Standing, reformYear, sorted } from "./reform";
import { type Tab, fromAddress, toAddress } from "./tabs";
import * as saved from "./saved";
import { type Imported, OWN, PLAIN, type Settings, defaults, question, yearShown } from "./settings";

/** Milliseconds without a change after which the settings are kept. */
const KEEP_AFTER = 400;
/** So many changes can be taken back. */
const MOST_PAST = 100;
/** Milliseconds after which it is told that the page is still loading. */
const SLOW = 2000;
const NOW = new Date().getFullYear();
const NOTHING: Imported = { tables: {}, file: null, version: 0 };

/** A table that is being looked at, new or as it was taken over. */
export interface Draft extends Table {
  kind: TableKind;
  preview: Preview;
}

const hasImported = ({ tables, file }: Imported): boolean => !!file || Object.keys(tables).length > 0;

class Page {
  settings = $state<Settings>(defaults());
  /** The room that is shown. */
  tab = $state<Tab>(fromAddress(location.hash) ?? "budget");
  /** Raw, because tables are large and never changed in place. */
  imported = $state.raw<Imported>(NOTHING);
  /** A table whose columns are being matched. */
  draft = $state.raw<Draft | null>(null);
  presets = $state.raw<Programme[]>([]);
  base = $state.raw<View | null>(null);
  reform = $state.raw<View | null>(null);
  /** What the reform controls start from, as the core says it. */
  standing = $state.raw<Standing | null>(null);
  /** Whether the stations are of a part of the province. */
  part = $state(false);
  /** What is wrong with what is asked, or with a plan file, which is then not taken over. */
  faults = $state.raw<{ groups: Group[]; whole: number; file: boolean } | null>(null);
  /** Fields in which something stands that fits nothing, by their ids. */
  unfit = $state<Record<string, true>>({});
  broken = $state("");
  /** How long the worker took for the last answer, in milliseconds. */
  took = $state(0);
  asking = $state(false);
  started = $state(false);
  /** Nobody has used the page in this browser yet. */
  fresh = $state(false);
  /** The figure that is being explained, and what it is called. */
  asked = $state.raw<{ figure: FigureAt; title: string; from: HTMLElement | null } | null>(null);
  /** The rules' version, and what the figures that are printed are known by; nothing once they change. */
  printed = $state("");
  /** A table was taken over, and its first answer is awaited. */
  adopting = $state(false);

  readonly words = $derived(WORDS[this.settings.lang]);
  readonly year = $derived(yearShown(this.settings, NOW));
  readonly reformYear = $derived(reformYear(this.settings.reform, this.settings, NOW));
  /** The programme chosen. */
  readonly programme = $derived(
    this.settings.programme === OWN
      ? (this.settings.own ?? undefined)
      : this.presets.find(({ id }) => id === this.settings.programme),
  );
  /** Funds that are the whole province's, while only a part of it is chosen. */
  readonly wholes = $derived(this.part ? wholesIn(this.programme, this.presets) : []);
  /** Those of which the part's quota is not known, so that nothing is said of them. */
  readonly unknown = $derived(this.wholes.filter(({ name }) => this.settings.quota[name] === undefined));
  /** Whether stations come from a file, so that choosing regions is no matter. */
  readonly stationsImported = $derived(!!this.imported.tables.stations || !!this.imported.file);
  readonly reading = $derived(this.imported.reading ?? PLAIN);
  readonly anyImported = $derived(hasImported(this.imported));
  readonly noneChosen = $derived(!this.stationsImported && this.settings.regions.length === 0);
  /** What stations are called, by code. */
  readonly stationNames = $derived.by((): [string, string][] => {
    const { regions, opens, sites } = this.settings;
    const stations = this.imported.file?.stations ?? stationsIn(regions, opens, sites);
    return this.imported.tables.stations ? [] : stations.map(({ code, name = "" }) => [String(code), name]);
  });
  /** What the figures are of, in words. */
  readonly where = $derived.by(() => {
    const { regions, lang } = this.settings;
    const codes = this.stationsImported ? [commonRegion(this.base?.rows ?? [])] : regions;
    const [first = ""] = codes;
    if (!first) return this.words.here;
    const names = codes.map(regionName);
    if (names.length <= 3) return names.join(lang === "zh" ? "、" : ", ");
    return this.words.several(names[0] ?? "", String(names.length));
  });
  /** Whether the figures are of before what stands in the inputs now. */
  readonly stale = $derived(
    (!!this.faults && !this.faults.file) || Object.keys(this.unfit).length > 0 || this.noneChosen,
  );
  readonly engine = new Engine((answer, newest) => this.#show(answer, newest));
  /** What a link or what was kept had to tell; `visiting` while a link is shown and something else is kept here. */
  link = $state.raw<{ told: "damaged" | "newer" | "odd" | "kept" | "visiting"; odd: string[] } | null>(null);
  /** This browser keeps nothing. */
  keepsNothing = $state(false);
  /** The calculator takes long to load. */
  slow = $state(false);
  /** Another tab has kept something since this one did. */
  elsewhere = $state(false);
  /** What is kept here while a link is shown. */
  #own: { settings: Settings; imported: Imported } | null = null;
  /** Settings as they were before, and those that were taken back. */
  past = $state.raw<string[]>([]);
  future = $state.raw<string[]>([]);
  /** What is set came with a link, and is no change that can be taken back. */
  #arrived = false;
  #revision = 0;
  #written = "";
  #pending = false;
  #saving: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    const late = setTimeout(() => (this.slow = true), SLOW);
    this.#keep(await saved.load());
    await this.arrive();
    try {
      const ready = await this.engine.ready;
      this.presets = ready.presets;
      this.started = true;
    } catch (error) {
      this.broken = String(error);
    }
    clearTimeout(late);
    this.slow = false;
  }

  /** What is kept in this browser becomes what is shown. */
  #keep({ settings, imported, revision }: saved.Kept): void {
    const read = completed(settings);
    this.fresh = settings === undefined;
    this.settings = read.settings;
    this.imported = { ...(imported ?? NOTHING), version: this.imported.version + 1 };
    this.keepsNothing = revision === saved.NEVER;
    this.#revision = revision;
    this.#written = JSON.stringify(this.settings);
    this.past = this.future = [];
    this.elsewhere = false;
    this.link = read.odd.length ? { told: "kept", odd: read.odd } : null;
  }

  /**
   * Takes a link in the address, also into a page that is open. What was set or imported here stays kept, and
   * nothing of the link is, until somebody says so.
   */
  async arrive(): Promise<void> {
    const tab = location.hash === "" ? "budget" : fromAddress(location.hash);
    if (tab) {
      this.tab = tab;
      return;
    }
    const linked = fromFragment(location.hash);
    if (!linked) return;
    this.fresh = false;
    if (typeof linked === "string") {
      this.link = { told: linked, odd: [] };
      return this.#plainAddress();
    }
    const own = this.#own ?? { settings: $state.snapshot(this.settings) as Settings, imported: this.imported };
    if (this.#pending) await this.#save();
    const { lang, unit, year, by } = linked.settings;
    const untouched = [defaults(), linked.settings].some(
      (like) => sorted({ ...own.settings, lang, unit, year, by }) === sorted({ ...like, lang, unit, year, by }),
    );
    const odd = linked.odd;
    this.#arrived = true;
    this.settings = linked.settings;
    if (untouched && !hasImported(own.imported)) {
      this.link = odd.length ? { told: "odd", odd } : null;
      return this.#plainAddress();
    }
    this.#own = own;
    this.imported = { ...NOTHING, version: this.imported.version + 1 };
    this.link = { told: "visiting", odd };
  }

  /** The first questions are answered, or were left. */
  met(): void {
    this.fresh = false;
    void this.#save();
  }

  /** To another room, which the address then names, unless it is that of a link that is shown. */
  go(tab: Tab): void {
    this.tab = tab;
    if (!this.#own) history.pushState(null, "", toAddress(tab));
  }

  /** The link's state in the place of what is kept here. */
  adopt(): void {
    this.#own = null;
    this.#plainAddress();
    this.link = null;
    void this.#save(true);
  }

  /** Back to what is kept here. */
  leave(): void {
    if (!this.#own) return;
    this.settings = this.#own.settings;
    this.imported = { ...this.#own.imported, version: this.imported.version + 1 };
    this.#own = null;
    this.#plainAddress();
    this.link = null;
  }

  /** Without the link, so that a reload brings what is kept. */
  #plainAddress(): void {
    const tab = this.tab === "budget" ? "" : toAddress(this.tab);
    history.replaceState(null, "", location.pathname + location.search + tab);
  }

  /** What another tab has kept. */
  async takeOther(): Promise<void> {
    this.#keep(await saved.load());
  }

  /** What is here in the place of what another tab has kept. */
  async keepThis(): Promise<void> {
    this.#revision = (await saved.load()).revision;
    this.elsewhere = false;
    await this.#save(true);
  }

  /** Keeps the settings, with `all` what was imported too; one save after the other. */
  #save(all = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#pending = false;
    const what: saved.Saving = { settings: $state.snapshot(this.settings) as Settings };
    if (all) what.imported = this.imported;
    const one = async (): Promise<void> => {
      if (this.#own || this.elsewhere || this.keepsNothing) return;
      const revision = await saved.save(what, this.#revision);
      if (revision === null) this.elsewhere = true;
      else this.#revision = revision;
    };
    return (this.#saving = this.#saving.then(one));
  }

  /** What the worker is asked now. Reading it, an effect depends on every setting. */
  question(): Question {
    const settings = $state.snapshot(this.settings) as Settings;
    return question(settings, this.imported, this.year, NOW);
  }

  /** What tells one question from another, without the tables, which a version stands for. */
  key(): string {
    const { ground, ...asked } = this.question();
    return JSON.stringify([ground.key, asked]);
  }

  /** Explains a figure; the focus goes back to where it was asked. */
  why(figure: FigureAt, title: string): void {
    const from = document.activeElement;
    this.asked = { figure, title, from: from instanceof HTMLElement ? from : null };
  }

  /** What is printed, with its day and its record, so that it is known again. */
  async print(): Promise<void> {
    try {
      const { record } = await this.wonder({ record: {} });
      this.printed = record ? `${record.rules} · ${record.forecast.slice(0, 16)}` : "";
    } catch {
      // What is wrong is told on the page, and on paper nothing is called right.
      this.printed = "";
    }
    await tick();
    print();
  }

  /** A question about what is shown; refused with what is wrong, like a forecast. */
  async wonder(about: About): Promise<Wondered> {
    return this.engine.question(about, this.question());
  }

  /** Asks and keeps; to be called in an effect. */
  follow(): void {
    if (!this.started) return;
    const asked = this.question();
    if (asked.ground.outline.stations?.length === 0) return;
    this.engine.ask(asked);
    this.asking = true;
    this.printed = "";
    this.#changed(JSON.stringify(this.settings));
  }

  /** Keeps the settings a little later, when they are others than those kept. */
  #changed(settings: string): void {
    if (settings === this.#written) return;
    // While a slider moves it is one change.
    if (!this.#pending && !this.#arrived) this.past = [...this.past, this.#written].slice(-MOST_PAST);
    this.#arrived = false;
    this.future = [];
    this.#written = settings;
    this.#pending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), KEEP_AFTER);
  }

  /** Takes the last change of the settings back. */
  undo(): void {
    this.#turn("past", "future");
  }

  /** Does again what was taken back last. */
  redo(): void {
    this.#turn("future", "past");
  }

  #turn(from: "past" | "future", to: "past" | "future"): void {
    const written = this[from].at(-1);
    if (written === undefined) return;
    this[to] = [...this[to], JSON.stringify(this.settings)];
    this[from] = this[from].slice(0, -1);
    this.settings = completed(JSON.parse(written)).settings;
    this.#written = JSON.stringify(this.settings);
    void this.#save();
  }

  /** Whether what stands in a field fits. */
  mark(id: string, unfit: boolean): void {
    if (unfit === id in this.unfit) return;
    if (unfit) this.unfit[id] = true;
    else delete this.unfit[id];
  }

  use(kind: TableKind, table: Table | null, reading = this.reading): void {
    const { [kind]: _, ...others } = this.imported.tables;
    this.#import({ ...this.imported, tables: table ? { ...others, [kind]: table } : others, reading });
  }

  /** What a word of a column of grades means. */
  useGrade(word: string, grade: string | null): void {
    const reading = { ...this.reading, grades: { ...this.reading.grades, [word]: grade } };
    this.#import({ ...this.imported, reading });
  }

  /** Cells of tables put right, beside those that were before. */
  mend(cells: Partial<Record<TableKind, Mended>>): void {
    const tables = { ...this.imported.tables };
    for (const [kind, put] of Object.entries(cells) as [TableKind, Mended][]) {
      const table = tables[kind];
      if (!table) continue;
      const mended: Mended = { ...table.mended };
      for (const [row, cell] of Object.entries(put)) mended[Number(row)] = { ...mended[Number(row)], ...cell };
      tables[kind] = { ...table, mended };
    }
    this.#import({ ...this.imported, tables });
  }

  dropFile(): void {
    this.#import({ ...this.imported, file: null });
  }

  #import(imported: Imported): void {
    this.fresh = false;
    this.imported = { ...imported, version: imported.version + 1 };
    this.adopting = true;
    void this.#save(true);
  }

  /** A plan file. One with faults is told and changes nothing; towns as they come become regions again. */
  async openPlan(text: string): Promise<void> {
    let said;
    try {
      said = await this.engine.check(text);
    } catch (error) {
      if (!(error instanceof Refused && error.reply.kind === "faults")) throw error;
      this.faults = { groups: error.reply.groups, whole: error.reply.whole, file: true };
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
    const { choice, quota } = said;
    // Over the whole province other amounts are no quota, but a reform.
    const { funds: _, ...rest } = (reform ?? {}) as Reform;
    const part = quota && isPart(stations);
    if (part) this.settings.quota = quota;
    if (choice && (part || !quota)) this.settings.reform = choice;
    else if (reform && (!part || Object.keys(rest).length)) this.settings.patch = part ? rest : reform;
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
    await this.#saving;
    this.#revision = (await saved.save({}, (await saved.load()).revision, true)) ?? this.#revision;
    this.#own = null;
    this.#plainAddress();
    this.link = null;
    this.elsewhere = false;
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
      this.part = answer.part;
      this.took = answer.ms;
      this.faults = null;
      this.broken = "";
    } else if (answer.kind === "faults") {
      this.faults = { groups: answer.groups, whole: answer.whole, file: false };
    } else {
      this.broken = answer.message;
    }
  }
}

export const page = new Page();
