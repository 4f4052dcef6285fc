import fc from "fast-check";
import type { AnyValue } from "otlp";
import { expect, test } from "vitest";
import { attributesJson, plainText, valueJson } from "./typed-json.ts";

const anyValue: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
})).value;

/** Reads the JSON back, as the contract describes it. */
function fromTyped(typed: { type: string; value: never }): AnyValue {
  const value = typed.value as unknown;
  if (typed.type === "int") return BigInt(value as string);
  if (typed.type === "double") return typeof value === "number" ? value : Number(value);
  if (typed.type === "bytes") return new Uint8Array(Buffer.from(value as string, "base64"));
  if (typed.type === "array") return (value as never[]).map(fromTyped);
  if (typed.type === "map")
    return new Map(Object.entries(value as object).map(([key, one]) => [key, fromTyped(one as never)]));
  return value as AnyValue;
}

/** Keys of an object come in another order when they look like numbers: compared without order. */
function normal(value: AnyValue): unknown {
  if (value instanceof Map)
    return [
      "map",
      ...[...value]
        .map(([key, one]) => [key, normal(one)])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ];
  if (value instanceof Uint8Array) return ["bytes", ...value];
  if (Array.isArray(value)) return ["array", ...value.map(normal)];
  return value;
}

test("values come back with their type, signs of zero and all 64 bits", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(normal(fromTyped(JSON.parse(valueJson(value))))).toStrictEqual(normal(value));
    }),
  );
});

test("attributes are in the order of their keys; without attributes the text is empty", () => {
  expect(attributesJson(new Map())).toBe("");
  expect(
    attributesJson(
      new Map<string, AnyValue>([
        ["b", null],
        ["a", [1n, "x"]],
      ]),
    ),
  ).toBe(
    '{"a":{"type":"array","value":[{"type":"int","value":"1"},{"type":"string","value":"x"}]},"b":{"type":"empty","value":null}}',
  );
});

test.each<[AnyValue, string]>([
  ["as it is", "as it is"],
  [null, ""],
  [12n, "12"],
  [
    new Map<string, AnyValue>([
      ["user", "u1"],
      ["ok", true],
    ]),
    '{"user":"u1","ok":true}',
  ],
  [["a", 1.5, null], '["a",1.5,null]'],
])("%o reads as %j", (value, text) => {
  expect(plainText(value)).toBe(text);
});
