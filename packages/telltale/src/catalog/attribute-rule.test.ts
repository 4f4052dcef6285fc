// Whether a value is right is the same by the quick check and by the whole rule.
import { type AttributeDeclaration, resolveCatalog } from "catalog";
import { expect, test } from "vitest";
import { type AttributeRule, compileAttribute, isRightOffMetrics } from "./attribute-rule.ts";

function ruleOf(declaration: AttributeDeclaration): AttributeRule {
  const { attributes } = resolveCatalog({ name: "a", version: "1.0.0", attributes: { "a.b": declaration } });
  return compileAttribute(attributes[0]!);
}

const values = ["a", "b", "", 1, 1.5, 2n, true, ["a"], [1], undefined, Number.NaN, "x".repeat(100)];

test.each<AttributeDeclaration>([
  { type: "string" },
  { type: "int" },
  { type: "double" },
  { type: "boolean" },
  { type: "any" },
  { type: "string[]" },
  { type: "template[string]" },
  { type: ["a", "c"] },
  { type: [1, 2] },
  { type: ["a"], open: true },
  { type: "string", sensitivity: "secret" },
  { type: "string", sensitivity: "personal" },
  { type: "string", deprecated: {} },
  { type: ["a"], deprecated: {} },
  { type: "string", cardinality: "low" },
  { type: "int", cardinality: "medium" },
  { type: "string", cardinality: "high" },
  { type: "string", cardinality: "unbounded" },
])("checks a value as the whole rule does: %o", (declaration) => {
  const quick = ruleOf(declaration);
  const whole = ruleOf(declaration);
  const twice = [...values, ...values];
  expect(twice.map((value) => isRightOffMetrics(quick, value))).toEqual(
    twice.map((value) => whole.judge(value, false) === undefined),
  );
});

test("a value of another type is wrong, even if its text or hash is that of a right one", () => {
  const list = ruleOf({ type: "string[]", cardinality: "low" });
  expect(isRightOffMetrics(list, ["a"])).toBe(true);
  expect(isRightOffMetrics(list, "a")).toBe(false);
  const text = ruleOf({ type: "string", cardinality: "low" });
  expect(isRightOffMetrics(text, "x".repeat(100))).toBe(true);
  for (const value of [0, 1, 2 ** 31]) expect(isRightOffMetrics(text, value)).toBe(false);
});

test("long texts and short ones count together", () => {
  const rule = ruleOf({ type: "string", cardinality: "low" });
  const texts = Array.from({ length: 25 }, (_, at) => `${at}${"x".repeat(at % 2 === 0 ? 0 : 100)}`);
  expect(texts.filter((text) => isRightOffMetrics(rule, text)).length).toBe(20);
  expect(texts.filter((text) => isRightOffMetrics(rule, text))).toEqual(texts.slice(0, 20));
});

test("the last value of a high class costs no look-up, and is still counted", () => {
  const rule = ruleOf({ type: "int", cardinality: "high" });
  let right = 0;
  for (let at = 0; at < 140_000; at++) {
    if (isRightOffMetrics(rule, at) && isRightOffMetrics(rule, at)) right++;
  }
  expect(right).toBeGreaterThan(80_000);
  expect(right).toBeLessThan(120_000);
});
