// The condition of a rule as PromQL. Negations are pushed to the single conditions: without data neither a condition nor its opposite holds.
import { alertWindow } from "catalog/alert-window";
import { durationMs } from "catalog/duration";
import { type AlertRule, type Condition, growthLimit, type Member, type Source } from "alerts";
import { by, duration, labelName, number, promql, type PromQL, selector } from "quoting/promql";
import { join } from "quoting/written";
import { NotExpressible } from "./not-expressible.ts";
import type { RecordedMetric } from "./recorded-metric.ts";
import type { Use } from "./use.ts";
import { groupLabels, pointsOf, type Question, valueOf } from "./value.ts";

/** A condition in PromQL, and what its test needs. */
export interface Expression {
  readonly expr: PromQL;
  readonly uses: readonly Use[];
  /** The longest time that a group without data can fire. */
  readonly absentMs: number;
}

/** What the parts of one condition share. */
interface Scope {
  readonly rule: AlertRule;
  readonly on: Source | undefined;
  readonly windowMs: number;
  readonly groupBy: readonly string[];
  /** Whether the part holds when its condition does not. */
  readonly isNegated: boolean;
  readonly metricOf: (metric: string) => RecordedMetric;
  /** Collects what the parts need. */
  readonly needs: { readonly uses: Use[]; absentMs: number };
}

/** A part of a condition, and the groups that its result has. */
interface Term {
  readonly expr: PromQL;
  readonly groupBy: readonly string[];
}

/** @throws {NotExpressible} for what PromQL cannot say, or says differently. */
export function expressionOf(rule: AlertRule, metricOf: (metric: string) => RecordedMetric): Expression {
  const groupBy = rule.groupBy ?? [];
  const needs: Scope["needs"] = { uses: [], absentMs: Infinity };
  const windowMs = durationMs(alertWindow(rule));
  const scope: Scope = { rule, on: rule.on, windowMs, groupBy, isNegated: false, metricOf, needs };
  const term = termOf(rule.when, scope);
  if (term.groupBy.length !== groupBy.length)
    throw new NotExpressible("no part of its condition has the groups of the rule");
  return { expr: promql`${term.expr}${noDataOf(scope)}`, ...needs };
}

/** What `onNoData` adds to the condition. */
function noDataOf(scope: Scope): PromQL {
  const { onNoData = "keep", when } = scope.rule;
  if (onNoData === "report")
    throw new NotExpressible("`onNoData: report` is a state of its own, which Prometheus does not have");
  if (onNoData !== "fire") return promql``;
  const question = questionOf(scope, 0);
  if (scope.groupBy.length > 0 || !("above" in when || "below" in when) || question.of.type !== "gauge")
    throw new NotExpressible("`onNoData: fire` can only be written for a limit of a gauge without groups");
  return promql` or sum(absent_over_time(${pointsOf(question)}))`;
}

function termOf(condition: Condition, scope: Scope): Term {
  if ("not" in condition) return memberTerm(condition.not, { ...scope, isNegated: !scope.isNegated });
  if ("all" in condition) return combined(condition.all, scope, !scope.isNegated);
  if ("any" in condition) return combined(condition.any, scope, scope.isNegated);
  if ("burnRate" in condition) throw new NotExpressible("a burn rate looks at events, not at metrics");
  if ("anomaly" in condition) throw new NotExpressible("Prometheus has no anomaly detector");
  const { groupBy } = scope;
  if ("absent" in condition) return { expr: absent(scope, condition.absent !== scope.isNegated), groupBy };
  if ("change" in condition) return { expr: change(condition.change, scope), groupBy };
  if ("forecast" in condition) return { expr: forecast(condition.forecast, scope), groupBy };
  return { expr: threshold(condition, scope), groupBy };
}

function memberTerm({ on, window, groupBy, when }: Member, scope: Scope): Term {
  const groups = groupBy ?? scope.groupBy;
  const ruleGroups = scope.rule.groupBy ?? [];
  if (groups.length > 0 && groups.toSorted().join() !== ruleGroups.toSorted().join())
    throw new NotExpressible("a part of its condition has other groups than the rule");
  return termOf(when, {
    ...scope,
    on: on ?? scope.on,
    windowMs: window === undefined ? scope.windowMs : durationMs(window),
    groupBy: groups,
  });
}

/** `and` of all members, or `or` of any of them. */
function combined(members: readonly Member[], scope: Scope, isAll: boolean): Term {
  const terms = members.map((one) => memberTerm(one, scope));
  // the result has the labels of the first
  const [first, ...others] = terms.toSorted((a, b) => b.groupBy.length - a.groupBy.length);
  const { groupBy } = first!;
  const isMixed = terms.some((one) => one.groupBy.length !== groupBy.length);
  if (isMixed && !isAll)
    throw new NotExpressible("`or` in PromQL cannot join a value without groups with values of groups");
  const word = (term: Term): PromQL => {
    if (!isAll) return promql`or`;
    return term.groupBy.length === groupBy.length ? promql`and` : promql`and on ()`;
  };
  return {
    expr: join(
      [promql`(${first!.expr})`, ...others.map((one) => promql`${word(one)} (${one.expr})`)],
      promql` `,
    ),
    groupBy,
  };
}

function questionOf(
  { on, rule, windowMs, groupBy, metricOf }: Scope,
  agoMs: number,
  isLowest = false,
): Question {
  if (on === undefined || !("metric" in on))
    throw new NotExpressible("it looks neither at a metric nor at transactions; Prometheus has only metrics");
  const delayMs = durationMs(rule.delay ?? "0s");
  return { source: on, of: metricOf(on.metric), windowMs, agoMs: delayMs + agoMs, groupBy, isLowest };
}

interface Compared {
  /** Undefined: the value itself is used. */
  readonly limits?: readonly number[];
  readonly isBelow?: boolean;
}

/** The query of the scope's source. */
function queryOf(scope: Scope, agoMs: number, compared: Compared = {}): PromQL {
  const question = questionOf(scope, agoMs, compared.isBelow);
  const { query: text, purpose } = valueOf(question);
  scope.needs.uses.push({ of: question.of, attributes: attributesOf(question), purpose, ...compared });
  return text;
}

const attributesOf = ({ source, groupBy }: Question): readonly string[] => [
  ...Object.keys(source.where ?? {}),
  ...groupBy,
];

type Threshold = Extract<Condition, { above: number }> | Extract<Condition, { below: number }>;

function threshold(condition: Threshold, scope: Scope): PromQL {
  const isAbove = "above" in condition;
  const at = isAbove ? condition.above : condition.below;
  const back = scope.isNegated ? at : (condition.recover ?? at);
  const negated = isAbove ? promql`<=` : promql`>=`;
  const operator = scope.isNegated ? negated : isAbove ? promql`>` : promql`<`;
  const value = queryOf(scope, 0, { limits: [...new Set([at, back])], isBelow: !isAbove });
  const crosses = (limit: number): PromQL => promql`${value} ${operator} ${number(limit)}`;
  return back === at ? crosses(at) : promql`${crosses(at)} or (${crosses(back)} and ${whileFiring(scope)})`;
}

// how far back Prometheus looks for the last sample of `ALERTS`
const lookbackMs = 300_000;

/** Holds while the rule fires: `ALERTS` has its state at the evaluation before. */
function whileFiring({ rule, groupBy }: Scope): PromQL {
  if (durationMs(rule.every ?? "1m") >= lookbackMs)
    throw new NotExpressible(
      "`recover` needs the state of the evaluation before, which Prometheus finds for five minutes",
    );
  if (groupBy.length !== (rule.groupBy ?? []).length)
    throw new NotExpressible("`recover` of a part of the condition without the groups of the rule");
  const state = selector("ALERTS", [
    { label: "alertname", op: "=", value: rule.name },
    { label: "alertstate", op: "=", value: "firing" },
  ]);
  return promql`on (${join(groupLabels(groupBy).map(labelName), promql`, `)}) ${state}`;
}

function absent(scope: Scope, isAbsent: boolean): PromQL {
  const question = questionOf(scope, 0);
  const { of, groupBy } = question;
  const groups = by(groupLabels(groupBy));
  scope.needs.uses.push({ of, attributes: attributesOf(question), purpose: "presence" });
  const points = pointsOf(question);
  if (!isAbsent) return promql`sum${groups}(count_over_time(${points})) > 0`;
  if (groupBy.length === 0) return promql`sum(absent_over_time(${points}))`;
  // groups that were there
  const forgetMs = durationMs(scope.rule.forgetAfter ?? "1d");
  scope.needs.absentMs = Math.min(scope.needs.absentMs, forgetMs - question.windowMs);
  const known = pointsOf({ ...question, windowMs: Math.max(forgetMs, question.windowMs) });
  return promql`count${groups}(count_over_time(${known})) unless count${groups}(count_over_time(${points}))`;
}

type Change = Extract<Condition, { change: unknown }>["change"];

function change({ ago, below, ...growth }: Change, scope: Scope): PromQL {
  if (scope.isNegated) throw new NotExpressible("`not` of a `change`: PromQL has no value for 0 after 0");
  if (scope.on !== undefined && "metric" in scope.on && scope.on.aggregation === "count")
    throw new NotExpressible("a `change` of counts needs `evidence`, which PromQL cannot compute");
  const now = inParentheses(queryOf(scope, 0));
  const then = inParentheses(queryOf(scope, durationMs(ago)));
  const share = promql`(${now} - ${then}) / abs(${then})`;
  const above = growthLimit(growth);
  return either([
    ...(above === undefined ? [] : [promql`${share} > ${number(above)}`]),
    ...(below === undefined ? [] : [promql`${share} < ${number(below)}`]),
  ]);
}

const either = (parts: readonly PromQL[]): PromQL => join(parts, promql` or `);

const inParentheses = (query: PromQL): PromQL => (query.includes(" / ") ? promql`(${query})` : query);

type Forecast = Extract<Condition, { forecast: unknown }>["forecast"];

/** A line through the values of past evaluations, once half of the past is there. */
function forecast({ above, below, within, over = within }: Forecast, scope: Scope): PromQL {
  if (scope.isNegated)
    throw new NotExpressible("`not` of a `forecast`: PromQL does not know too little history");
  const everyMs = durationMs(scope.rule.every ?? "1m");
  const overMs = durationMs(over);
  if (overMs / everyMs > 60)
    throw new NotExpressible(
      "its forecast has more than 60 evaluations, of which Telltale keeps 60 and Prometheus all",
    );
  const value = queryOf(scope, 0, { isBelow: below !== undefined });
  const step = duration(everyMs);
  const half = duration(overMs / 2);
  const past = promql`(${value})[${duration(overMs)}:${step}]`;
  const known = promql`count_over_time(${past}) >= 5 and count_over_time((${value})[${half}:${step}] offset ${half}) > 0`;
  const line = promql`predict_linear(${past}, ${number(durationMs(within) / 1000)})`;
  const crosses = (comparison: PromQL): PromQL =>
    promql`${value} ${comparison} or (${line} ${comparison} and ${known} and ${value})`;
  return either([
    ...(above === undefined ? [] : [crosses(promql`> ${number(above)}`)]),
    ...(below === undefined ? [] : [crosses(promql`< ${number(below)}`)]),
  ]);
}
