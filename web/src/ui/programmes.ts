// Choosing a programme: another one brings the years and stations that it starts with.
import type { Programme } from "shuangbai/bare";
import { OWN, startOf } from "../state/settings";
import { page } from "../state/store.svelte";

export function choose(programme: string): void {
  const { settings } = page;
  if (programme === OWN) {
    settings.own ??= (page.programme ? JSON.parse(JSON.stringify(page.programme)) : null) as Programme | null;
    // What is one's own is changed in a room of its own.
    page.go("programme");
  } else {
    if (settings.first === startOf(settings.programme).first) Object.assign(settings, startOf(programme));
    // What a part has of one programme's funds says nothing of another's.
    settings.quota = {};
  }
  settings.programme = programme;
}

/** `广东社工“双百计划”(2017)` is 双百计划（2017） where there is little room. */
export function short(title: string): string {
  const [, name, year] = /“(.+?)”\s*\((\d+)\)/.exec(title) ?? [];
  return name ? `${name}（${year}）` : title.replace(/^Guangdong /, "");
}
