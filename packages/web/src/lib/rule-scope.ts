// The conditions of a page as the conditions of a rule: a rule on what a chart shows must not look at more than the chart.
import { readCondition, writeCondition } from "contract";

/** What a page sends with its query, as far as its data is restricted by it. */
export interface PageScope {
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  /** Conditions of the filter bar. */
  readonly filter?: readonly string[] | undefined;
}

export interface RuleScope {
  /** For `where` of the source. */
  readonly where: Readonly<Record<string, string>>;
  /** Conditions that a rule cannot have, as the filter bar writes them. */
  readonly left: readonly string[];
}

/** As in the check of rules. */
const mostAttributes = 5;

/** Names of fields that are attributes, too. */
const attributeOf: Readonly<Record<string, string>> = { service: "service.name" };
const fields: ReadonlySet<string> = new Set([
  "name",
  "duration",
  "status",
  "kind",
  "entry",
  "severity",
  "event.name",
]);

/** Attributes with one value each; anything else is left. */
export function ruleScopeOf({ environment, service, filter = [] }: PageScope): RuleScope {
  const where = new Map<string, string>();
  const left: string[] = [];
  const conditions = [
    ...(environment === undefined ? [] : [`deployment.environment.name=${environment}`]),
    ...(service === undefined ? [] : [`service.name=${service}`]),
    ...filter,
  ];
  for (const text of conditions) {
    const condition = readCondition(text);
    const key = condition === undefined ? "" : (attributeOf[condition.key] ?? condition.key);
    const isPlain = condition?.operator === "=" && !fields.has(key);
    const before = where.get(key);
    if (isPlain && before === condition.value) continue;
    if (isPlain && before === undefined && where.size < mostAttributes) where.set(key, condition.value);
    else left.push(condition === undefined ? text : writeCondition(condition));
  }
  return { where: Object.fromEntries(where), left };
}
