// One alert rule as a rule of Prometheus with its test: series from the recording, expectations from the timeline of the replay.
import {
  type AlertRule,
  type CompiledRule,
  createEngine,
  firstEvaluationMs,
  type MetricFact,
  type Recording,
  replay,
} from "alerts";
import {
  firingGroups,
  type Labels,
  literals,
  type Rule,
  type RuleTest,
  underscoredLabel,
} from "catalog/prometheus";
import { duration } from "quoting/promql";
import { type Expression, expressionOf } from "./expression.ts";
import { firingAt, firingPeriods, momentsOf, type Period } from "./firing-periods.ts";
import { chooseGrid, type Grid, stepsOf } from "./grid.ts";
import { countSeries, inputSeries, type UsedMetric, usedMetric } from "./input-series.ts";
import { NotExpressible } from "./not-expressible.ts";
import { type RecordedMetric, recordedMetrics } from "./recorded-metric.ts";
import { ruleAnnotations, ruleLabels } from "./rule-labels.ts";
import { asPrometheus, checkSameFirings } from "./same-firings.ts";
import { type Use, usesByMetric } from "./use.ts";

/** A rule that Prometheus can evaluate, and its test. */
export interface TestedRule {
  readonly rule: Rule;
  readonly test: RuleTest;
  readonly everyMs: number;
}

/** Samples of one test: promtool keeps them in memory. */
const mostSamples = 200_000;

/** `recording` has metrics only, oldest first. @throws {NotExpressible} for a rule that Prometheus cannot evaluate with the same result. */
export function testedRule(declared: AlertRule, recording: Required<Recording>): TestedRule {
  if (declared.disabled === true) throw new NotExpressible("it is disabled");
  // what it depends on decides about messages only
  const rule: AlertRule = { ...declared, dependsOn: [] };
  const compiled = createEngine({ alerts: [rule] }).rules[0]!;
  const { everyMs, forMs, recoverAfterMs } = compiled;
  const originMs = originOf(recording, compiled);
  const facts = recording.facts.filter(({ at }) => at >= originMs && at < recording.to);
  const expression = expressionOf(rule, recordedMetrics(facts));
  const [labels, annotations] = [ruleLabels(rule), ruleAnnotations(rule)];
  const metrics = [...usesByMetric(expression.uses)].map(([of, uses]) => usedMetric(of, uses));
  const grid = gridOf({ compiled, uses: expression.uses, metrics, originMs, toMs: recording.to });
  const firings = firingsOf({ compiled, rule, expression, metrics, grid }, recording);
  const alerts = (at: number): readonly Labels[] =>
    firingAt(firings.periods, at).map((group) => ({ ...labelsOf(group), ...labels }));
  return {
    everyMs,
    rule: {
      alert: rule.name,
      expr: expression.expr,
      ...(forMs > 0 && { for: duration(forMs) }),
      ...(recoverAfterMs > 0 && { keep_firing_for: duration(recoverAfterMs) }),
      labels: literals(labels),
      annotations: literals(annotations),
    },
    test: {
      name: `${rule.name}: 0s is ${new Date(originMs).toISOString().replace(".000Z", "Z")}`,
      interval: duration(grid.slotMs / 2),
      input_series: metrics.flatMap((one) => inputSeries(one, grid)),
      alert_rule_test: firings.moments.map((at) =>
        firingGroups(at - originMs, rule.name, alerts(at), annotations),
      ),
    },
  };
}

/** promtool's time 0: an evaluation, before everything that the rule looks at. */
function originOf({ facts, from }: Required<Recording>, { everyMs, evaluator }: CompiledRule): number {
  const reachMs = Math.max(...evaluator.inputs.map(({ windowMs, agoMs }) => windowMs + agoMs));
  let earliest = from;
  for (const { at } of facts) if (at < earliest && at >= from - reachMs) earliest = at;
  return Math.floor(earliest / everyMs) * everyMs;
}

interface Measured {
  readonly compiled: CompiledRule;
  readonly uses: readonly Use[];
  readonly metrics: readonly UsedMetric[];
  readonly originMs: number;
  readonly toMs: number;
}

function gridOf({ compiled, uses, metrics, originMs, toMs }: Measured): Grid {
  const { inputs } = compiled.evaluator;
  const series = metrics.reduce((sum, one) => sum + countSeries(one), 0);
  return chooseGrid({
    originMs,
    toMs,
    multiplesMs: [compiled.everyMs, ...inputs.flatMap(({ windowMs, agoMs }) => [windowMs, agoMs])],
    shortestWindowMs: Math.min(...inputs.map(({ windowMs }) => windowMs)),
    dense: denseGauges(uses),
    fits: (slots) => series * 2 * slots <= mostSamples,
  });
}

function denseGauges(uses: readonly Use[]): readonly RecordedMetric[] {
  const dense = uses.filter(({ of, purpose }) => of.type === "gauge" && purpose === "points");
  const weighted = dense.find(({ of }) => of.facts.some(({ count = 1 }) => count !== 1));
  if (weighted !== undefined)
    throw new NotExpressible(
      `points of \`${weighted.of.metric}\` have a \`count\`; a gauge of Prometheus has single points`,
    );
  return dense.map(({ of }) => of);
}

interface Planned {
  readonly compiled: CompiledRule;
  readonly rule: AlertRule;
  readonly expression: Expression;
  readonly metrics: readonly UsedMetric[];
  readonly grid: Grid;
}

/** When the rule fires in the recording, and the evaluations that the test looks at. */
function firingsOf(
  { compiled, rule, expression, metrics, grid }: Planned,
  { from, to }: Required<Recording>,
): { readonly periods: readonly Period[]; readonly moments: readonly number[] } {
  const facts = metrics.flatMap(({ of }) => of.facts);
  const timeline = replay({ alerts: [rule] }, { facts, from, to });
  const periods = firingPeriods(timeline);
  const continued = [...facts, ...metrics.flatMap((one) => goingOn(one, grid))];
  checkSameFirings(rule, periods, { facts, from, to }, { facts: continued, from, to });
  if (periods.some((one) => Math.min(one.to, to) - one.from > expression.absentMs))
    throw new NotExpressible("a group is absent for longer than `forgetAfter`, when Prometheus forgets it");
  // Prometheus evaluates from time 0 on, a replay when the first window is full
  const warmUpMs = firstEvaluationMs(compiled, 0);
  const whole = { facts: continued, from: grid.originMs - warmUpMs, to };
  const moments = momentsOf(timeline.changes, periods, {
    firstMs: firstEvaluationMs(compiled, from),
    lastMs: Math.floor(to / compiled.everyMs) * compiled.everyMs,
    everyMs: compiled.everyMs,
    early: firingPeriods(replay({ alerts: [asPrometheus(rule)] }, whole)),
  });
  if (moments.length === 0)
    throw new NotExpressible("the data is too short: no evaluation has all that the rule looks back at");
  return { periods, moments };
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

const labelsOf = (group: Labels): Labels =>
  Object.fromEntries(Object.entries(group).map(([name, text]) => [underscoredLabel(name), text]));
