import { initSync, parse, preset } from "shuangbai/bare";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { completed, fromFragment, packed, toFragment, unpacked } from "../../src/state/link";
import { defaults } from "../../src/state/settings";

beforeAll(() => initSync(readFileSync(createRequire(import.meta.url).resolve("shuangbai/shuangbai.wasm"))));
const read = (fragment: string) => {
  const got = fromFragment(fragment);
  return got && typeof got === "object" ? got.settings : got;
};

test("the default state has a link too, and every link its version", () => {
  const link = toFragment(defaults());
  expect(link).toMatch(/^#s=1\.e30\.\w+$/);
  expect(fromFragment(link)).toEqual({ settings: defaults(), odd: [] });
});

test("what was set comes back from the link", () => {
  const settings = {
    ...defaults(),
    pass: 905_500,
    opens: ["2022-03"],
    from: 2024,
    regions: ["4402", "440781"],
    sites: "drawn" as const,
    quota: { 省财政补助: 5_000_000_00 },
    lang: "en" as const,
    unit: "亿元" as const,
  };
  settings.reform = { from: 2024, standard: 6_100_050, follow: true, province: 70, raise: 30_000 };
  settings.patch = { norm: null };
  settings.own = parse(preset("guangdong-2017"));
  settings.programme = "own";
  settings.hires = [{ station: "440203001", post: "service", count: 2, month: "2024-03", pay: "60000.55" }];
  expect(fromFragment(toFragment(settings))).toEqual({ settings, odd: [] });
});

test("a link holds no imported rows", () => {
  const withMore = { ...defaults(), pass: 900_000, workers: [{ id: "张三" }], imported: { tables: {} } };
  // Only the fields of the settings come back, whatever somebody puts in, and the others are told.
  const got = fromFragment(toFragment(withMore));
  expect(got).toEqual({ settings: { ...defaults(), pass: 900_000 }, odd: ["workers", "imported"] });
});

test("a link that was cut or changed anywhere is damaged, and one of a later version is newer", () => {
  const link = toFragment({ ...defaults(), pass: 905_500, regions: ["4402"] });
  for (let end = 3; end < link.length; end++) expect(fromFragment(link.slice(0, end)), String(end)).toBe("damaged");
  for (let at = 5; at < link.length; at++) {
    const changed = link.slice(0, at) + (link[at] === "A" ? "B" : "A") + link.slice(at + 1);
    expect(fromFragment(changed), changed).toBe("damaged");
  }
  for (const more of ["。", " ", "%E3%80%82", "&x=1"]) expect(fromFragment(link + more), more).toBe("damaged");
  for (const bad of ["#s=", "#s=%%%", `#s=${packed("{")}`, `#s=${packed("[]")}`, `#s=${packed("7")}`])
    expect(fromFragment(bad), bad).toBe("damaged");
  expect(fromFragment("#s=2.e30.x")).toBe("newer");
});

test("another fragment is no state", () => {
  for (const fragment of ["", "#", "#results", "#share"]) expect(fromFragment(fragment), fragment).toBeNull();
});

test("a link of before versions is read as it was meant", () => {
  const old = { pass: 905_500, reform: { from: null, standard: 6_000_000, province: null, raise: null } };
  const reform = { from: 2022, standard: 6_000_000, follow: false, province: null, raise: null };
  expect(read(`#s=${packed(JSON.stringify(old))}`)).toEqual({ ...defaults(), pass: 905_500, reform });
});

test("a field that does not fit stays at its default, and is told", () => {
  const odd = {
    pass: 2_000_000,
    opens: ["2021-13"],
    first: "2021",
    regions: ["99"],
    unit: "角",
    reform: { from: 1 },
    quota: { a: -1 },
    leave: 55,
  };
  expect(completed(odd)).toEqual({
    settings: { ...defaults(), leave: 55 },
    odd: ["pass", "opens", "first", "regions", "unit", "reform", "quota"],
  });
  const years = completed({ first: 2050 });
  expect([years.settings.first, years.settings.last, years.odd]).toEqual([2050, 2050, ["last"]]);
});

test("a damaged own programme is not shown, but told, and another taken", () => {
  const good = parse(preset("guangdong-2021"));
  const breaks: [string, object][] = [
    ["no title", { ...good, title: null }],
    ["no list", { ...good, subsidy: undefined }],
    ["a list that is none", { ...good, raise: { rate: "0.05" } }],
    ["an entry that is none", { ...good, norm: [null] }],
    ["no parts", { ...good, sharing: [{ from: 2021 }] }],
    ["parts that are none", { ...good, sharing: [{ from: 2021, parts: [null] }] }],
    ["a source that is no text", { ...good, raise: [{ ...good.raise[0], source: { zh: 7 } }] }],
    ["nothing at all", {}],
  ];
  for (const [why, own] of breaks) {
    const { settings, odd } = completed({ programme: "own", own });
    expect([settings.programme, settings.own, odd], why).toEqual(["guangdong-2021", null, ["own"]]);
  }
  expect(completed({ programme: "own", own: good })).toEqual({
    settings: { ...defaults(), programme: "own", own: good },
    odd: [],
  });
});

test("text of any script is packed for an address", () => {
  const all = "双百 ~ 😀 +/=?";
  expect(packed(all)).toMatch(/^[\w-]+$/);
  expect(unpacked(packed(all))).toBe(all);
});
