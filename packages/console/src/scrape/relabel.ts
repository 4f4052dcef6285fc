// `metric_relabel_configs`: which samples of a target are kept, and under which labels. The name of a metric is its label `__name__`.
import type { RelabelRule } from "../config/scrape.ts";

/** The labels after all `rules`; undefined when the sample is dropped. */
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
  const matches = regex.test(value);
  if (action === "keep") return matches ? labels : undefined;
  if (action === "drop") return matches ? undefined : labels;
  if (!matches) return labels;
  const result = new Map(labels);
  const replaced = value.replace(regex, replacement);
  if (replaced === "") result.delete(targetLabel);
  else result.set(targetLabel, replaced);
  return result;
}

function mapLabels(
  { regex, replacement }: RelabelRule,
  labels: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const result = new Map(labels);
  for (const [name, value] of labels)
    if (regex.test(name)) result.set(name.replace(regex, replacement), value);
  return result;
}
