// Answers the inputs of rules from facts, as the console answers them from its store.
import { type GroupSample, type Input, labelOf, type Reading, type Sample } from "../condition/reading.ts";
import { wildcard } from "catalog/wildcard";
import type { Source } from "../rule/source.ts";
import { durationMs } from "catalog/duration";
import type { Fact, FindingFact, SpanFact, TransactionFact } from "./fact.ts";
import { labelsOf, serviceKey } from "./fact.ts";
import { amountOf, average, increaseOf, lastOf, percentile, shareOf, sumOf, weigh } from "./measure.ts";
import { createStuckCounter } from "./stuck.ts";
import { between, type FactIndex } from "./windows.ts";

/** Reads inputs at the times of a replay, which go forward. */
export type ReadAt = (input: Input, at: number) => Reading;

/** @param since Unix ms of the first telemetry, for sources that have to learn; absent: it was long ago. */
export function createReader(index: FactIndex, since?: number): ReadAt {
  const stuck = createStuckCounter(index);
  const chosen = new Map<Source, readonly Fact[]>();
  return (input, at) => {
    const to = at - input.agoMs;
    const { source } = input;
    if ("workflow" in source && source.measure === "stuck")
      return { groups: stuck(source, input.groupBy, to) };
    const window = { from: to - input.windowMs, to };
    const known = chosen.get(source) ?? choose(index, source);
    chosen.set(source, known);
    const measure = measureOf(index, source, window);
    const groups = groupsOf(between(known, window.from, window.to), input.groupBy, measure);
    return { groups, ...(since !== undefined && { since }) };
  };
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** Facts by group, each group as one value. */
function groupsOf(
  facts: readonly Fact[],
  groupBy: readonly string[],
  measure: (facts: readonly Fact[]) => Sample | undefined,
): GroupSample[] {
  if (facts.length === 0) return [];
  if (groupBy.length === 0) {
    const sample = measure(facts);
    return sample === undefined ? [] : [{ labels: {}, sample }];
  }
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = JSON.stringify(groupBy.map((name) => labelOf(fact.attributes, name) ?? ""));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()].flatMap((group) => {
    const sample = measure(group);
    return sample === undefined ? [] : [{ labels: labelsOf(group[0]!, groupBy), sample }];
  });
}

/** The facts that a source looks at, filtered once. */
function choose(index: FactIndex, source: Source): readonly Fact[] {
  return listOf(index, source).filter(filterOf(source));
}

function listOf(index: FactIndex, source: Source): readonly Fact[] {
  if ("metric" in source) return index.of("metric", source.metric);
  if ("transaction" in source) return index.of("transaction", source.transaction);
  if ("funnel" in source) return index.of("funnel", source.funnel);
  if ("workflow" in source) return index.of("workflow", source.workflow);
  if ("errors" in source) return index.of("errorGroup");
  if ("log" in source) return index.of("log");
  if ("event" in source) return index.of("event", source.event);
  if ("finding" in source) return index.of("finding");
  if ("sql" in source) return index.of("sql", source.name ?? source.sql);
  return index.of("span", source.operation);
}

const severities = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;

function filterOf(source: Source): (fact: Fact) => boolean {
  const tests: ((fact: Fact) => boolean)[] = [];
  if ("service" in source && source.service !== undefined) {
    const { service } = source;
    tests.push(({ attributes }) => attributes[serviceKey] === service);
  }
  if ("where" in source)
    for (const [name, value] of Object.entries(source.where ?? {})) {
      const wanted = String(value);
      tests.push(({ attributes }) => labelOf(attributes, name) === wanted);
    }
  if ("log" in source) {
    const fits = wildcard(source.log);
    const least = severities[source.severity ?? "trace"];
    tests.push((fact) => "log" in fact && fact.severity >= least && fits(fact.log));
  }
  if ("finding" in source) {
    const fits = wildcard(source.finding);
    tests.push((fact) => "finding" in fact && fits(fact.finding));
  }
  if ("errors" in source && source.type !== undefined)
    tests.push((fact) => "errorGroup" in fact && fact.type === source.type);
  // those who took another step only are no group
  if ("funnel" in source) tests.push((fact) => "funnel" in fact && fact.step === source.from);
  if ("workflow" in source && source.state !== undefined)
    tests.push((fact) => "workflow" in fact && fact.state === source.state);
  return (fact) => tests.every((fits) => fits(fact));
}

function counted(facts: readonly Fact[]): Sample {
  const count = weigh(facts);
  return { value: count, count };
}

/** Traces with a finding, each once. */
function countTraces(facts: readonly FindingFact[]): Sample {
  const traces = new Map<string, FindingFact>();
  for (const [index, fact] of facts.entries()) {
    const key = fact.trace ?? `no trace ${index}`;
    if ((traces.get(key)?.count ?? 0) <= (fact.count ?? 1)) traces.set(key, fact);
  }
  return counted([...traces.values()]);
}

/** How the facts of a group become a sample. */
function measureOf(
  index: FactIndex,
  source: Source,
  window: Window,
): (facts: readonly Fact[]) => Sample | undefined {
  const seconds = (window.to - window.from) / 1000;
  if ("metric" in source) return (facts) => measureMetric(source.aggregation ?? "last", facts, seconds);
  if ("transaction" in source)
    return (facts) => measureTransaction(source, facts as readonly TransactionFact[]);
  if ("funnel" in source) return (facts) => measureFunnel(index, source, facts, window);
  if ("errors" in source) return (facts) => measureErrors(index, source, facts, window);
  if ("log" in source || "event" in source)
    return (facts) => (source.measure === "rate" ? { value: weigh(facts) / seconds } : counted(facts));
  if ("sql" in source) return (facts) => valueSample(lastOf(facts));
  if ("finding" in source) return (facts) => countTraces(facts as readonly FindingFact[]);
  if ("workflow" in source) return counted;
  return (facts) => measureSpans(source, facts as readonly SpanFact[], seconds);
}

const valueSample = (value: number | undefined): Sample | undefined =>
  value === undefined ? undefined : { value };

/** The points of a metric as one value. */
export function measureMetric(
  aggregation: string,
  facts: readonly Fact[],
  seconds: number,
): Sample | undefined {
  switch (aggregation) {
    case "rate":
      return { value: increaseOf(facts) / seconds };
    case "sum":
      return valueSample(sumOf(facts));
    case "count":
      return counted(facts);
    case "average":
      return valueSample(average(facts));
    case "min":
    case "max":
      return valueSample(percentile(facts, "value", aggregation === "min" ? 0 : 1));
    case "last":
      return valueSample(lastOf(facts));
    default:
      return valueSample(percentile(facts, "value", Number(aggregation.slice(1)) / 100));
  }
}

function measureTransaction(
  { measure, limit }: Extract<Source, { transaction: string }>,
  facts: readonly TransactionFact[],
): Sample | undefined {
  const completed = facts.filter(({ outcome }) => outcome === "completed");
  switch (measure) {
    case "count":
      return counted(facts);
    case "completion":
      return shareOf(completed, facts);
    case "failure":
      return shareOf(
        facts.filter(({ outcome }) => outcome === "failed"),
        facts,
      );
    case "within":
      return shareOf(
        completed.filter((one) => (one.seconds ?? Infinity) <= durationMs(limit!) / 1000),
        facts,
      );
    case "amount":
      return { value: amountOf(completed) };
    default:
      return valueSample(percentile(completed, "seconds", Number(measure.slice(1)) / 100));
  }
}

function measureSpans(
  source: Extract<Source, { measure: "errors" | "rate" | "within" | "p50" | "p90" | "p95" | "p99" }>,
  facts: readonly SpanFact[],
  seconds: number,
): Sample | undefined {
  switch (source.measure) {
    case "rate":
      return { value: weigh(facts) / seconds };
    case "errors":
      return shareOf(
        facts.filter(({ failed }) => failed),
        facts,
      );
    case "within":
      return shareOf(
        facts.filter((one) => one.seconds <= durationMs(source.limit!) / 1000),
        facts,
      );
    default:
      return valueSample(percentile(facts, "seconds", Number(source.measure.slice(1)) / 100));
  }
}

/** Of those who took `from` in the window, the share that has taken `to` since. */
function measureFunnel(
  index: FactIndex,
  { funnel, measure = "conversion", from, to }: Extract<Source, { funnel: string }>,
  facts: readonly Fact[],
  window: Window,
): Sample | undefined {
  const entered = new Map<string, { readonly at: number; readonly count: number }>();
  for (const fact of facts)
    if ("funnel" in fact && fact.step === from && !entered.has(fact.who))
      entered.set(fact.who, { at: fact.at, count: fact.count ?? 1 });
  const total = sum([...entered.values()].map(({ count }) => count));
  if (measure === "entered") return { value: total, count: total };
  let part = 0;
  const done = new Set<string>();
  for (const fact of between(index.of("funnel", funnel), window.from, window.to)) {
    const start = entered.get(fact.who);
    if (fact.step !== to || start === undefined || fact.at < start.at || done.has(fact.who)) continue;
    done.add(fact.who);
    part += fact.count ?? 1;
  }
  return total === 0 ? undefined : { value: part / total, part, count: total };
}

/** Groups of errors that are new or came back, or occurrences. */
function measureErrors(
  index: FactIndex,
  { errors, quietFor = "7d" }: Extract<Source, { errors: string }>,
  facts: readonly Fact[],
  { from }: Window,
): Sample {
  if (errors === "any") return counted(facts);
  const groups = new Set(facts.flatMap((fact) => ("errorGroup" in fact ? [fact.errorGroup] : [])));
  const quietMs = durationMs(quietFor);
  let found = 0;
  for (const group of groups) {
    const all = index.of("errorGroup", group);
    const before = all.findLast(({ at }) => at < from);
    const first = all.find(({ at }) => at >= from)!;
    const isNew = before === undefined && first.known !== true;
    // of a group that is known without an earlier occurrence in the data, the quiet time is not known
    const isBack = before !== undefined && first.at - before.at >= quietMs;
    if (errors === "new" ? isNew : isBack) found += 1;
  }
  return { value: found, count: found };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
