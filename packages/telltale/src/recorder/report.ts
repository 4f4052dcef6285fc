// What was recorded, summed up: plain data, and the same as a text with columns.
import { severities } from "../engine/api/enums.ts";
import type { MemoryLog, MemorySpan, PlainAttributes } from "../export/read-batch.ts";
import { durationOf } from "../reading/span-tree.ts";
import type { TransactionView } from "../reading/transactions.ts";
import { ascending, percentile } from "./percentiles.ts";
import type { NumberView, Recorder, TimerView } from "./recorder.ts";
import type { JourneySummary, ReportData, SpanSummary, TransactionSummary } from "./report-data.ts";
import { showReport } from "./report-text.ts";

/**
 * What was recorded, summed up. `JSON.stringify(report)` gives it as JSON, `String(report)` as a text with columns, and
 * `console.log(report)` as that text with colours, where the terminal has them and `NO_COLOR` is not set.
 */
export interface Report extends ReportData {
  toString(): string;
}

/** Sums up what `recorder` has. */
export function createReport(recorder: Recorder): Report {
  const all = { limit: Number.MAX_SAFE_INTEGER };
  const data: ReportData = {
    on: recorder.on,
    transactions: perType(recorder.transactions(), ({ type }) => type).map(sumTransactions),
    journeys: sumJourneys(recorder),
    workflows: perType(recorder.workflows(), ({ type }) => type).map(([type, list]) => ({
      type,
      open: list.filter(({ ended }) => !ended).length,
      ended: list.filter(({ ended }) => ended).length,
      illegal: list.flatMap(({ events }) => events.filter(({ illegal }) => illegal)).length,
    })),
    interactions: perType(recorder.interactions(), ({ type }) => type).map(([type, list]) => ({
      type,
      count: list.length,
      results: counted(list.map(({ result }) => result ?? "none")),
    })),
    spans: slowestFirst(perType(recorder.spans(all), ({ name }) => name).map(sumSpans)),
    counters: byName(recorder.counters().filter(isForeign)),
    gauges: byName(recorder.gauges().filter(isForeign)),
    timers: byName(recorder.timers().filter(isForeign)),
    warnings: sumWarnings(recorder.logs({ ...all, severity: severities.warn })),
  };
  const hidden = {
    toString: { value: () => showReport(data, false) },
    [Symbol.for("nodejs.util.inspect.custom")]: {
      value: (_depth: unknown, { colors }: { readonly colors?: boolean }) =>
        showReport(data, colors === true),
    },
  };
  return Object.defineProperties(data, hidden) as Report;
}

function isForeign({ name }: NumberView | TimerView): boolean {
  return !name.startsWith("telltale.");
}

function byName<T extends NumberView | TimerView>(series: T[]): T[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return series.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function slowestFirst(spans: SpanSummary[]): SpanSummary[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return spans.sort((a, b) => b.totalMs - a.totalMs);
}

function sumTransactions([type, list]: [string, TransactionView[]]): TransactionSummary {
  const having = (outcome: TransactionView["outcome"]): TransactionView[] =>
    list.filter((one) => one.outcome === outcome);
  const amounts: Record<string, number> = {};
  for (const { amount, currency = "USD" } of having("completed"))
    if (amount !== undefined) amounts[currency] = (amounts[currency] ?? 0) + Number(amount);
  return {
    type,
    completed: having("completed").length,
    failed: having("failed").length,
    abandoned: having("abandoned").length,
    open: having("open").length,
    amounts,
  };
}

function sumJourneys(recorder: Recorder): JourneySummary[] {
  const steps = recorder.people().map((person) => recorder.journey(person));
  const walks = steps.flatMap((own) => perType(own, ({ journey }) => journey));
  return perType(walks, ([journey]) => journey).map(([name, ofAll]) => ({
    name,
    people: ofAll.length,
    steps: counted(
      ofAll.flatMap(([, own]) => [
        ...new Set(own.filter((one) => !one.abandoned).map(({ step }) => step ?? "")),
      ]),
    ),
  }));
}

function sumSpans([name, list]: [string, MemorySpan[]]): SpanSummary {
  const lengths = ascending(list.map((span) => durationOf(span) ?? 0));
  return {
    name,
    count: list.length,
    errors: list.filter(({ status }) => status.code === "error").length,
    totalMs: lengths.reduce((sum, ms) => sum + ms, 0),
    p50Ms: percentile(lengths, 0.5),
    p95Ms: percentile(lengths, 0.95),
    maxMs: lengths.at(-1) ?? 0,
  };
}

function sumWarnings(logs: readonly MemoryLog[]): Report["warnings"][number][] {
  const texts = perType(logs, ({ severityNumber, body, attributes }) =>
    JSON.stringify([severityNumber >= severities.error ? "ERROR" : "WARN", textOf(body, attributes)]),
  );
  return texts.map(([key, list]) => {
    const [level, text] = JSON.parse(key) as [string, string];
    return { text, level, count: list.length };
  });
}

function textOf(body: MemoryLog["body"], attributes: PlainAttributes): string {
  if (typeof body === "string" && body !== "") return body;
  const { "exception.type": type, "exception.message": message } = attributes;
  return type === undefined ? "" : `${String(type)}: ${String(message)}`;
}

function perType<T>(list: readonly T[], key: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const name = key(one);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return [...groups];
}

function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(perType(names, (name) => name).map(([name, all]) => [name, all.length]));
}
