// One alert rule as a rule of Prometheus with its test: series from the recording, expectations from the timeline of the replay.
import {
  type AlertRule,
  createEngine,
  durationMs,
  firstEvaluationMs,
  type MetricFact,
  type Recording,
  replay,
} from "alerts";
import {
  duration,
  firingGroups,
  type Labels,
  literals,
  type Rule,
  type RuleTest,
  underscoredLabel,
} from "catalog/prometheus";
import { expressionOf } from "./expression.ts";
import { firingPeriods, momentsOf, type Period } from "./firing-periods.ts";
import { chooseGrid, type Grid, stepsOf } from "./grid.ts";
import { countSeries, inputSeries, type UsedMetric, usedMetric } from "./input-series.ts";
import { NotExpressible } from "./not-expressible.ts";
import { recordedMetrics } from "./recorded-metric.ts";
import { ruleAnnotations, ruleLabels } from "./rule-labels.ts";
import { checkSameFirings } from "./same-firings.ts";
import { type Use, usesByMetric } from "./use.ts";

/** A rule that Prometheus can evaluate, and its test. */
export interface TestedRule {
  readonly rule: Rule;
  readonly test: RuleTest;
  readonly everyMs: number;
}

/** Samples of one test: promtool keeps them in memory. */
const mostSamples = 200_000;

/** @throws {NotExpressible} for a rule that Prometheus cannot evaluate with the same result. */
export function testedRule(declared: AlertRule, recording: Required<Recording>): TestedRule {
  if (declared.disabled === true) throw new NotExpressible("it is disabled");
  // what it depends on decides about messages only
  const alone: AlertRule = { ...declared, dependsOn: [] };
  const compiled = createEngine({ alerts: [alone] }).rules[0]!;
  const { everyMs, forMs, recoverAfterMs } = compiled;
  const { inputs } = compiled.evaluator;
  const reachMs = Math.max(...inputs.map(({ windowMs, agoMs }) => windowMs + agoMs));
  const originMs = originOf(recording, reachMs, everyMs);
  const facts = recording.facts.filter(({ at }) => at >= originMs && at < recording.to);
  const expression = expressionOf(alone, recordedMetrics(facts.toSorted((a, b) => a.at - b.at)));
  const labels = ruleLabels(alone);
  const annotations = ruleAnnotations(alone);
  const metrics = [...usesByMetric(expression.uses)].map(([of, uses]) => usedMetric(of, uses));
  const series = metrics.reduce((sum, one) => sum + countSeries(one), 0);
  const grid = chooseGrid({
    originMs,
    toMs: recording.to,
    multiplesMs: [everyMs, ...inputs.flatMap(({ windowMs, agoMs }) => [windowMs, agoMs])],
    shortestWindowMs: Math.min(...inputs.map(({ windowMs }) => windowMs)),
    dense: denseGauges(expression.uses),
    fits: (slots) => series * 2 * slots <= mostSamples,
  });
  const own = { ...recording, facts: metrics.flatMap(({ of }) => of.facts) };
  const timeline = replay({ alerts: [alone] }, own);
  const periods = firingPeriods(timeline);
  checkSameFirings(alone, periods, own, {
    ...own,
    facts: [...own.facts, ...metrics.flatMap((one) => goingOn(one, grid))],
  });
  const longest = periods.find(({ from, to }) => Math.min(to, recording.to) - from > expression.absentMs);
  if (longest !== undefined)
    throw new NotExpressible("a group is absent for longer than `forgetAfter`, when Prometheus forgets it");
  const firstMs = firstEvaluationMs(compiled, recording.from);
  const moments = momentsOf(timeline.changes, {
    firstMs,
    lastMs: Math.floor(recording.to / everyMs) * everyMs,
    everyMs,
    settleMs: forMs + recoverAfterMs + expression.historyMs,
  });
  if (moments.length === 0)
    throw new NotExpressible("the data is too short: no evaluation has all that the rule looks back at");
  const expected = (at: number) =>
    firingGroups(at - originMs, alone.name, firingAt(periods, at, labels), annotations);
  return {
    everyMs,
    rule: {
      alert: alone.name,
      expr: expression.expr,
      ...(forMs > 0 && { for: duration(forMs) }),
      ...(recoverAfterMs > 0 && { keep_firing_for: duration(recoverAfterMs) }),
      labels: literals(labels),
      annotations: literals(annotations),
    },
    test: {
      name: `${alone.name}: 0s is ${new Date(originMs).toISOString().replace(".000Z", "Z")}`,
      interval: duration(grid.slotMs / 2),
      input_series: metrics.flatMap((one) => inputSeries(one, grid)),
      alert_rule_test: moments.map(expected),
    },
  };
}

/** promtool's time 0: an evaluation, before everything that the rule looks at. */
function originOf({ facts, from }: Required<Recording>, reachMs: number, everyMs: number): number {
  let earliest = from;
  for (const { at } of facts) if (at < earliest && at >= from - reachMs) earliest = at;
  return Math.floor(earliest / everyMs) * everyMs;
}

function denseGauges(uses: readonly Use[]): readonly Use["of"][] {
  const dense = uses.filter(({ of, purpose }) => of.type === "gauge" && purpose === "points");
  const weighted = dense.find(({ of }) => of.facts.some(({ count = 1 }) => count !== 1));
  if (weighted !== undefined)
    throw new NotExpressible(
      `points of \`${weighted.of.metric}\` have a \`count\`; a gauge of Prometheus has single points`,
    );
  return dense.map(({ of }) => of);
}

/** Counters go on in Prometheus while there are no points: facts without an increase. */
function goingOn({ of, series, isPresence }: UsedMetric, grid: Grid): MetricFact[] {
  if (of.type === "gauge" || isPresence) return [];
  return series.flatMap(({ facts }) => {
    const first = facts[0]!;
    const nothing = of.type === "counter" ? { value: 0 } : { value: 0, count: 0 };
    const more: MetricFact[] = [];
    for (let step = 0; step < stepsOf(grid); step++) {
      const at = grid.originMs + (step * grid.slotMs) / 2;
      if (at > first.at) more.push({ ...first, ...nothing, at });
    }
    return more;
  });
}

/** Labels of the alerts that fire at a time. */
function firingAt(periods: readonly Period[], at: number, labels: Labels): readonly Labels[] {
  return periods
    .filter(({ from, to }) => from <= at && at < to)
    .map(({ group }) => ({
      ...Object.fromEntries(Object.entries(group).map(([name, text]) => [underscoredLabel(name), text])),
      ...labels,
    }));
}
