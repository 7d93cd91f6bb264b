// `<shuangbai-calculator>`: the page in a frame of another site, as high as it is. The frame may run its scripts, keep
// what is typed in its own origin's storage, save files and ask; it can't leave, open windows or send forms.
import { type Asked, EMBED, type Told, WISHES, type Wish } from "./contract";

/** This script's place, beside which the page lies. */
const HERE = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI;
const SANDBOX = "allow-scripts allow-same-origin allow-downloads allow-modals";
const TITLES = { zh: "双百经费测算", en: "Double Hundred budget" };
/** Pixels until the page has said how high it is, and the most that is believed. */
const [FIRST, MOST] = [640, 100_000];

class Calculator extends HTMLElement {
  static readonly observedAttributes = [...WISHES, "title"];
  /** The link to what is shown, once the page has told it. */
  link = "";
  #frame: HTMLIFrameElement | null = null;
  #origin = "";
  #ready = false;
  /** What the page was asked last. */
  #asked = "";

  connectedCallback(): void {
    const src = this.getAttribute("src");
    const address = src === null ? new URL("index.html", HERE) : new URL(src, document.baseURI);
    const wish = this.#wish();
    const { link = "", ...rest } = wish;
    // A site without an origin, a file, can't be spoken to: there the frame is a frame.
    const named = location.origin === "null" ? {} : { [EMBED]: location.origin };
    address.search = new URLSearchParams({ ...named, ...rest }).toString();
    address.hash = link.slice(link.indexOf("#") + 1);
    this.#origin = address.origin;
    this.#asked = JSON.stringify(wish);
    this.#ready = false;

    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = "clipboard-write";
    frame.src = address.href;
    // Set one by one, which a policy without inline styles allows. Who sets a `max-height` has a frame that scrolls.
    Object.assign(frame.style, { display: "block", width: "100%", height: `${FIRST}px`, border: "0" });
    frame.style.maxHeight = "inherit";
    if (getComputedStyle(this).display === "inline") this.style.display = "block";
    this.#frame = frame;
    this.#name();
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(frame);
    addEventListener("message", this.#hear);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#hear);
    this.#frame = null;
  }

  attributeChangedCallback(): void {
    this.#name();
    // Those that are changed together are asked for together.
    queueMicrotask(() => this.#show());
  }

  /** What the attributes say; the language is that of the place in the site. */
  #wish(): Wish {
    const given = WISHES.flatMap((name) => {
      const value = this.getAttribute(name);
      return value ? [[name, value] as const] : [];
    });
    const around = this.closest<HTMLElement>("[lang]")?.lang;
    const lang = around && { lang: /^zh\b/i.test(around) ? "zh" : "en" };
    return { ...Object.fromEntries(given), ...lang } as Wish;
  }

  #name(): void {
    if (this.#frame) this.#frame.title = this.getAttribute("title") ?? TITLES[this.#wish().lang ?? "zh"];
  }

  #show(): void {
    const wish = this.#wish();
    const asked = JSON.stringify(wish);
    if (!this.#ready || asked === this.#asked) return;
    // Only what is new: a link that stays said would undo what somebody has set since.
    const before = JSON.parse(this.#asked) as Wish;
    const news = Object.entries(wish).filter(([name, value]) => before[name as keyof Wish] !== value);
    this.#asked = asked;
    const message = { shuangbai: "show", ...Object.fromEntries(news) } as Asked;
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  #hear = ({ source, origin, data }: MessageEvent<Told | null>): void => {
    const frame = this.#frame;
    if (!frame || source !== frame.contentWindow || origin !== this.#origin) return;
    if (data?.shuangbai === "height") {
      const height = Math.ceil(Number(data.height));
      if (height > 0) frame.style.height = `${Math.min(height, MOST)}px`;
    } else if (data?.shuangbai === "change") {
      const { link, room, lang } = data;
      this.link = link;
      this.dispatchEvent(new CustomEvent("change", { detail: { link, room, lang } }));
    } else if (data?.shuangbai === "ready") {
      this.#ready = true;
      this.#show();
      this.dispatchEvent(new CustomEvent("ready"));
    }
  };
}

if (!customElements.get("shuangbai-calculator")) customElements.define("shuangbai-calculator", Calculator);
