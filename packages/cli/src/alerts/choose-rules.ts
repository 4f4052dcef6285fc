// The rules that `--rule` names, as a file of rules that is complete without the others.
import { burnRules, type Condition, membersOf, type Objective, type RuleFile } from "alerts";
import { wrongUsage } from "../failure.ts";

/**
 * Only the rules and objectives with these names; all without names. The name of a burn-rate rule chooses it as that of its objective
 * does. Parents that are not chosen are left out; objectives that a chosen rule refers to are kept.
 *
 * @throws {Failure} for a name that no rule has.
 */
export function chooseRules(rules: RuleFile, names: readonly string[]): RuleFile {
  if (names.length === 0) return rules;
  const { alerts = [], objectives = [] } = rules;
  const isNamed = ({ name }: { readonly name: string }): boolean => names.includes(name);
  checkNames(names, [...alerts, ...objectives, ...objectives.flatMap(burnRules)]);
  // an objective that is named brings its rule
  const whole = objectives.filter(isNamed);
  const generated = objectives.filter((one) => !isNamed(one)).flatMap(burnRules);
  const chosen = [...alerts, ...generated].filter(isNamed);
  const known = new Set([...chosen, ...whole.flatMap(burnRules)].map(({ name }) => name));
  const wanted = new Set(chosen.flatMap(({ when }) => objectivesOf(when)));
  return {
    ...rules,
    alerts: chosen.map((rule) => ({
      ...rule,
      dependsOn: (rule.dependsOn ?? []).filter((one) => known.has(one)),
    })),
    objectives: objectives.flatMap((one): Objective[] => {
      if (isNamed(one)) return [one];
      return wanted.has(one.name) ? [{ ...one, alerts: [] }] : [];
    }),
  };
}

function checkNames(names: readonly string[], rules: readonly { readonly name: string }[]): void {
  const known = rules.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw wrongUsage(
    `There is no rule \`${missing}\`.`,
    `The rules are ${known.map((name) => `\`${name}\``).join(", ")}. Repeat \`--rule\` for several.`,
  );
}

/** Names of the objectives that a condition refers to. */
function objectivesOf(condition: Condition): readonly string[] {
  if ("burnRate" in condition) return [condition.burnRate.objective];
  return membersOf(condition).flatMap(({ when }) => objectivesOf(when));
}
