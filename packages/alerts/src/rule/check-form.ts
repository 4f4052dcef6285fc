// Compares the content of a file of rules with its form.
import { checkShape } from "../shape/check.ts";
import { joinPath, type Problem } from "catalog/problem";
import { alertRule, objectiveRule, ruleFile, silence } from "./rule.ts";

/** The mistakes of form in `value` as the content of one file: references to rules of other files are not looked at. */
export function checkForm(value: unknown): readonly Problem[] {
  return checkShape(ruleFile, value);
}

const parts = { alerts: alertRule, objectives: objectiveRule, silences: silence };

/** As `checkForm`, with a pause after each rule. */
export function* checkForms(
  value: unknown,
  hasForm: (thing: unknown) => boolean,
): Generator<void, readonly Problem[]> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return checkForm(value);
  const rest: Record<string, unknown> = { ...value };
  const found: Problem[][] = [];
  for (const [part, shape] of Object.entries(parts)) {
    const things = rest[part];
    if (!Array.isArray(things)) continue;
    delete rest[part];
    for (const [index, thing] of things.entries()) {
      if (!hasForm(thing)) found.push(checkShape(shape, thing, joinPath(part, index)));
      yield;
    }
  }
  return [...found.flat(), ...checkForm(rest)];
}
