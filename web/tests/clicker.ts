// Somebody who clicks and types anything that can be seen and reached, by a seed, as fast as the page answers. It runs
// within the page, so each function has all that it uses.

declare global {
  interface Window {
    /** Runs the timers that wait, and says how much has been begun and is not done. */
    hasten(): number;
  }
}

/**
 * To be run before the page: what it puts off by a second at most is done when `hasten` says so, not by the clock, so
 * that a walk is the same on a slow machine.
 */
export function steady(): void {
  const [put, drop] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
  const SOON = 1000;
  let [hurried, last, pending] = [false, 2 ** 30, 0];
  const waiting = new Map<number, { after: number; call: () => void }>();
  window.setTimeout = ((call: () => void, after = 0, ...all: unknown[]) => {
    if (!hurried || after > SOON || all.length) return put(call, after, ...all);
    waiting.set(++last, { after, call });
    return last;
  }) as typeof setTimeout;
  window.clearTimeout = ((id) => void (waiting.delete(Number(id)) || drop(id))) as typeof clearTimeout;
  const Real = Worker;
  // Each answers every message with one, but for that which brings its module.
  window.Worker = class extends Real {
    constructor(...all: ConstructorParameters<typeof Real>) {
      super(...all);
      this.addEventListener("message", () => void pending--);
    }
    override postMessage(message: object, rest?: StructuredSerializeOptions | Transferable[]): void {
      if (!("packed" in message)) pending++;
      super.postMessage(message, rest as StructuredSerializeOptions);
    }
  };
  // What is kept is waited for, too; the page closes what it opens.
  const open = indexedDB.open.bind(indexedDB);
  IDBFactory.prototype.open = (...all) => {
    const request = open(...all);
    pending++;
    request.addEventListener("success", () => {
      const close = request.result.close.bind(request.result);
      request.result.close = () => {
        pending--;
        close();
      };
    });
    return request;
  };
  window.hasten = () => {
    hurried = true;
    const due = [...waiting].sort(([a, one], [b, other]) => one.after - other.after || a - b);
    for (const [id, { call }] of due) if (waiting.delete(id)) call();
    return pending;
  };
}

export interface Walked {
  /** What was done, in order. */
  steps: string[];
  /** How often the figures were looked at, which they are not while something is to be mended. */
  looked: number;
  /** What is wrong after the last of them; nothing after a whole walk. */
  wrong: string[];
}

export interface Walk {
  seed: number;
  steps: number;
  /** Files that are put into the page now and then, by their names. */
  files: Record<string, string>;
  /** Fragments of addresses. */
  places: string[];
}

export async function walk({ seed, steps, files, places }: Walk): Promise<Walked> {
  const TYPED = [
    "",
    "0",
    "1",
    "-1",
    "7.5",
    "33.3333",
    "100",
    "2021",
    "2026",
    "60000",
    "52000.10",
    "500万",
    "1e3",
    "９９",
  ];
  const TEXTS = [
    "周田",
    "440203001",
    "韶关",
    "2021-08, 2022-01",
    "2021-13",
    "=1+1",
    "<img src=x onerror=alert(1)>",
    "🙂".repeat(40),
  ];
  const LATE = 20_000;
  let state = seed;
  // Mulberry32.
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

  const wrong: string[] = [];
  addEventListener("error", ({ message }) => wrong.push(`error: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => wrong.push(`rejected: ${String(reason)}`));
  const complain = console.error;
  console.error = (...all: unknown[]) => {
    wrong.push(`console: ${all.map(String).join(" ")}`);
    complain(...all);
  };
  window.print = () => undefined;
  window.confirm = () => random() < 0.2;

  const asking = () => document.querySelector("main[data-asking], progress, [aria-busy=true]") !== null;
  const { port1, port2 } = new MessageChannel();
  /** Until what waits to be done is done, which is sooner than the next frame. */
  const pause = () =>
    new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
  /** Until all is answered, and a moment later nothing more is asked. */
  async function settle(): Promise<void> {
    const until = performance.now() + LATE;
    for (let quiet = 0; quiet < 2;) {
      await pause();
      quiet = window.hasten() || asking() ? 0 : quiet + 1;
      if (performance.now() > until) return void wrong.push("no answer");
    }
  }

  const shown = (node: Element): boolean =>
    node.checkVisibility({ visibilityProperty: true }) && !node.closest("[inert], [aria-hidden=true], .unseen");
  /** Whether a mouse would meet it. */
  function met(node: HTMLElement): boolean {
    node.scrollIntoView({ block: "center", inline: "center" });
    const { left, top, width, height } = node.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    return above !== null && (node.contains(above) || above.contains(node) || above.closest("label")?.control === node);
  }
  const USABLE =
    "button:enabled:not([aria-disabled=true]), a[href^='#/'], select:enabled, input:enabled:not([type=file], [readonly]), textarea, summary";
  /** Something that can be used: first a part of the page, so that one with many figures doesn't draw all. */
  function found(): HTMLElement | null {
    const parts = new Map<Element, HTMLElement[]>();
    for (const node of document.querySelectorAll<HTMLElement>(USABLE)) {
      const part =
        node.closest("form, table, details, section, nav, [role=dialog], [role=group], header") ?? document.body;
      const all = parts.get(part);
      if (all) all.push(node);
      else parts.set(part, [node]);
    }
    const all = [...parts.values()];
    for (let tries = 0; tries < 60; tries++) {
      const node = one(one(all));
      if (shown(node) && met(node)) return node;
    }
    return null;
  }

  function put(node: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): void {
    node.focus();
    const owner =
      node instanceof HTMLSelectElement
        ? HTMLSelectElement
        : node instanceof HTMLInputElement
          ? HTMLInputElement
          : HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(owner.prototype, "value")?.set?.call(node, value);
    node.dispatchEvent(new Event("input", { bubbles: true }));
    if (node.isConnected) node.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const press = (node: Element, key: string, ctrlKey = false, shiftKey = false) =>
    node.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, shiftKey, bubbles: true, cancelable: true }));
  const called = (node: Element): string => {
    const label =
      node.getAttribute("aria-label") ?? (node as HTMLInputElement).labels?.[0]?.textContent ?? node.textContent;
    return `${node.tagName.toLowerCase()} ${label?.trim().replace(/\s+/g, " ").slice(0, 40)}`;
  };

  function step(): string {
    const chance = random();
    if (chance < 0.02) {
      const place = one(places);
      location.hash = place;
      return `to ${place.slice(0, 24)}`;
    }
    if (chance < 0.06) {
      const again = random() < 0.5;
      press(document.body, "z", true, again);
      return again ? "redo" : "undo";
    }
    if (chance < 0.12) {
      press(document.activeElement ?? document.body, "Escape");
      return "Escape";
    }
    if (chance < 0.14) {
      const input = document.querySelector<HTMLInputElement>("[data-file]");
      if (!input || input.closest("[inert]")) return "no file";
      const name = one(Object.keys(files));
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(files[name] ?? ""), (char) => char.charCodeAt(0))], name));
      input.files = data.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return `file ${name}`;
    }
    const node = found();
    if (!node) return "nothing";
    const name = called(node);
    if (node instanceof HTMLSelectElement) {
      if (!node.options.length) return name;
      const { value } = one([...node.options]);
      put(node, value);
      return `${name} := ${value}`;
    }
    if (
      node instanceof HTMLTextAreaElement ||
      (node instanceof HTMLInputElement && !/checkbox|radio/.test(node.type))
    ) {
      const { min, max } = node as HTMLInputElement;
      // Mostly what fits, so that there are figures to be looked at.
      const fits = node.type === "range" || (min !== "" && max !== "" && random() < 0.8);
      const typed = node.type === "number" ? TYPED.filter((text) => !Number.isNaN(Number(text))) : [...TYPED, ...TEXTS];
      const value = fits ? String(Math.round(Number(min) + random() * (Number(max) - Number(min)))) : one(typed);
      put(node, value);
      if (random() < 0.3) press(node, "Enter");
      return `${name} := ${value.slice(0, 30)}`;
    }
    node.focus();
    node.click();
    return name;
  }

  /** An amount as it is shown, in units of its last digit. */
  const digits = (text: string | null | undefined) =>
    BigInt((text ?? "").replace(/[^\d−-]/g, "").replace("−", "-") || "0");
  const differ = (parts: bigint[], whole: bigint, slack: number): boolean => {
    const rest = parts.reduce((sum, part) => sum + part, 0n) - whole;
    return (rest < 0n ? -rest : rest) > BigInt(slack);
  };
  const text = (node: Element | null | undefined) => node?.textContent?.trim();
  let looked = 0;
  function look(): void {
    const told = document.querySelector("[data-failed], .broken");
    if (told) wrong.push(`told: ${text(told)}`);
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("something sticks out");
    if (asking() || document.querySelector(".cards[aria-disabled=true]")) return;
    looked++;
    // Each payer's on a card, to the fen.
    for (const card of document.querySelectorAll("[data-headline=due], [data-headline=sum]")) {
      const parts = [...card.querySelectorAll("li > :last-child")].map((node) => digits(text(node)));
      if (differ(parts, digits(text(card.querySelector(".exact"))), 0)) wrong.push(`card: ${text(card)}`);
    }
    // Each payer's in a row, and the rows in the last; in larger units each is rounded by itself.
    const slack = document.querySelector<HTMLSelectElement>("#unit")?.value === "元" ? 0 : 1;
    const table = document.querySelector("[data-tables] table");
    const heads = [...(table?.querySelectorAll("thead th") ?? [])].map(
      (head) => text(head)?.replace(/ [↓↑]$/, "") ?? "",
    );
    const ofPayers = heads.flatMap((head, at) => (/^.+应付$|^Due: (?!difference)/.test(head) ? [at] : []));
    const due = heads.findIndex((head) => head === "应付合计" || head === "Due");
    const rows = [...(table?.querySelectorAll("tbody tr") ?? [])].map((row) =>
      [...row.children].map((cell) => digits(text(cell))),
    );
    if (rows.length && (due < 0 || !ofPayers.length)) wrong.push(`headings: ${heads.join(", ")}`);
    for (const [at, row] of rows.entries()) {
      const parts = ofPayers.map((column) => row[column] ?? 0n);
      if (differ(parts, row[due] ?? 0n, slack * parts.length)) wrong.push(`row ${at} of the table: ${row.join(" ")}`);
    }
    const whole = rows.pop();
    const all = !document.querySelector("[data-tables] > button");
    if (
      whole &&
      all &&
      differ(
        rows.map((row) => row[due] ?? 0n),
        whole[due] ?? 0n,
        slack * rows.length,
      )
    )
      wrong.push(`the table's last row: ${whole.join(" ")}`);
    // A reform's causes in their difference.
    const causes = [...document.querySelectorAll("[data-bridge] tbody tr")].map((row) =>
      digits(text(row.querySelector("td"))),
    );
    const difference = causes.pop();
    const bridged = document.querySelector<HTMLSelectElement>("#bridge-figure")?.value ?? "";
    if (difference !== undefined && bridged !== "headcount" && differ(causes, difference, slack * causes.length))
      wrong.push(`the bridge: ${causes.join(" ")} = ${difference}`);
  }

  const done: string[] = [];
  await settle();
  while (done.length < steps && !wrong.length) {
    done.push(step());
    // Now and then the next comes before there is an answer.
    if (random() < 0.2) await Promise.resolve();
    else {
      await settle();
      look();
    }
  }
  return { steps: done, wrong, looked };
}
