// Alerts of a catalog as rules of Prometheus, each with a test in which it fires and one in which it does not. What Prometheus cannot
// compute is a finding: no alert is left out silently.
import type { Alert, Catalog } from "../catalog.ts";
import { durationMs } from "../duration.ts";
import { declarationPath, type Finding } from "../finding.ts";
import { type Labels, resultLabels, type SeriesOptions, seriesOf } from "./input-series.ts";
import { type HistogramForm, type Measure, rangeOf, render, renderAbsent, renderWhole } from "./measure.ts";
import { underscoredLabel } from "./names.ts";
import { duration, number, promql, type PromQL } from "quoting/promql";
import { join } from "quoting/written";
import { firing, literals, quiet, type Rule, type RuleTest } from "./rule-file.ts";
import { leastEntries } from "../least-counts.ts";
import { limitsOf } from "../limits.ts";
import { alertSourceOf } from "../source-declaration.ts";
import { translate } from "./source.ts";

export interface AlertOptions {
  readonly histograms: HistogramForm;
}

/** An alert that Prometheus can evaluate. */
interface Planned {
  readonly alert: Alert;
  readonly measure: Measure;
  readonly rule: Rule;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Rules, their tests, and what cannot be one. */
export interface AlertRules {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  /** How often the tests evaluate the rules. */
  readonly stepMs: number;
  readonly findings: readonly Finding[];
}

/** Rules for the alerts that the catalog itself declares; those of imported catalogs belong to their own teams. */
export function alertRules(catalog: Catalog, options: AlertOptions): AlertRules {
  const findings: Finding[] = [];
  const planned = catalog.alerts
    .filter((alert) => alert.catalog === catalog.name)
    .flatMap((alert) => plan(alert, catalog, options, findings));
  const stepMs = stepFor(planned.map(({ alert }) => alert));
  // promtool of Debian has no notation for native histograms
  const testable = planned.filter(({ measure }) => !needsNative(measure, options));
  if (testable.length < planned.length)
    findings.push({
      id: "rule-not-tested",
      level: "information",
      message: `${planned.length - testable.length} rules on native histograms have no tests: the notation of input series has none for them before promtool 2.49`,
      fix: "Generate with classic histograms to test the thresholds.",
    });
  return {
    rules: planned.map(({ rule }) => rule),
    tests: testable.flatMap((one) => testsOf(one, catalog, stepMs)),
    stepMs,
    findings,
  };
}

function needsNative(measure: Measure, { histograms }: AlertOptions): boolean {
  if (histograms !== "native" || measure.form === "gauge") return false;
  if (measure.form === "share") return measure.whole.part !== undefined;
  return measure.form === "quantile" || measure.form === "average" || measure.of.part !== undefined;
}

function plan(alert: Alert, catalog: Catalog, options: AlertOptions, findings: Finding[]): Planned[] {
  const path = declarationPath("alerts", alert.name);
  const translated = translate(alertSourceOf(alert), catalog, {
    isAlert: true,
    isLowest: limitsOf(alert.when).below !== undefined,
  });
  if ("problem" in translated) {
    const message = `Cannot write \`${alert.name}\` as a rule of Prometheus: ${translated.problem}`;
    findings.push({ id: "rule-not-expressible", level: "improvement", message, fix: translated.fix, path });
    return [];
  }
  const { measure, note } = translated;
  const mistake = mistakeOf(alert, measure);
  if (mistake !== undefined) {
    findings.push({ id: "alert-condition", level: "violation", ...mistake, path });
    return [];
  }
  if (note !== undefined)
    findings.push({
      id: "rule-approximation",
      level: "information",
      message: `The rule of \`${alert.name}\` is an approximation: ${note}`,
      path,
    });
  const { forMs } = timesOf(alert);
  const labels = labelsOf(alert);
  const annotations = annotationsOf(alert);
  const rule: Rule = {
    alert: alert.name,
    expr: conditionOf(alert, measure, options),
    ...(forMs > 0 && { for: duration(forMs) }),
    labels: literals(labels),
    annotations: literals(annotations),
  };
  return [{ alert, measure, rule, labels, annotations }];
}

/** A condition that can never or always holds. */
function mistakeOf(
  { name, when }: Alert,
  measure: Measure,
): { readonly message: string; readonly fix: string } | undefined {
  const { above, below } = limitsOf(when);
  const [least, most] = rangeOf(measure);
  const range = `The value is from ${number(least)} to ${number(most)}.`;
  if ((above !== undefined && above >= most) || (below !== undefined && below <= least))
    return { message: `\`${name}\` can never fire`, fix: `${range} Correct the limit.` };
  const isAlways = above !== undefined && below !== undefined && above < below;
  if (isAlways || (above !== undefined && above < least) || (below !== undefined && below > most))
    return { message: `\`${name}\` always fires`, fix: `${range} Correct the limit.` };
  return undefined;
}

function conditionOf(alert: Alert, measure: Measure, options: AlertOptions): PromQL {
  const { above, below, absent } = limitsOf(alert.when);
  const { windowMs } = timesOf(alert);
  const window = duration(windowMs);
  const value = render(measure, { window, ...options });
  const beyond = (comparison: PromQL, from = value): PromQL => {
    const now = promql`${from}${comparison}`;
    return needsEntries(measure) ? promql`${now} and ${enough(measure, comparison, windowMs, options)}` : now;
  };
  const parts = [
    ...(above === undefined ? [] : [beyond(promql` > ${number(above)}`)]),
    ...(below === undefined
      ? []
      : [
          beyond(
            promql` < ${number(below)}`,
            isZeroWithout(alert, measure) ? promql`(${value} or vector(0))` : value,
          ),
        ]),
    ...(absent === true ? [renderAbsent(measure, { window, ...options })] : []),
  ];
  return join(parts, promql` or `);
}

/** Whether there being no series means 0, as in the console: a service that is down counts nothing. Of own metrics it means no data. */
function isZeroWithout(alert: Alert, measure: Measure): boolean {
  return measure.form === "increase" && measure.by.length === 0 && !("metric" in alertSourceOf(alert));
}

type Share = Extract<Measure, { form: "share" }>;

/** A share of few things says little, and fires no sooner in Prometheus than in the console. */
function needsEntries(measure: Measure): measure is Share {
  return measure.form === "share";
}

/** The window has enough entries, or it has them together with the one before, which was beyond the limit, too. */
function enough(measure: Share, comparison: PromQL, windowMs: number, options: AlertOptions): PromQL {
  const window = duration(windowMs);
  const least = promql` >= ${number(leastEntries)}`;
  const own = renderWhole(measure, { window, ...options });
  const both = renderWhole(measure, { window: duration(2 * windowMs), ...options });
  const before = render(measure, { window, offset: window, ...options });
  return promql`(${own}${least} or ${both}${least} and ${before}${comparison})`;
}

function labelsOf({ labels = {}, severity, owner = "", catalog }: Alert): Labels {
  const own = Object.entries(labels).map(([name, value]) => [underscoredLabel(name), value] as const);
  return { ...Object.fromEntries(own), severity, owner, catalog };
}

function annotationsOf(alert: Alert): Labels {
  const { name, summary, description = "", runbook = "" } = alert;
  return {
    summary: summary ?? name,
    description: [description, sentenceOf(alert)].filter((text) => text !== "").join(" "),
    runbook_url: runbook,
  };
}

/** The condition in words: "Above 0.05 over 5m, for 10m." */
function sentenceOf(alert: Alert): string {
  const { above, below, absent } = limitsOf(alert.when);
  const { windowMs, forMs } = timesOf(alert);
  const conditions = [
    ...(above === undefined ? [] : [`above ${number(above)}`]),
    ...(below === undefined ? [] : [`below ${number(below)}`]),
    ...(absent === true ? ["no data"] : []),
  ].join(" or ");
  const text = `${conditions} over ${duration(windowMs)}${forMs > 0 ? `, for ${duration(forMs)}` : ""}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function timesOf(alert: Alert): { readonly windowMs: number; readonly forMs: number } {
  return { windowMs: durationMs(alert.window), forMs: durationMs(alert.for ?? "0s") };
}

/** Time between evaluations in tests: the longest with which each window has two samples and each `for` one. */
function stepFor(alerts: readonly Alert[]): number {
  const fits = (step: number): boolean =>
    alerts
      .map(timesOf)
      .every(({ windowMs, forMs }) => windowMs >= 2 * step && (forMs === 0 || forMs >= step));
  return [60_000, 15_000, 5000, 1000].find((step) => fits(step)) ?? 1000;
}

function testsOf(
  { alert, measure, labels, annotations }: Planned,
  catalog: Catalog,
  stepMs: number,
): RuleTest[] {
  const { name } = alert;
  const { above, below, absent } = limitsOf(alert.when);
  const { windowMs, forMs } = timesOf(alert);
  const atMs = Math.ceil((forMs + windowMs) / stepMs + 2) * stepMs;
  const groups = Object.fromEntries(measure.by.map((label) => [label, exampleOf(label, catalog)]));
  const series: SeriesOptions = { windowMs, stepMs, steps: atMs / stepMs + 1, groups };
  const interval = duration(stepMs);
  const secondMs = Math.ceil((forMs + 2 * windowMs) / stepMs + 2) * stepMs;
  /** Of so many entries in each window; rates are extrapolated, so that none of these is near the limit. */
  const few = (entries: number): SeriesOptions => ({
    ...series,
    steps: secondMs / stepMs + 1,
    perStep: (entries * stepMs) / windowMs,
  });
  const sparse = (value: number): RuleTest[] => [
    {
      name: `${name}: does not fire at ${number(value)} of fewer than ${leastEntries} entries in two windows`,
      interval,
      input_series: seriesOf(measure, value, few(leastEntries / 4)),
      alert_rule_test: [quiet(secondMs, name)],
    },
    {
      name: `${name}: fires at ${number(value)} of ${leastEntries} entries in two windows together`,
      interval,
      input_series: seriesOf(measure, value, few(0.75 * leastEntries)),
      alert_rule_test: [firing(secondMs, name, { ...resultLabels(measure, groups), ...labels }, annotations)],
    },
  ];
  const beyond = beyondOf(measure, above, below);
  const fires = (title: string, value: number | undefined): RuleTest => {
    const found = value === undefined ? {} : resultLabels(measure, groups);
    const early = forMs > 0 ? [quiet(Math.floor(forMs / 2 / stepMs) * stepMs, name)] : [];
    return {
      name: `${name}: ${title}`,
      interval,
      input_series: value === undefined ? [] : seriesOf(measure, value, series),
      alert_rule_test: [...early, firing(atMs, name, { ...found, ...labels }, annotations)],
    };
  };
  const calm = quietValue(measure, above, below);
  const zeros = below !== undefined && isZeroWithout(alert, measure) ? [below] : [];
  return [
    ...(above === undefined ? [] : [fires(`fires above ${number(above)}`, higher(measure, above))]),
    ...(below === undefined ? [] : [fires(`fires below ${number(below)}`, lower(below))]),
    ...zeros.map((limit) => fires(`fires below ${number(limit)} without series`, undefined)),
    ...(absent === true ? [fires("fires without data", undefined)] : []),
    ...(needsEntries(measure) && beyond !== undefined ? sparse(beyond) : []),
    {
      name: `${name}: does not fire at ${number(calm)}`,
      interval,
      input_series: seriesOf(measure, calm, series),
      alert_rule_test: [quiet(atMs, name)],
    },
  ];
}

/** A value at which the alert fires. */
function beyondOf(
  measure: Measure,
  above: number | undefined,
  below: number | undefined,
): number | undefined {
  if (above !== undefined) return higher(measure, above);
  return below === undefined ? undefined : lower(below);
}

/** A value above `limit` that `measure` can have. */
function higher(measure: Measure, limit: number): number {
  const [, most] = rangeOf(measure);
  if (most < Infinity) return limit + (most - limit) / 2;
  return limit === 0 ? 1 : limit + Math.abs(limit) / 2;
}

function lower(limit: number): number {
  return limit === 0 ? -1 : limit - Math.abs(limit) / 2;
}

function quietValue(measure: Measure, above: number | undefined, below: number | undefined): number {
  if (above !== undefined && below !== undefined) return (above + below) / 2;
  const [least] = rangeOf(measure);
  if (above !== undefined) return Math.max(least, lower(above));
  return below === undefined ? 1 : higher(measure, below);
}

/** A value that a label may have. */
function exampleOf(label: string, catalog: Catalog): string {
  const attribute = catalog.attributes.find(({ name }) => underscoredLabel(name) === label);
  const [member] = attribute?.members ?? [];
  return String(member?.value ?? attribute?.examples?.[0] ?? "example");
}
