// `catalog check`: all rules over a resolved catalog.
import type { Catalog, Things } from "../catalog.ts";
import type { Finding } from "../finding.ts";
import { alertRules } from "./alert-rules.ts";
import { attributeRules } from "./attribute-rules.ts";
import { flowRules } from "./flow-rules.ts";
import { metricAttributeRules } from "./metric-attribute-rules.ts";
import { metricRules } from "./metric-rules.ts";
import { nameRules } from "./name-rules.ts";
import { collectFacts, type Rule } from "./rule.ts";
import { useRules } from "./use-rules.ts";

/** All rules, by subject. */
export const catalogRules: readonly Rule[] = [
  ...nameRules,
  ...attributeRules,
  ...metricRules,
  ...metricAttributeRules,
  ...flowRules,
  ...alertRules,
  ...useRules,
];

interface CheckOptions {
  /** The semantic conventions, resolved. Without them, clashes with them are not found. */
  readonly conventions?: Things | undefined;
  /** Ids of rules to leave out. */
  readonly ignore?: ReadonlySet<string>;
}

/** Findings about what the catalog itself declares, in the order of the rules. */
export function checkCatalog(
  catalog: Catalog,
  { conventions, ignore = new Set() }: CheckOptions = {},
): Finding[] {
  const facts = collectFacts(catalog, conventions);
  const findings: Finding[] = [];
  for (const { id, level, check } of catalogRules) {
    if (ignore.has(id)) continue;
    check(facts, (path, message, fix) => findings.push({ id, level, message, fix, path }));
  }
  return findings;
}
