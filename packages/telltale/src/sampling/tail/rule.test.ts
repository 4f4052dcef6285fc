import { expect, test } from "vitest";
import { resolveTail } from "./rule.ts";

const rulesOf = (count: number): { readonly name: string; readonly rate: number }[] =>
  Array.from({ length: count }, (_, n) => ({ name: `rule ${n}`, rate: 0.5 }));

test("a thousand rules are settled, one more is refused with its place", () => {
  expect(resolveTail({ rules: rulesOf(1000) }, "sampling.tail").plan).toBeDefined();
  expect(() => resolveTail({ rules: rulesOf(1001) }, "sampling.tail")).toThrow(
    /sampling\.tail\.rules.*a list of at most 1000 rules/s,
  );
});
