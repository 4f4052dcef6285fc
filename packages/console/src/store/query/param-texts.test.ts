import { expect, test } from "vitest";
import { fitParam, toParamTexts, maxParamBytes } from "./param-texts.ts";

test("takes a value as large as servers do, and not a byte more", () => {
  expect(() =>
    toParamTexts({ name: "x".repeat(maxParamBytes), ids: ["a", 1n], none: undefined }),
  ).not.toThrow();
  expect(() => toParamTexts({ name: "x".repeat(maxParamBytes + 1) })).toThrow("`name` takes 131073 bytes");
});

test("fits as many of a list as one parameter takes", () => {
  const names = Array.from({ length: 1_000 }, (_, at) => `it's ${at} ${"é".repeat(at % 90)}`);
  const fitting = fitParam(names, (name) => name);
  expect(fitting.length).toBeGreaterThan(100);
  expect(() => toParamTexts({ names: fitting })).not.toThrow();
  expect(() => toParamTexts({ names: names.slice(0, fitting.length + 1) })).toThrow("`names` takes");
  expect(fitParam(names.slice(0, 50), (name) => name)).toHaveLength(50);
});

test("writes values as servers read them", () => {
  const params = {
    text: "it's\ta\\b",
    list: ["a'b", 1n, 2.5, true, null, ["x"]],
    yes: true,
    no: false,
    low: -Infinity,
    high: Infinity,
    none: NaN,
    absent: null,
    big: 18446744073709551615n,
  };
  expect(Object.fromEntries(toParamTexts(params))).toEqual({
    text: "it\\'s\\ta\\\\b",
    list: "['a\\'b',1,2.5,TRUE,NULL,['x']]",
    yes: "1",
    no: "0",
    low: "-inf",
    high: "+inf",
    none: "nan",
    absent: "\\N",
    big: "18446744073709551615",
  });
});

test.each([
  ["of several bytes", "é".repeat(Math.ceil(maxParamBytes / 6))],
  ["that are escaped", "'".repeat(Math.ceil(maxParamBytes / 6))],
  ["with signs", "+".repeat(Math.ceil(maxParamBytes / 3))],
  ["of lists", Array.from({ length: 4_000 }, () => "f".repeat(32))],
])("counts characters %s as they are sent", (_what, value) => {
  expect(() => toParamTexts({ value })).toThrow("`value` takes");
});

test("refuses many that are too large only together", () => {
  const params = Object.fromEntries([..."abcdefgh"].map((name) => [name, "x".repeat(maxParamBytes)]));
  expect(() => toParamTexts(params)).toThrow("together");
});
