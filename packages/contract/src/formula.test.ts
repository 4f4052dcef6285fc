import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateFormula, type Formula, lettersIn, parseFormula, unitOfFormula } from "./formula.ts";

const seed = 20_261_122;
const letters = ["a", "b", "c"];
const valueOf = (text: string, values: Readonly<Record<string, number | null>>): number | null => {
  const parsed = parseFormula(text, letters);
  if ("mistake" in parsed) throw new Error(parsed.mistake.message);
  return evaluateFormula(parsed.formula, (letter) => values[letter] ?? null);
};
const mistakeOf = (text: string): readonly [number, string] => {
  const parsed = parseFormula(text, letters);
  if ("formula" in parsed) throw new Error(`\`${text}\` is a formula`);
  return [parsed.mistake.at, parsed.mistake.message];
};

test.each([
  ["a / b * 100", { a: 1, b: 4 }, 25],
  ["a + b * c", { a: 1, b: 2, c: 3 }, 7],
  ["(a + b) * c", { a: 1, b: 2, c: 3 }, 9],
  ["a - b - c", { a: 10, b: 3, c: 2 }, 5],
  ["a / b / c", { a: 12, b: 3, c: 2 }, 2],
  ["-a + .5", { a: 1 }, -0.5],
  ["--a*2.", { a: 3 }, 6],
] as const)("%s of %j is %d", (text, values, result) => {
  expect(valueOf(text, values)).toBe(result);
});

test("a division by zero and a missing value are gaps", () => {
  expect(valueOf("a / b", { a: 1, b: 0 })).toBeNull();
  expect(valueOf("a / b", { a: 0, b: 0 })).toBeNull();
  expect(valueOf("a + b", { a: 1, b: null })).toBeNull();
  expect(valueOf("a * 10", { a: Number.MAX_VALUE })).toBeNull();
});

test.each([
  ["", 0, "ends too early"],
  ["a +", 3, "ends too early"],
  ["a b", 2, "Expected an operator, not `b`"],
  ["d", 0, "Cannot use `d`: expected a number or one of `a`, `b`, `c`"],
  ["(a", 2, "Expected `)`"],
  ["a)", 1, "Expected an operator, not `)`"],
  ["alert(1)", 0, "Cannot use `alert`"],
  ["a ** b", 3, "Cannot use `*`"],
  ["constructor", 0, "Cannot use `constructor`"],
  [".", 0, "Cannot use `.`"],
])("says where `%s` is wrong", (text, at, message) => {
  const [place, words] = mistakeOf(text);
  expect([place, words]).toEqual([at, expect.stringContaining(message)]);
});

test("bounds length and depth", () => {
  expect(mistakeOf("a+".repeat(120))[1]).toContain("at most 200 characters");
  expect(mistakeOf("(".repeat(90))[1]).toContain("at most 40");
});

test.each([
  ["a / b", "s", "s", "1"],
  ["a / b * 100", "s", "s", "%"],
  ["100 * (a / b)", "s", "s", "%"],
  ["a * 100", "s", "", "s"],
  ["a / b", "By", "s", ""],
  ["a - b", "s", "s", "s"],
  ["a + b", "s", "By", ""],
  ["a * 2 + 1", "By", "", "By"],
  ["a * b", "s", "s", ""],
  ["1 / a", "s", "", ""],
])("the unit of %s with a in %s and b in %s is %s", (text, a, b, unit) => {
  const parsed = parseFormula(text, letters) as { readonly formula: Formula };
  expect(unitOfFormula(parsed.formula, (letter) => (letter === "a" ? a : b))).toBe(unit);
});

describe("properties", () => {
  const leaf = fc.oneof(
    fc.nat(99).map((value): Formula => ({ kind: "number", value })),
    fc.constantFrom(...letters).map((letter): Formula => ({ kind: "query", letter })),
  );
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      tie("formula").map((of): Formula => ({ kind: "minus", of })),
      fc
        .tuple(fc.constantFrom("+", "-", "*", "/" as const), tie("formula"), tie("formula"))
        .map(([kind, left, right]) => ({ kind, left, right }) as Formula),
    ),
  }));
  const write = (one: Formula): string => {
    if (one.kind === "number") return String(one.value);
    if (one.kind === "query") return one.letter;
    if (one.kind === "minus") return `-(${write(one.of)})`;
    return `(${write(one.left)})${one.kind}(${write(one.right)})`;
  };

  test("a formula that is written is read as itself", () => {
    fc.assert(
      fc.property(formula, (one) => {
        const text = write(one);
        fc.pre(text.length <= 200);
        expect(parseFormula(text, letters)).toEqual({ formula: one });
      }),
      { seed },
    );
  });

  test("any text is a formula or a mistake inside of it, and a value is finite or none", () => {
    const text = fc.string({ unit: fc.constantFrom(..."abz+-*/(). 019"), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.double(), fc.double(), (one, a, b) => {
        const parsed = parseFormula(one, letters);
        const at = "mistake" in parsed ? parsed.mistake.at : 0;
        expect(at >= 0 && at <= one.length).toBe(true);
        const known = "formula" in parsed ? parsed.formula : ({ kind: "number", value: 0 } as const);
        const value = evaluateFormula(known, (letter) => (letter === "a" ? a : b));
        expect(value === null || Number.isFinite(value)).toBe(true);
        expect(lettersIn(known).every((letter) => letters.includes(letter))).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });
});
