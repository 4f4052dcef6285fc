// `metric_relabel_configs`: which samples of a target are kept, and under which labels. The name of a metric is its label `__name__`.
import type { RelabelRule } from "../config/scrape.ts";

/**
 * The labels after all `rules`; undefined when the sample is dropped.
 *
 * @throws {RangeError} when a rule is to match more than 4,096 characters.
 */
export function relabel(
  labels: ReadonlyMap<string, string>,
  rules: readonly RelabelRule[],
): ReadonlyMap<string, string> | undefined {
  let current = labels;
  for (const rule of rules) {
    const next = apply(rule, current);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

function apply(
  rule: RelabelRule,
  labels: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | undefined {
  const { action, regex, targetLabel, replacement } = rule;
  if (action === "labeldrop") return new Map([...labels].filter(([name]) => !regex.test(name)));
  if (action === "labelkeep") return new Map([...labels].filter(([name]) => regex.test(name)));
  if (action === "labelmap") return mapLabels(rule, labels);
  const value = rule.sourceLabels.map((name) => labels.get(name) ?? "").join(rule.separator);
  if (action === "keep") return regex.test(value) ? labels : undefined;
  if (action === "drop") return regex.test(value) ? undefined : labels;
  const replaced = regex.expand(value, replacement);
  if (replaced === undefined) return labels;
  const result = new Map(labels);
  if (replaced === "") result.delete(targetLabel);
  else result.set(targetLabel, replaced);
  return result;
}

function mapLabels(
  { regex, replacement }: RelabelRule,
  labels: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const result = new Map(labels);
  for (const [name, value] of labels) {
    const renamed = regex.expand(name, replacement);
    if (renamed !== undefined) result.set(renamed, value);
  }
  return result;
}
