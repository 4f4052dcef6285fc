// Rules of Prometheus, and tests of them, from a catalog.
import type { Catalog } from "../catalog.ts";
import type { Finding } from "../finding.ts";
import { type AlertOptions, alertRules } from "./alerts.ts";
import { objectiveRules } from "./objectives.ts";
import { duration } from "quoting/promql";
import { fileName, type Rule, type RuleFile, type RuleTest, type RuleTestFile } from "./rule-file.ts";

export type { InputSeries, Labels } from "./input-series.ts";
export { type HistogramForm, type Measure, rangeText, render } from "./measure.ts";
export { familyName, underscoredLabel } from "./names.ts";
export { fileName, firingGroups, literals, type Rule, type RuleTest } from "./rule-file.ts";
export { matchersOf } from "./source.ts";

/** A file of rules with the file that tests it. Contents are data, to be written as YAML. */
export interface GeneratedRules {
  readonly rules: { readonly name: string; readonly content: RuleFile };
  readonly tests: { readonly name: string; readonly content: RuleTestFile };
}

/** Rules of a catalog, and what cannot be one. */
export interface PrometheusRules {
  readonly files: readonly GeneratedRules[];
  readonly findings: readonly Finding[];
}

/**
 * Rules of Prometheus for the alerts and objectives that `catalog` declares: `<catalog>.rules.yml` and `<catalog>-objectives.rules.yml`,
 * each with a `….test.yml` for `promtool test rules`. An alert that Prometheus cannot evaluate is a finding.
 */
export function prometheusRules(catalog: Catalog, options: AlertOptions): PrometheusRules {
  const base = fileName(catalog.name);
  const alerts = alertRules(catalog, options);
  const objectives = objectiveRules(catalog, options);
  return {
    files: [
      ...fileOf(base, `${catalog.name}: alerts`, alerts.rules, alerts.tests, alerts.stepMs),
      ...fileOf(
        `${base}-objectives`,
        `${catalog.name}: objectives`,
        objectives.rules,
        objectives.tests,
        60_000,
      ),
    ],
    findings: [...alerts.findings, ...objectives.findings],
  };
}

function fileOf(
  base: string,
  group: string,
  rules: readonly Rule[],
  tests: readonly RuleTest[],
  stepMs: number,
): GeneratedRules[] {
  if (rules.length === 0) return [];
  const name = `${base}.rules.yml`;
  const content = { rule_files: [name], evaluation_interval: duration(stepMs), tests };
  return [
    {
      rules: { name, content: { groups: [{ name: group, rules }] } },
      tests: { name: `${base}.test.yml`, content },
    },
  ];
}
