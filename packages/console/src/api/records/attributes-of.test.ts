import { expect, test } from "vitest";
import { toAttributes, toTextAttributes, toTypedValue } from "./attributes-of.ts";

test("attributes come back with their types, in the order of their keys", () => {
  const attributes = toAttributes({
    sattr: { z: "last", a: "" },
    iattr: { big: "9223372036854775807" },
    nattr: { inf: "inf", minus: "-inf", nan: "nan", zero: "-0", half: "0.30000000000000004" },
    battr: { yes: true },
    attributesJson: '{"list":{"type":"array","value":[{"type":"int","value":"1"}]}}',
  });
  expect(Object.keys(attributes)).toEqual([
    "a",
    "big",
    "half",
    "inf",
    "list",
    "minus",
    "nan",
    "yes",
    "z",
    "zero",
  ]);
  expect(attributes["big"]).toEqual({ type: "int", value: "9223372036854775807" });
  expect([attributes["inf"], attributes["minus"], attributes["nan"]].map((one) => one?.value)).toEqual([
    "Infinity",
    "-Infinity",
    "NaN",
  ]);
  expect(attributes["half"]).toEqual({ type: "double", value: 0.30000000000000004 });
  expect(attributes["list"]).toEqual({ type: "array", value: [{ type: "int", value: "1" }] });
  expect(attributes["yes"]).toEqual({ type: "bool", value: true });
});

test("a key like `__proto__` is an ordinary key", () => {
  const sattr = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
  const attributes = toAttributes({ sattr, iattr: {}, nattr: {}, battr: {}, attributesJson: "" });
  expect(JSON.stringify(attributes)).toBe(
    '{"__proto__":{"type":"string","value":"x"},"constructor":{"type":"string","value":"y"}}',
  );
});

test("the JSON wins if both have the key", () => {
  expect(toTextAttributes({ n: "1", s: "x" }, '{"n":{"type":"int","value":"1"}}')).toEqual({
    n: { type: "int", value: "1" },
    s: { type: "string", value: "x" },
  });
});

test("without JSON there is no value", () => {
  expect(toTypedValue("")).toBeUndefined();
  expect(toTypedValue('{"type":"empty","value":null}')).toEqual({ type: "empty", value: null });
});
