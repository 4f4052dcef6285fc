import { expect, test } from "vitest";
import { currenciesText, currencyName } from "../sentence/currencies-text.ts";
import { addsAmounts, currencyKey, ruleAddsAmounts } from "./currency.ts";

const amount = { transaction: "purchase", measure: "amount" };
const inEuros = { ...amount, where: { [currencyKey]: "EUR" } };

test("an amount adds currencies unless a condition or a group names one", () => {
  expect(addsAmounts(amount, [])).toBe(true);
  expect(addsAmounts({ ...amount, where: { region: "eu" } }, ["region"])).toBe(true);
  expect(addsAmounts(inEuros, [])).toBe(false);
  expect(addsAmounts(amount, ["region", currencyKey])).toBe(false);
});

test.each([
  { transaction: "purchase", measure: "failure" },
  { transaction: "purchase", measure: "p95" },
  { service: "payments", measure: "rate" },
  { metric: "amount" },
  {},
])("%j is a sum of no amounts", (on) => {
  expect(addsAmounts(on, [])).toBe(false);
});

test("a rule adds amounts itself or in a member of its condition", () => {
  const when = { above: 5 };
  const failing = { on: { transaction: "purchase", measure: "failure" }, when };
  expect(ruleAddsAmounts({ on: amount, when })).toBe(true);
  expect(ruleAddsAmounts({ when: { all: [failing, { on: amount, when }] } })).toBe(true);
  expect(ruleAddsAmounts({ when: { any: [failing, { when: { not: { on: amount, when } } }] } })).toBe(true);
  expect(ruleAddsAmounts({ when: { all: [failing, { on: inEuros, when }] } })).toBe(false);
  expect(ruleAddsAmounts({ on: inEuros, when: { change: { ago: "7d", below: -0.5 } } })).toBe(false);
  expect(ruleAddsAmounts({ when: { burnRate: { objective: "amount", windows: [] } } })).toBe(false);
});

test("a member has its own groups, else those of the rule, and its own source, else that of the rule", () => {
  const groupBy = [currencyKey];
  const [own, inherited] = [
    { on: amount, groupBy: [], when: { above: 5 } },
    { on: amount, when: { above: 5 } },
  ];
  expect(ruleAddsAmounts({ on: amount, groupBy, when: { above: 5 } })).toBe(false);
  expect(ruleAddsAmounts({ groupBy, when: { all: [inherited] } })).toBe(false);
  expect(ruleAddsAmounts({ groupBy, when: { all: [inherited, own] } })).toBe(true);
  expect(ruleAddsAmounts({ on: amount, groupBy, when: { any: [{ groupBy: [], when: { above: 5 } }] } })).toBe(
    true,
  );
  expect(ruleAddsAmounts({ on: inEuros, when: { not: { when: { above: 5 } } } })).toBe(false);
});

test("one sentence names the currencies", () => {
  const fix = ": name a currency with a condition or a group.";
  expect(currenciesText([])).toBe("");
  expect(currenciesText(["EUR"])).toBe("");
  expect(currenciesText(["EUR", "USD"])).toBe(`The amount adds EUR and USD${fix}`);
  expect(currenciesText(["EUR", "USD", "GBP"])).toBe(`The amount adds EUR, USD and GBP${fix}`);
  expect(currenciesText(["", "EUR"])).toBe(`The amount adds EUR and amounts without a currency${fix}`);
  expect(currenciesText(["EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK"])).toBe(
    `The amount adds EUR, USD, GBP, CHF, SEK and 2 more${fix}`,
  );
});

test("currencies beyond those that are listed are counted", () => {
  const ten = Array.from({ length: 10 }, (_, at) => `C${String.fromCharCode(65 + at)}X`);
  expect(currenciesText(ten, 12)).toBe(
    "The amount adds CAX, CBX, CCX, CDX, CEX and 7 more: name a currency with a condition or a group.",
  );
  expect(currenciesText(["EUR", "", "USD"], 3)).toContain("adds EUR, USD and amounts without a currency:");
  expect(currenciesText([], 0)).toBe("");
});

test.each([
  ["EUR", "EUR"],
  ["points", "“points”"],
  ["€", "“€”"],
  ["A\n\u202EB\u200B", "“A B”"],
  ["x".repeat(10_000), `“${"x".repeat(19)}…”`],
  ["😀".repeat(21), `“${"😀".repeat(19)}…”`],
])("the name of the currency %j is harmless in a sentence", (code, name) => {
  expect(currencyName(code)).toBe(name);
  expect(currenciesText([code, "USD"])).toContain(`The amount adds ${name} and USD:`);
});
