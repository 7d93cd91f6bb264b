// The site around the page, where there is one: its origin, what it asks for, and what it is told.
import { type Asked, EMBED, type Told, type Wish } from "../embed/contract";
import { TABS } from "./tabs";

const address = new URLSearchParams(location.search);

/** Of an origin as a site names it; null of anything else. */
function originOf(text: string | null): string | null {
  try {
    const { origin, protocol } = new URL(text ?? "");
    return origin === text && /^https?:$/.test(protocol) ? origin : null;
  } catch {
    return null;
  }
}

/**
 * The origin of the site that has the page in a frame, as the address names it. It is told nothing unless it is that:
 * the browser sees to it. Null in a window of its own, and in a frame whose address names nobody.
 */
export const HOST: string | null = parent === window ? null : originOf(address.get(EMBED));

/** What is asked for, without what is no wish. */
function wishOf(asked: Record<string, unknown>): Wish {
  const { lang, room, region, link } = asked;
  const tab = TABS.find((one) => one === room);
  return {
    ...((lang === "zh" || lang === "en") && { lang }),
    ...(tab && { room: tab }),
    ...(typeof region === "string" && region.trim() && { region }),
    ...(typeof link === "string" && link && { link }),
  };
}

/** What the frame's address asks for, besides the link in its fragment. */
export const WISHED: Wish = HOST ? wishOf({ ...Object.fromEntries(address), link: undefined }) : {};

export function tell(told: Told): void {
  if (HOST) parent.postMessage(told, HOST);
}

/** Hears what the site around asks for; until the function that comes back is called. */
export function hear(show: (wish: Wish) => void): () => void {
  const heard = ({ source, origin, data }: MessageEvent<Asked | null>) => {
    if (HOST && source === parent && origin === HOST && data?.shuangbai === "show") show(wishOf({ ...data }));
  };
  addEventListener("message", heard);
  return () => removeEventListener("message", heard);
}

/** Tells the site how high the page is, whenever it changes. */
export function tellHeight(): () => void {
  if (!HOST) return () => undefined;
  const page = document.documentElement;
  const watch = new ResizeObserver(() => tell({ shuangbai: "height", height: page.getBoundingClientRect().height }));
  watch.observe(page);
  return () => watch.disconnect();
}

/**
 * A frame as high as its page doesn't scroll, so the middle of it may be far out of sight: how much of it is hidden
 * above and below goes into variables, by which what lies above the page is placed.
 */
export function findSight(): void {
  if (!HOST) return;
  const { documentElement: page } = document;
  const watch = new IntersectionObserver(([seen]) => {
    watch.disconnect();
    if (!seen || seen.intersectionRect.height === 0) return;
    page.style.setProperty("--above", `${Math.max(0, seen.intersectionRect.top)}px`);
    page.style.setProperty("--below", `${Math.max(0, innerHeight - seen.intersectionRect.bottom)}px`);
  });
  watch.observe(page);
}
