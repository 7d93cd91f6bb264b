// The page's one state: settings in, answers out. Components read it and change `settings`; everything else
// follows from that.
import type { Plan, Programme, Reform } from "shuangbai/bare";
import { tick, untrack } from "svelte";
import {
  PROVINCE,
  REGION_NAMES,
  cameFrom,
  commonRegion,
  isPart,
  isPlace,
  regionName,
  stationsIn,
} from "../data/regions";
import { type Answer, Engine, Refused, told } from "../engine/client";
import { Books } from "../engine/books";
import { wholesIn } from "../engine/quota";
import type {
  About,
  FigureAt,
  Group,
  Mended,
  Question,
  Reading,
  Table,
  TableKind,
  View,
  Wondered,
} from "../engine/messages";
import { WORDS } from "../words";
import { type BookDraft, type Draft, type Sheets, looked, saidBy } from "./book";
import type { Wish } from "../embed/contract";
import { HOST, WISHED, hear, tell } from "./host";
import { type Read, completed, fromFragment, toFragment } from "./link";
import { reformIn, settingsIn } from "./planned";
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

const hasImported = ({ tables, file }: Imported): boolean => !!file || Object.keys(tables).length > 0;

class Page {
  settings = $state<Settings>(defaults());
  /** The room that is shown. */
  tab = $state<Tab>(fromAddress(location.hash) ?? "budget");
  /** Raw, because tables are large and never changed in place. */
  imported = $state.raw<Imported>(NOTHING);
  /** A table whose columns are being matched. */
  draft = $state.raw<Draft | null>(null);
  /** A workbook whose sheets are being matched; its tables' columns are matched on top of it. */
  book = $state.raw<BookDraft | null>(null);
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
  readonly books = new Books(SLOW, (slow) => (this.slow = slow));
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
  /** What came last with a link. */
  #brought: Settings | null = null;
  /** How often a workbook was looked through, or closed. */
  #looks = 0;
  #revision = 0;
  #written = "";
  /** What is to be kept a little later: what came with a link, or a change here. */
  #pending: "arrived" | "changed" | null = null;
  #saving: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    const late = setTimeout(() => (this.slow = true), SLOW);
    this.#keep(await saved.load());
    await (HOST ? this.#wished({ ...WISHED, link: location.hash }) : this.arrive());
    hear((wish) => void this.#wished(wish));
    try {
      const ready = await this.engine.ready;
      this.presets = ready.presets;
      this.started = true;
      tell({ shuangbai: "ready" });
    } catch (error) {
      this.broken = told(error, this.settings.lang);
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
    return this.#take(fromFragment(location.hash));
  }

  /** What the site around the page wants to see: a place or a link comes like a link in the address. */
  async #wished({ lang, room, region, link }: Wish): Promise<void> {
    if (room) this.tab = room;
    let linked = link ? fromFragment(`#${link.slice(link.indexOf("#") + 1)}`) : null;
    if (region && (linked === null || typeof linked === "object")) {
      const { unit, lang } = this.settings;
      const codes = region.trim().split(/\s+/);
      const [places, odd] = [codes.filter(isPlace), codes.every(isPlace) ? [] : ["regions"]];
      const settings = { ...defaults(), unit, lang, ...linked?.settings, ...(places.length && { regions: places }) };
      linked = { settings, odd: [...(linked?.odd ?? []), ...odd] };
    }
    if (lang && typeof linked === "object" && linked) linked.settings.lang = lang;
    await this.#take(linked);
    if (!lang || lang === this.settings.lang) return;
    this.#arrived = true;
    this.settings.lang = lang;
  }

  async #take(linked: Read | "damaged" | "newer" | null): Promise<void> {
    if (!linked) return;
    this.fresh = false;
    if (typeof linked === "string") {
      this.link = { told: linked, odd: [] };
      return this.#plainAddress();
    }
    const own = this.#own ?? { settings: $state.snapshot(this.settings) as Settings, imported: this.imported };
    if (this.#pending) await this.#save();
    const { lang, unit, year, by } = linked.settings;
    // What a site brought before is nobody's own either.
    const brought = HOST && this.#brought ? [this.#brought] : [];
    this.#brought = linked.settings;
    const untouched = [defaults(), linked.settings, ...brought].some(
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
    this.#pending = null;
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

  /** Why nothing can be worked out yet, in words; nothing once there is a calculator. */
  readonly none = $derived(this.started ? "" : this.broken ? `${this.words.broken} ${this.broken}` : this.words.slow);

  /** What is printed, with its day and its record, so that it is known again. */
  async print(): Promise<void> {
    // Where there is no calculator the sheet says so; nobody waits for its record.
    if (this.none) return print();
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
    // What it keeps of before is nothing to ask about: the effect would come round again.
    const settings = JSON.stringify(this.settings);
    untrack(() => this.#changed(settings));
  }

  /** Tells the site around the page what is set, when nothing has changed for a little; to be called in an effect. */
  tellHost(): void {
    if (!HOST || !this.started) return;
    const { lang } = this.settings;
    // Hires stay here.
    const link = toFragment({ ...($state.snapshot(this.settings) as Settings), hires: [] });
    const room = this.tab;
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => tell({ shuangbai: "change", link, room, lang }), KEEP_AFTER);
  }

  /** Keeps the settings a little later, when they are others than those kept. */
  #changed(settings: string): void {
    if (settings === this.#written) return;
    // While a slider moves it is one change, but none with what came before it.
    if (!this.#arrived && this.#pending !== "changed") this.past = [...this.past, this.#written].slice(-MOST_PAST);
    this.#pending = this.#arrived ? "arrived" : "changed";
    this.#arrived = false;
    this.future = [];
    this.#written = settings;
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

  /** From which year on vacant posts are filled, "" for not; those of a register that is new are not. */
  filledNow(): string {
    const { fill, from, first } = this.settings;
    return this.imported.tables.workers && fill ? String(from ?? first) : "";
  }

  fillFrom(filled: string): void {
    this.settings.fill = filled !== "";
    if (filled) this.settings.from = Number(filled) === this.settings.first ? null : Number(filled);
  }

  /** Looks a workbook through, so that somebody is asked about it; again after each answer. */
  async look(name: string, data: Uint8Array<ArrayBuffer>, sheets: Sheets = {}): Promise<void> {
    const { reading, drafts } = this.book ?? { reading: this.reading, drafts: [] };
    // What is said before this is done adds to it.
    if (this.book) this.book = { ...this.book, sheets };
    await this.#look({ name, data, sheets, reading }, drafts);
  }

  async #look(said: Pick<BookDraft, "name" | "data" | "sheets" | "reading">, drafts: readonly Draft[]): Promise<void> {
    const one = ++this.#looks;
    const book = await looked(said, drafts, this);
    // Unless it was closed, or asked about anew, in the meantime.
    if (one === this.#looks) this.book = book;
  }

  closeBook(): void {
    this.#looks++;
    this.book = null;
  }

  /** A table whose columns are matched: of the workbook that is being looked at, or to be used at once. */
  async matched({ preview, kind, ...table }: Draft, reading: Reading): Promise<void> {
    this.draft = null;
    if (!this.book) return this.use(kind, table, reading);
    const drafts = this.book.drafts.map((other) => (other.kind === kind ? { ...table, kind, preview } : other));
    const { name, data, sheets } = this.book;
    await this.#look({ name, data, sheets, reading }, drafts);
  }

  /**
   * Takes the tables of the workbook that is being looked at; with `said` what it says of the plan, too, which is
   * refused with what is wrong with it. Posts are filled from a year on, or not, where it has people.
   */
  async useBook(said: boolean, filled: string): Promise<void> {
    if (!this.book) return;
    const { drafts, seen, reading } = this.book;
    const outline = said ? saidBy(seen) : null;
    if (outline) {
      const { programme, horizon } = this.question().ground.outline;
      const stations = stationsIn([PROVINCE], [], "towns").slice(0, 1);
      const { choice } = await this.engine.check(JSON.stringify({ programme, horizon, ...outline, stations }));
      const reform = outline.reform ? reformIn(outline.reform, choice) : {};
      this.settings = { ...this.settings, ...settingsIn(outline, this.presets), ...reform };
    }
    if (drafts.some(({ kind }) => kind === "workers")) this.fillFrom(filled);
    const tables = { ...this.imported.tables };
    for (const { preview: _, kind, ...table } of drafts) tables[kind] = table;
    const regions = seen.outline["regions"] as Record<string, string> | undefined;
    this.closeBook();
    this.#import({ ...this.imported, tables, reading, ...(regions && { regions }) });
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
    const plan = JSON.parse(text) as Plan;
    const { stations, workers, hires, assumptions = {}, reform, by = "province", regions } = plan;
    const { lang, unit } = this.settings;
    const towns = cameFrom(stations);
    const next = settingsIn({ ...plan, assumptions, by }, this.presets);
    this.settings = { ...defaults(), lang, unit, hires: hires ?? [], ...next, ...towns };
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
