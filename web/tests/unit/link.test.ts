import { expect, test } from "vitest";
import { completed, fromFragment, packed, toFragment, unpacked } from "../../src/state/link";
import { defaults } from "../../src/state/settings";

test("defaults need no fragment", () => {
  expect(toFragment(defaults())).toBe("");
});

test("what was set comes back from the link", () => {
  const settings = {
    ...defaults(),
    pass: 905_500,
    opens: ["2022-03"],
    from: 2024,
    regions: ["4402", "440781"],
    lang: "en" as const,
    unit: "亿元" as const,
  };
  settings.reform = { from: 2024, standard: 6_100_050, province: 70, raise: 30_000 };
  settings.patch = { norm: null };
  settings.hires = [{ station: "440203001", post: "service", count: 2, month: "2024-03", pay: "60000.55" }];
  expect(fromFragment(toFragment(settings))).toEqual(settings);
});

test("a link holds no imported rows", () => {
  const withMore = { ...defaults(), pass: 900_000, workers: [{ id: "张三" }], imported: { tables: {} } };
  // Only the fields of the settings come back, whatever somebody puts in.
  expect(Object.keys(fromFragment(toFragment(withMore)) ?? {}).sort()).toEqual(Object.keys(defaults()).sort());
});

test("a broken or foreign fragment is no state", () => {
  for (const fragment of ["", "#results", "#s=%%%", `#s=${packed("{")}`])
    expect(fromFragment(fragment), fragment).toBeNull();
});

test("a field that does not fit stays at its default", () => {
  const odd = {
    pass: 2_000_000,
    opens: ["2021-13"],
    first: "2021",
    regions: ["99"],
    unit: "角",
    reform: { from: 1 },
    leave: 55,
  };
  expect(completed(odd)).toEqual({ ...defaults(), leave: 55 });
});

test("text of any script is packed for an address", () => {
  const all = "双百 ~ 😀 +/=?";
  expect(packed(all)).toMatch(/^[\w-]+$/);
  expect(unpacked(packed(all))).toBe(all);
});
