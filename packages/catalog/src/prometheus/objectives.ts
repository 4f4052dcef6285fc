// Objectives as burn rate alerts: for each objective the share of errors over several windows as recording rules, and one alert with two
// severities on pairs of a long and a short window.
import {
  budgetShare,
  burnAlertName,
  burnTitle,
  type BurnWindow,
  burnWindows,
  burningWindows,
} from "../burn-windows.ts";
import type { Catalog, Objective } from "../catalog.ts";
import type { ObjectiveSourceDeclaration } from "../declaration.ts";
import { type Duration, durationMs, durationText } from "../duration.ts";
import { declarationPath, type Finding } from "../finding.ts";
import type { AlertOptions } from "./alerts.ts";
import { leastBadEvents } from "../least-counts.ts";
import { type Labels, seriesOf } from "./input-series.ts";
import { type Measure, render, renderPart } from "./measure.ts";
import { duration, number, promql, type PromQL, selector } from "quoting/promql";
import { join } from "quoting/written";
import { secondsBuckets } from "../seconds-buckets.ts";
import { firingAll, literals, quiet, type Rule, type RuleTest } from "./rule-file.ts";
import { familyOf, matchersOf, transactionCount, transactionDuration, workflowDuration } from "./source.ts";

/** What objectives become. */
export interface ObjectiveRules {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  readonly findings: readonly Finding[];
}

const windowOf = (text: Duration): PromQL => duration(durationMs(text));
/** The windows that make an alert certain: in them errors are counted, too. */
const counted: readonly PromQL[] = [...new Set(burnWindows.map((one) => one.long))].map(windowOf);
/** Windows whose share of errors is recorded. */
const recorded: readonly PromQL[] = [...new Set(burnWindows.flatMap(({ long, short }) => [long, short]))]
  .toSorted((a, b) => durationMs(a) - durationMs(b))
  .map(windowOf);

/** Rules for the objectives that the catalog itself declares. */
export function objectiveRules(catalog: Catalog, options: AlertOptions): ObjectiveRules {
  const findings: Finding[] = [];
  const rules: Rule[] = [];
  const tests: RuleTest[] = [];
  for (const objective of catalog.objectives) {
    if (objective.catalog !== catalog.name) continue;
    const path = declarationPath("objectives", objective.name);
    const result = errorShare(objective, catalog, options);
    if ("message" in result) {
      findings.push({ ...result, path });
      continue;
    }
    const labels = labelsOf(objective);
    const record = (name: PromQL, expr: PromQL): Rule => ({
      record: name,
      expr,
      // Prometheus reads templates in the labels of alerts only
      labels,
    });
    const short = { window: shortest, ...options };
    rules.push(
      ...recorded.map((window) => record(recordName(window), render(result, { window, ...options }))),
      ...counted.map((window) =>
        record(countName(window), renderPart(result, "increase", { window, ...options })),
      ),
      // of which the remaining budget is computed: an average of shares would not weigh them by their traffic
      record(errorRate, renderPart(result, "rate", short)),
      record(eventRate, render({ form: "rate", of: result.whole, by: [] }, short)),
    );
    const alerts = burnAlerts(objective);
    rules.push(...alerts.map(({ rule }) => rule));
    if (options.histograms === "classic") tests.push(...burnTests(objective, alerts, result));
  }
  return { rules, tests, findings };
}

const shortest: PromQL = promql`5m`;
const recordName = (window: PromQL): PromQL => promql`objective:error_ratio:rate${window}`;
const countName = (window: PromQL): PromQL => promql`objective:errors:increase${window}`;
const errorRate = promql`objective:errors:rate${shortest}`;
const eventRate = promql`objective:events:rate${shortest}`;

const labelsOf = ({ catalog, name }: Objective): Labels => ({ catalog, objective: name });

function seriesIn(objective: Objective, record: PromQL): PromQL {
  const matchers = Object.entries(labelsOf(objective)).map(([label, value]) => ({
    label,
    op: "=" as const,
    value,
  }));
  return selector(record, matchers);
}

/** The share of errors over a window of the alerts, as it is recorded. */
export function recordedShare(objective: Objective, window: Duration): PromQL {
  return seriesIn(objective, recordName(windowOf(window)));
}

/** The share of the error budget of the period that is left, of recorded series; below 0 when more was spent. */
export function remainingBudget(objective: Objective): PromQL {
  const period = windowOf(objective.period);
  const sum = (record: PromQL): PromQL => promql`sum_over_time(${seriesIn(objective, record)}[${period}])`;
  return promql`1 - ${sum(errorRate)} / ${sum(eventRate)} / ${number(budgetShare(objective.target))}`;
}

type Mistake = Omit<Finding, "path">;

/** The share of events that are not good. */
export function errorShare(
  objective: Objective,
  catalog: Catalog,
  options: AlertOptions,
): Extract<Measure, { form: "share" }> | Mistake {
  const { name, on, target } = objective;
  if (!(target > 0 && target < 1))
    return {
      id: "objective-target",
      level: "violation",
      message: `The target of \`${name}\` is ${number(target)}: expected a share between 0 and 1, such as 0.999`,
    };
  if ("transaction" in on) {
    if (on.measure === "within")
      return timely(name, transactionDuration(on.transaction), secondsOf(on.limit), secondsBuckets);
    const whole = transactionCount(on.transaction);
    return on.measure === "completion"
      ? { form: "share", part: transactionCount(on.transaction, "completed"), whole, by: [], inverse: true }
      : { form: "share", part: transactionCount(on.transaction, "failed"), whole, by: [] };
  }
  if ("workflow" in on)
    return timely(name, workflowDuration(on.workflow, on.state), secondsOf(on.limit), secondsBuckets);
  if ("metric" in on) return ofMetric(name, on, catalog, options);
  return cannot(name, "its metrics do not say what is good");
}

/** Seconds of the longest duration that is good. */
function secondsOf(limit: Duration | undefined): number {
  return durationMs(limit ?? "0s") / 1000;
}

function ofMetric(
  name: string,
  on: Extract<ObjectiveSourceDeclaration, { readonly metric: string }>,
  catalog: Catalog,
  options: AlertOptions,
): Extract<Measure, { form: "share" }> | Mistake {
  const metric = catalog.metrics.find((one) => one.name === on.metric);
  if (metric === undefined) return cannot(name, `the catalog declares no metric \`${on.metric}\``);
  const family = familyOf(metric);
  const matchers = matchersOf(on.where);
  const isHistogram = metric.instrument === "histogram";
  if (on.measure === "within") {
    const factor = { s: 1, ms: 1000, us: 1_000_000, ns: 1_000_000_000, min: 1 / 60 }[metric.unit];
    if (!isHistogram || factor === undefined) return cannot(name, `\`${on.metric}\` measures no time`);
    const standard = metric.unit === "s" ? secondsBuckets : undefined;
    const buckets = options.histograms === "native" ? undefined : (metric.buckets ?? standard ?? []);
    return timely(name, { name: family, matchers }, secondsOf(on.limit) * factor, buckets);
  }
  if (!metric.attributes.some(({ key }) => key === "error.type"))
    return cannot(name, `\`${on.metric}\` has no attribute \`error.type\` that marks failures`);
  if (!isHistogram && metric.instrument !== "counter") return cannot(name, `\`${on.metric}\` counts nothing`);
  const whole = isHistogram
    ? ({ name: family, matchers, part: "count" } as const)
    : { name: `${family}_total`, matchers };
  const failed = { label: "error_type", op: "!=", value: "" } as const;
  return { form: "share", part: { ...whole, matchers: [...matchers, failed] }, whole, by: [] };
}

function cannot(name: string, reason: string): Mistake {
  return {
    id: "rule-not-expressible",
    level: "improvement",
    message: `Cannot write the objective \`${name}\` as rules of Prometheus: ${reason}`,
    fix: "Use a transaction, a timer `within` a limit, or a metric with the attribute `error.type`.",
  };
}

/** What took longer than `within`; that must be the bound of a bucket, unless `buckets` is undefined. */
function timely(
  objective: string,
  histogram: Pick<Extract<Measure, { form: "quantile" }>, "name" | "matchers">,
  within: number,
  buckets: readonly number[] | undefined,
): Extract<Measure, { form: "share" }> | Mistake {
  if (buckets !== undefined && !buckets.includes(within))
    return {
      id: "objective-bucket",
      level: "violation",
      message: `Cannot write the objective \`${objective}\` as rules of Prometheus: ${number(within)} is not the bound of a bucket of \`${histogram.name}\``,
      fix:
        buckets.length === 0
          ? "Declare `buckets` of the metric with this bound among them."
          : `Use one of ${buckets.map((bound) => number(bound)).join(", ")}, or declare the metric's \`buckets\`.`,
    };
  const part = { ...histogram, part: { within } };
  return { form: "share", part, whole: { ...histogram, part: "count" }, by: [], inverse: true };
}

interface BurnAlert {
  readonly rule: Rule;
  readonly severity: BurnWindow["severity"];
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The smallest share of errors at which it fires. */
  readonly limit: number;
}

function burnAlerts(objective: Objective): BurnAlert[] {
  return (["page", "ticket"] as const).flatMap((severity) => burnAlert(objective, severity));
}

function burnAlert(objective: Objective, severity: BurnWindow["severity"]): BurnAlert[] {
  const { target, period, owner = "", description = "", runbook = "", name } = objective;
  const alert = burnAlertName(name);
  const budget = budgetShare(target);
  const factors = burningWindows(severity, burnWindows, { target, period });
  if (factors.length === 0) return [];
  const burns = (window: Duration, factor: number): PromQL =>
    promql`${recordedShare(objective, window)} > ${number(factor)} * ${number(budget)}`;
  const enough = (window: Duration): PromQL =>
    promql`${seriesIn(objective, countName(windowOf(window)))} >= ${number(leastBadEvents)}`;
  const expr = join(
    factors.map(
      ({ long, short, factor }) =>
        promql`(${burns(long, factor)} and ${burns(short, factor)} and ${enough(long)})`,
    ),
    promql` or `,
  );
  const labels = { ...labelsOf(objective), severity, owner };
  const pace = factors
    .map(
      ({ long, spends }) =>
        `${rounded(spends * 100)}% of the budget of ${durationText(durationMs(period))} in ${long}`,
    )
    .join(", or ");
  const annotations = {
    summary: burnTitle(name, severity),
    description: [description, `\`${name}\` promises ${rounded(target * 100)}%. Errors spend ${pace}.`]
      .filter((text) => text !== "")
      .join(" "),
    runbook_url: runbook,
  };
  const rule = { alert, expr, labels: literals({ severity, owner }), annotations: literals(annotations) };
  const limit = Math.min(...factors.map(({ factor }) => factor * budget));
  return [{ rule, severity, labels, annotations, limit }];
}

const minute = 60_000;

/** So many events a step that the errors of all steps are enough for an alert. */
const perStepOf = (errors: number, steps: number): number =>
  Math.max(100, Math.ceil((4 * leastBadEvents) / errors / steps));

/** At each share of errors, the severities whose limit it is beyond fire, and no other. */
function burnTests({ name }: Objective, alerts: readonly BurnAlert[], share: Measure): RuleTest[] {
  const atMs = 10 * minute;
  const alert = burnAlertName(name);
  const options = { windowMs: 5 * minute, stepMs: minute, steps: 11, groups: {} };
  const testAt = (errors: number): RuleTest => {
    const fired = alerts.filter(({ limit }) => errors > limit);
    const what =
      fired.length === 0
        ? "does not fire"
        : `fires as ${fired.map(({ severity }) => severity).join(" and ")}`;
    return {
      name: `${alert}: ${what} at ${number(rounded(errors))} errors`,
      interval: "1m",
      input_series: seriesOf(share, errors, { ...options, perStep: perStepOf(errors, options.steps) }),
      alert_rule_test: [firingAll(atMs, alert, fired)],
    };
  };
  const limits = [...new Set(alerts.map(({ limit }) => limit))].toSorted((one, other) => other - one);
  if (limits.length === 0) return [];
  return [
    ...limits.map((limit, place) => testAt((limit + (limits[place - 1] ?? 1)) / 2)),
    testAt(limits.at(-1)! / 2),
    {
      name: `${alert}: does not fire for one error of two`,
      interval: "1m",
      input_series: seriesOf(share, 0.5, { ...options, perStep: 2 / options.steps }),
      alert_rule_test: [quiet(atMs, alert)],
    },
  ];
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
