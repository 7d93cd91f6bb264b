// The page of the rules; it needs no module. Types and documentation are in rules.d.ts.

import page from "./rules-page.js";

export default function rules(number) {
  if (number === undefined) return page;
  const sections = page.split(/\n(?=## )/);
  const found = sections.find((section) => section.startsWith(`## ${number}. `));
  if (found !== undefined) return found.trimEnd();
  const last = sections.filter((section) => /^## \d+\. /.test(section)).length - 1;
  throw new RangeError(`there is no rule ${number}, only 0 to ${last}`);
}
