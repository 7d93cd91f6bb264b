import { expect, test } from "vitest";
import {
  asTyped,
  count,
  decimal,
  fen,
  heads,
  people,
  peopleMore,
  millionths,
  percent,
  rate,
  shortest,
  signed,
  sum,
  text,
  whole,
  written,
} from "../../src/money";

test("amounts are fen and come back as they were", () => {
  for (const amount of ["0.00", "0.01", "-0.01", "-12.34", "50000.00", "92233720368547758.07"]) {
    expect(text(fen(amount))).toBe(amount);
  }
  expect(() => fen("1")).toThrow();
  expect(() => fen("1.5")).toThrow();
});

test("an amount is read as people type it", () => {
  for (const [typed, amount] of [
    ["1,234.5", "1234.50"],
    ["2.8亿", "280000000.00"],
    ["３５００万".normalize("NFKC"), "35000000.00"],
    ["0.0001万元", "1.00"],
    [" 70 元", "70.00"],
  ] as const) {
    expect(asTyped(typed)).toBe(amount);
  }
  for (const none of ["", "-1", "1.234", "一百", "1e3", "1.2.3", "0.0000001万"]) expect(asTyped(none)).toBeNull();
});

test("a sum is exact where floats are not", () => {
  expect(text(sum(["0.10", "0.20"]))).toBe("0.30");
  expect(text(sum(["90071992547409.93", "0.01", "0.01"]))).toBe("90071992547409.95");
});

test("an amount is written in a unit, rounded half away from zero for the eye", () => {
  for (const [amount, unit, shown] of [
    ["304979166.69", "元", "304,979,166.69"],
    ["304979166.69", "万元", "30,497.92"],
    ["304979166.69", "亿元", "3.0498"],
    ["50.00", "万元", "0.01"],
    ["49.99", "万元", "0.00"],
    ["-50.00", "万元", "−0.01"],
    ["-49.99", "万元", "0.00"],
    ["0.00", "元", "0.00"],
  ] as const) {
    expect(written(fen(amount), unit), `${amount} in ${unit}`).toBe(shown);
  }
});

test("a difference has its sign, and zero none", () => {
  expect(signed(fen("12.00"), "元")).toBe("+12.00");
  expect(signed(fen("-12.00"), "元")).toBe("−12.00");
  expect(signed(0n, "元")).toBe("0.00");
  expect(signed(1n, "亿元")).toBe("0.0000");
});

test("counts keep their four decimals and show a tenth where they are not whole", () => {
  expect(count("29744.0000")).toBe(count(29744));
  expect(people("29743.9600")).toBe("29,744.0");
  expect(people("29744.0000")).toBe("29,744");
  expect(peopleMore("10.5000", "12.0000")).toBe("+1.5");
  expect(peopleMore(3, 1)).toBe("−2");
  expect(heads(0n)).toBe("0");
});

test("rates are texts made of whole numbers", () => {
  for (const [of, shown] of [
    [0, "0"],
    [1, "0.000001"],
    [5000, "0.005"],
    [965_500, "0.9655"],
    [1_000_000, "1"],
  ] as const) {
    expect(rate(of)).toBe(shown);
    expect(millionths(shown)).toBe(of);
  }
  expect(millionths(1)).toBe(1_000_000);
  expect(percent(965_500)).toBe("96.55");
  expect(shortest(5_000_000, 2)).toBe("50000");
  expect([
    whole("96.5", 4),
    whole("60000", 0),
    whole("1.5", 0),
    whole("1.", 2),
    whole("-1", 2),
    whole("1e3", 2),
  ]).toEqual([965_000, 60_000, null, null, null, null]);
});

test("decimals are those asked for", () => {
  expect(decimal(123456n, 4, 0)).toBe("12");
  expect(decimal(125000n, 4, 0)).toBe("13");
  expect(decimal(1234567n, 2, 2, false)).toBe("12345.67");
});
