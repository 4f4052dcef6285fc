// ESLint's own rule tester on one rule: cases in JavaScript run with ESLint's parser and with TypeScript's, cases in TypeScript with the latter.
import { RuleTester } from "eslint";
import { describe, test } from "vitest";
import plugin from "../../src/index.ts";
import { parser } from "./typescript-parser.ts";

RuleTester.describe = describe;
RuleTester.it = test;
RuleTester.itOnly = test.only;

interface Cases {
  readonly valid: readonly (string | RuleTester.ValidTestCase)[];
  readonly invalid: readonly RuleTester.InvalidTestCase[];
}

/** Imports of everything that the cases use. */
export const imports = `import { trace, startSpan, enterSpan, wrap, addAttribute, addAttributes, addEvent, activeSpan, log, event, counter, gauge, histogram, timer, transaction, startTransaction, resumeTransaction, interaction, profile, captureError, funnel } from "telltale";
`;
export const otel = `import { trace as api, metrics, context } from "@opentelemetry/api";
const tracer = api.getTracer("shop");
const meter = metrics.getMeter("shop");
`;

export function testRule(name: string, javascript: Cases, typescript: Cases): void {
  const rule = plugin.rules[name]!;
  const both = { ecmaVersion: "latest", sourceType: "module" } as const;
  const cases = (
    given: Cases,
  ): { valid: RuleTester.ValidTestCase[]; invalid: RuleTester.InvalidTestCase[] } => ({
    valid: given.valid.map((one) => (typeof one === "string" ? { code: one } : one)),
    invalid: [...given.invalid],
  });
  describe("JavaScript", () => {
    new RuleTester({ languageOptions: both }).run(name, rule, cases(javascript));
  });
  const withTypes = new RuleTester({ languageOptions: { ...both, parser } as never });
  describe("JavaScript, read by TypeScript's parser", () => {
    withTypes.run(name, rule, cases(javascript));
  });
  describe("TypeScript", () => {
    withTypes.run(name, rule, cases(typescript));
  });
}
