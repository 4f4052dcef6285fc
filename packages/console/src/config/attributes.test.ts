import { expect, test } from "vitest";
import { readAttributes } from "./attributes.ts";

test("attributes with their types, string when none is said", () => {
  expect(
    readAttributes({ typedAttribute: ["customer.tier", "cart.items:int"], rolledAttribute: ["region"] }, {}),
  ).toEqual({
    typed: [
      { key: "customer.tier", type: "string" },
      { key: "cart.items", type: "int" },
    ],
    rolled: ["region"],
  });
  const env = {
    TELLTALE_CONSOLE_TYPED_ATTRIBUTES: "a:bool, b:double",
    TELLTALE_CONSOLE_ROLLED_ATTRIBUTES: "",
  };
  expect(readAttributes({}, env)).toEqual({
    typed: [
      { key: "a", type: "bool" },
      { key: "b", type: "double" },
    ],
    rolled: [],
  });
});

test("reads a type after the last colon, and needs one for a key with a colon", () => {
  const read = (...typedAttribute: string[]) => readAttributes({ typedAttribute }, {}).typed;
  expect(read("a:b:int", "x:string:string")).toEqual([
    { key: "a:b", type: "int" },
    { key: "x:string", type: "string" },
  ]);
  for (const text of ["customer.tier:strnig", "a:b", "a:", "a:Int"])
    expect(() => read(text)).toThrow("expected one of string, int, double, bool after the last colon");
});

test.each(["it's", "a b", "", "x".repeat(129), "a`b", "a\\"])("refuses the key `%s`", (key) => {
  expect(() => readAttributes({ rolledAttribute: [key] }, {})).toThrow("Cannot use `--rolled-attribute");
  expect(() => readAttributes({ typedAttribute: [`${key}:int`] }, {})).toThrow(
    "Cannot use `--typed-attribute",
  );
});
