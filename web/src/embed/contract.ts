// What a site and the calculator in its frame say to each other. Either side knows the other by its window and its
// origin, and hears nobody else. No message has figures, tables, or anything of people.
import type { Lang } from "../state/settings";
import type { Tab } from "../state/tabs";

/** What a site wants to see; as texts in the frame's address, too. */
export interface Wish {
  lang?: Lang;
  room?: Tab;
  /** Codes of regions or towns, with spaces between. */
  region?: string;
  /** A link that the page gave, or its fragment. */
  link?: string;
}
export const WISHES = ["lang", "room", "region", "link"] as const;

/** What the site says. */
export type Asked = { shuangbai: "show" } & Wish;

/** What the page says: that it answers, how high it is in pixels, and what somebody set, without hires and tables. */
export type Told =
  | { shuangbai: "ready" }
  | { shuangbai: "height"; height: number }
  | { shuangbai: "change"; link: string; room: Tab; lang: Lang };

/** Names in the frame's address the origin of the site, to which alone the page then speaks. */
export const EMBED = "embed";
