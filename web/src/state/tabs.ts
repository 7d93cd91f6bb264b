// The rooms of the page, each with an address of its own: `#/sheet`.
export const TABS = ["budget", "sheet", "funds", "norm", "programme", "basis"] as const;
export type Tab = (typeof TABS)[number];

export const toAddress = (tab: Tab): string => `#/${tab}`;
/** The room that an address names; null where it names none. */
export const fromAddress = (fragment: string): Tab | null => TABS.find((tab) => fragment === toAddress(tab)) ?? null;
