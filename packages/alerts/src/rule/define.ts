// Rules in TypeScript: checked when they are defined.
import { RuleMistake } from "../shape/rule-mistake.ts";
import { checkShape } from "../shape/check.ts";
import { type AlertRule, alertRule, type Objective, objectiveRule, type Silence, silence } from "./rule.ts";

/**
 * A rule in TypeScript. References to other rules are checked when all rules are known.
 *
 * @throws {RuleMistake} with every mistake of its form.
 * @example
 * export const purchasesFail = defineAlert({
 *   name: "Purchases fail",
 *   on: { transaction: "purchase", measure: "failure" },
 *   when: { above: 0.3 },
 *   for: "2m",
 * });
 */
export function defineAlert(rule: AlertRule): AlertRule {
  return checked(checkShape(alertRule, rule), rule, rule?.name);
}

/** An objective in TypeScript. @throws {RuleMistake} with every mistake of its form. */
export function defineObjective(objective: Objective): Objective {
  return checked(checkShape(objectiveRule, objective), objective, objective?.name);
}

/** A silence in TypeScript. @throws {RuleMistake} with every mistake of its form. */
export function defineSilence(one: Silence): Silence {
  return checked(checkShape(silence, one), one, one?.name);
}

function checked<T>(problems: ConstructorParameters<typeof RuleMistake>[0], value: T, name: string): T {
  if (problems.length > 0) throw new RuleMistake(problems, `\`${String(name)}\``);
  return value;
}
