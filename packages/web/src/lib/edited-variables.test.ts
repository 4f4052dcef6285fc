import type { DashboardVariable } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyVariable, mistakeIn, toEdited, toVariables, wholeOnes, withUsed } from "./edited-variables.ts";

const variables: DashboardVariable[] = [
  { name: "provider", label: "Provider", attribute: "payment.provider" },
  { name: "plan", values: ["free", "pro"], default: "pro" },
];

test("variables become fields and come back as they were", () => {
  expect(toVariables(toEdited(variables))).toEqual(variables);
  expect(toVariables([])).toBeUndefined();
});

test("any variables come back as they were, also with commas and quotes in their values", () => {
  const text = fc.oneof(
    fc.constantFrom("Berlin, DE", '"', 'a "b", c', " x ", "\\", ","),
    fc.string({ minLength: 1, maxLength: 20 }),
  );
  const name = fc.stringMatching(/^[a-z]\w{0,9}$/);
  fc.assert(
    fc.property(name, fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), text, (one, values, usual) => {
      const [first] = values;
      const given = [
        { name: one, label: first!, values, default: usual },
        { name: `${one}_2`, attribute: "payment.provider" },
      ];
      expect(toVariables(toEdited(given))).toEqual(given);
      expect(mistakeIn(toEdited(given), 0)).toBeUndefined();
    }),
    { seed: 20261122 },
  );
});

test("values are separated by commas, and each counts once", () => {
  expect(
    toVariables([{ ...emptyVariable, name: "plan", from: "values", text: " free, pro,, free " }]),
  ).toEqual([{ name: "plan", values: ["free", "pro"] }]);
});

test("a variable that cannot be saved says why", () => {
  const [provider, plan] = toEdited(variables);
  const mistake = (...edited: readonly (typeof emptyVariable)[]) => mistakeIn(edited, edited.length - 1);
  expect(mistake(provider!, plan!)).toBeUndefined();
  expect(mistake(emptyVariable)).toContain("The name needs a letter");
  expect(mistake({ ...plan!, name: "2nd" })).toContain("The name needs a letter");
  expect(mistake(provider!, { ...plan!, name: "provider" })).toBe("There are two variables provider.");
  expect(mistake({ ...provider!, text: " " })).toContain("Name the attribute");
  expect(mistake({ ...plan!, text: " , " })).toContain("List its values");
  expect(mistake({ ...provider!, text: "k".repeat(201) })).toContain("at most 200 characters");
  expect(mistake({ ...plan!, text: "v".repeat(501) })).toContain("at most 200 values");
  expect(wholeOnes([provider!, emptyVariable, plan!])).toEqual([provider, plan]);
});

test("a condition with an unknown variable declares it, with the values of the condition's key", () => {
  const chart = {
    title: "Orders",
    filter: ["plan=$plan", "region!=$region"],
    sources: [{ metric: "shop.orders", filter: ["payment.provider=$provider", "tier=gold"] }],
  };
  expect(toVariables(withUsed(toEdited(variables), chart))).toEqual([
    ...variables,
    { name: "region", attribute: "region" },
  ]);
  expect(withUsed(toEdited(variables), { ...chart, filter: ["amount>$most", "note=costs $few"] })).toEqual(
    toEdited(variables),
  );
});
