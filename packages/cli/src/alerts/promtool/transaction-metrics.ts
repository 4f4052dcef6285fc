// Rules on transactions as rules on the metrics that the library records of them: Prometheus has these, and one translator writes their PromQL.
import {
  type AlertRule,
  type Condition,
  type Fact,
  type Member,
  membersOf,
  type MetricFact,
  type Source,
} from "alerts";
import { NotExpressible } from "./not-expressible.ts";

const type = "telltale.transaction.type";
const outcome = "telltale.transaction.outcome";

/** The points that the library records when a transaction ends; a point of a metric as it is. */
export function metricFactsOf(fact: Fact): readonly MetricFact[] {
  if ("metric" in fact) return [fact];
  if (!("transaction" in fact)) return [];
  const { at, count = 1, transaction, amount, seconds } = fact;
  const common = { at, count, attributes: { [type]: transaction, [outcome]: fact.outcome } };
  const observed = (metric: string, value: number | undefined, unit: string): readonly MetricFact[] =>
    value === undefined ? [] : [{ ...common, metric, kind: "observation", value, unit }];
  return [
    { ...common, metric: "telltale.transaction.count", kind: "increase", value: 1, unit: "{transaction}" },
    ...observed("telltale.transaction.duration", seconds, "s"),
    ...observed("telltale.transaction.amount", amount, ""),
  ];
}

/** The same rule on metrics. @throws {NotExpressible} for what the metrics of transactions do not say. */
export function ruleOnMetrics(rule: AlertRule): AlertRule {
  const { on, groupBy = [] } = rule;
  if (!looksAtTransactions(rule)) return rule;
  if (groupBy.length > 0)
    throw new NotExpressible("metrics of transactions do not have the attributes of its groups");
  return {
    ...rule,
    ...(on !== undefined && { on: sourceOnMetrics(on) }),
    when: conditionOnMetrics(rule.when, on),
    // without transactions the number is 0, and Prometheus has no series before the first one
    onNoData: rule.onNoData ?? "ok",
  };
}

function looksAtTransactions({ on, when }: Member): boolean {
  return (on !== undefined && "transaction" in on) || membersOf(when).some(looksAtTransactions);
}

function conditionOnMetrics(when: Condition, on: Source | undefined): Condition {
  const member = (one: Member): Member => ({
    ...one,
    ...(one.on !== undefined && { on: sourceOnMetrics(one.on) }),
    when: conditionOnMetrics(one.when, one.on ?? on),
  });
  if ("all" in when) return { all: when.all.map(member) };
  if ("any" in when) return { any: when.any.map(member) };
  if ("not" in when) return { not: member(when.not) };
  if ("change" in when && on !== undefined && "transaction" in on && on.measure === "count")
    throw new NotExpressible("a `change` of counts needs `evidence`, which PromQL cannot compute");
  return when;
}

function sourceOnMetrics(on: Source): Source {
  if (!("transaction" in on)) return on;
  const { transaction, measure, where = {} } = on;
  if (Object.keys(where).length > 0)
    throw new NotExpressible("metrics of transactions do not have the attributes of `where`");
  const ended = { [type]: transaction };
  const completed = { ...ended, [outcome]: "completed" };
  switch (measure) {
    case "count":
      return { metric: "telltale.transaction.count", aggregation: "sum", where: ended };
    case "amount":
      return { metric: "telltale.transaction.amount", aggregation: "sum", where: completed };
    case "completion":
    case "failure":
    case "within":
      throw new NotExpressible(
        `\`${measure}\` of a transaction needs \`evidence\`, which PromQL cannot compute`,
      );
    default:
      return { metric: "telltale.transaction.duration", aggregation: measure, where: completed };
  }
}
