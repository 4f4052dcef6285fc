// Where the verdict of a condition has the expected band of its detector.
import type { Condition, Member } from "../rule/condition.ts";

/**
 * The prefix of `low` and `high` in the values of a verdict. Undefined without a detector, with several, and when a member looks at
 * something else than the rule: the value of the verdict is then that of one member or another, and not always the one of the band.
 */
export function detectorPrefixOf(condition: Condition): string | undefined {
  if ("anomaly" in condition) return "";
  if ("not" in condition) return isOfRule(condition.not) ? detectorPrefixOf(condition.not.when) : undefined;
  const members = "all" in condition ? condition.all : "any" in condition ? condition.any : [];
  if (!members.every(isOfRule)) return undefined;
  const found = members.flatMap(({ when }, index) => {
    const inner = detectorPrefixOf(when);
    return inner === undefined ? [] : [`${index + 1}.${inner}`];
  });
  return found.length === 1 ? found[0] : undefined;
}

function isOfRule({ on, window, groupBy, when }: Member): boolean {
  return on === undefined && window === undefined && groupBy === undefined && !("burnRate" in when);
}
