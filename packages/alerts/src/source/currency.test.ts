import { expect, test } from "vitest";
import { currenciesText } from "../sentence/currencies-text.ts";
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
  expect(ruleAddsAmounts({ on: amount, when }, [])).toBe(true);
  expect(ruleAddsAmounts({ when: { all: [failing, { on: amount, when }] } }, [])).toBe(true);
  expect(ruleAddsAmounts({ when: { any: [failing, { when: { not: { on: amount, when } } }] } }, [])).toBe(
    true,
  );
  expect(ruleAddsAmounts({ when: { all: [failing, { on: inEuros, when }] } }, [])).toBe(false);
  expect(ruleAddsAmounts({ on: inEuros, when: { change: { ago: "7d", below: -0.5 } } }, [])).toBe(false);
  expect(ruleAddsAmounts({ when: { burnRate: { objective: "amount", windows: [] } } }, [])).toBe(false);
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
