// What the sources of alert rules read of a period, by the definitions in words, from telemetry one by one.
import type { Sample, Source, SourceOf } from "alerts/readings";
import { occurrences, storedErrors } from "./errors.ts";
import { ofJourney } from "./funnels.ts";
import { between, figuresOf, isRequest, percentile, type Period, weigh } from "./requests.ts";
import type { RawFinding, RawLog, RawPoint, Signals } from "./signals.ts";
import type { RawError, RawRecord, RawSpan, Telemetry } from "./telemetry.ts";
import { readTransactions } from "./transactions.ts";

export type Read = Telemetry & Signals & { readonly spanErrors?: readonly RawError[] };

/** Shares have their part and their whole; no data is `undefined`. */
export type Expected = Pick<Sample, "value" | "part" | "count"> | undefined;

const minute = 60_000;

/** Requests of a service, or of its operations with a name. */
function ofRequests(
  { spans }: Read,
  { service, operation, measure, limit }: SourceOf<"red">,
  period: Period,
): Expected {
  const requests = between(spans, period).filter(
    (span) =>
      isRequest(span) &&
      (service === undefined || span.service === service) &&
      (operation === undefined || span.name === operation),
  );
  if (requests.length === 0) return undefined;
  const { count, perSecond } = figuresOf(requests, period);
  const share = (part: readonly RawSpan[]): Expected => ({
    value: weigh(part) / weigh(requests),
    part: part.length,
    count,
  });
  switch (measure) {
    case "rate":
      return { value: perSecond };
    case "errors":
      return share(requests.filter(({ failed }) => failed));
    case "within":
      return share(requests.filter(({ durationMs }) => durationMs <= Number.parseInt(limit!, 10)));
    default:
      return { value: percentile(requests, Number(measure.slice(1)) / 100)! / 1000 };
  }
}

/** Transactions that ended or whose time ran out, each once, as far as it is known at `until`. Amounts of one currency. */
function ofTransactions(
  { records }: Read,
  { transaction, measure, limit, where = {} }: SourceOf<"transaction">,
  { from, to }: Period,
  until: number,
): Expected {
  const currency = where["telltale.transaction.currency"];
  const known = records.filter(({ at }) => at < until);
  const ended = readTransactions(known, until).filter(
    ({ type, end, money }) =>
      type === transaction &&
      end !== undefined &&
      end.at >= from &&
      end.at < to &&
      (currency === undefined || money?.currency === currency),
  );
  const of = (outcome: string): typeof ended => ended.filter(({ end }) => end!.outcome === outcome);
  const completed = of("completed");
  const msOf = ({ end }: (typeof ended)[number]): number => end!.durationMs!;
  if (ended.length === 0) return undefined;
  const share = (part: typeof ended): Expected => ({
    value: part.length / ended.length,
    part: part.length,
    count: ended.length,
  });
  switch (measure) {
    case "count":
      return { value: ended.length, count: ended.length };
    case "completion":
      return share(completed);
    case "failure":
      return share(of("failed"));
    case "within":
      return share(completed.filter((one) => msOf(one) <= Number.parseInt(limit!, 10) * minute));
    case "amount":
      return { value: completed.reduce((sum, { money }) => sum + (money?.cents ?? 0), 0) / 100 };
    default: {
      const ordered = completed.map(msOf).toSorted((a, b) => a - b);
      const place = Math.ceil((Number(measure.slice(1)) / 100) * ordered.length) - 1;
      return ordered.length === 0 ? undefined : { value: ordered[Math.max(0, place)]! / 1000 };
    }
  }
}

/** People who took a step in the period, and those of them who took another one since their first time. */
function ofFunnel(
  { records }: Read,
  { funnel, measure, from, to }: SourceOf<"funnel">,
  period: Period,
): Expected {
  const taken = ofJourney(records, "step", funnel, period);
  const stepOf = ({ record }: (typeof taken)[number]): unknown => record.attributes["telltale.journey.step"];
  const entered = new Map<string, number>();
  for (const found of taken)
    if (stepOf(found) === from)
      entered.set(found.person, Math.min(found.record.at, entered.get(found.person) ?? Infinity));
  const converted = new Set(
    taken
      .filter((found) => stepOf(found) === to && found.record.at >= (entered.get(found.person) ?? Infinity))
      .map(({ person }) => person),
  );
  if (entered.size === 0) return undefined;
  return measure === "entered"
    ? { value: entered.size, count: entered.size }
    : { value: converted.size / entered.size, part: converted.size, count: entered.size };
}

/** Events and ends of instances, or instances without one for long that have not ended. */
function ofWorkflow(
  { records }: Read,
  { workflow, measure, state, longerThan = "10m" }: SourceOf<"workflow">,
  period: Period,
): Expected {
  const get = (record: RawRecord, name: string): unknown => record.attributes[`telltale.workflow.${name}`];
  const own = [...new Map(records.map((record) => [record.uid, record])).values()].filter(
    (record) => get(record, "type") === workflow,
  );
  const isOfState = (record: RawRecord): boolean => state === undefined || get(record, "state") === state;
  const found =
    measure === "events"
      ? between(own, period).filter((one) => one.event !== "telltale.workflow.started" && isOfState(one))
      : [...Map.groupBy(own, (record) => get(record, "id")).values()].flatMap((all) => {
          const last = all
            .filter(({ at }) => at < period.to)
            .toSorted((a, b) => a.at - b.at)
            .at(-1);
          const isStuck =
            last !== undefined &&
            last.event === "telltale.workflow.event" &&
            period.to - Math.floor(last.at) >= Number.parseInt(longerThan, 10) * minute;
          return isStuck && isOfState(last) ? [last] : [];
        });
  return counted(found);
}

/** Groups of errors that are new, those that come back after a quiet time, or occurrences. */
function ofErrors(
  read: Read,
  { errors, service, type, where = {}, quietFor = "10080m" }: SourceOf<"errors">,
  period: Period,
): Expected {
  const all = [...read.logs.flatMap(toError), ...(read.spanErrors ?? [])];
  const seen = between(all, period).filter(
    (error) =>
      (service === undefined || error.service === service) &&
      (type === undefined || error.type === type) &&
      Object.entries(where).every(
        ([key, value]) =>
          (key === "deployment.environment.name" ? error.environment : error.attributes[key]) === value,
      ),
  );
  if (errors === "any")
    return seen.length === 0 ? undefined : { value: occurrences(seen), count: storedErrors(seen) };
  const groups = [...new Set(seen.map(({ fingerprint }) => fingerprint))].filter((group) => {
    const times = all.filter(({ fingerprint }) => fingerprint === group).map(({ at }) => Math.floor(at));
    const before = Math.max(...times.filter((at) => at < period.from));
    const first = Math.min(...times.filter((at) => at >= period.from));
    return errors === "new"
      ? before === -Infinity
      : before !== -Infinity && first - before >= Number.parseInt(quietFor, 10) * minute;
  });
  return seen.length === 0 ? undefined : { value: groups.length, count: groups.length };
}

function toError(log: RawLog, index: number): readonly RawError[] {
  const { event, attributes, at, service, environment } = log;
  if (event !== "exception") return [];
  const common = { version: "", user: "", session: "", trace: "", isHandled: true, weight: 1 as const };
  return [
    {
      ...common,
      from: "record",
      uid: `record-${index}`,
      fingerprint: attributes["telltale.error.fingerprint"]!,
      type: attributes["exception.type"]!,
      message: attributes["exception.message"]!,
      at,
      service,
      environment,
      attributes,
    },
  ];
}

/** Log records whose text matches: `*` is any text. */
function ofLog(
  { logs }: Read,
  { log, severity, service, measure }: SourceOf<"log">,
  period: Period,
): Expected {
  const parts = log.split("*").map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${parts.join(".*")}$`, "s");
  const least = severity === "warn" ? 13 : 0;
  const found = between(logs, period).filter(
    (one) =>
      one.event === "" &&
      pattern.test(one.body) &&
      (one.severity || 9) >= least &&
      (service === undefined || one.service === service),
  );
  return countedOrRate(found, measure, period);
}

/** Events by their name; those of Telltale are parts of others. */
function ofEvent({ logs }: Read, { event, service, measure }: SourceOf<"event">, period: Period): Expected {
  const found = between(logs, period).filter(
    (one) =>
      one.event === event &&
      !event.startsWith("telltale.") &&
      (service === undefined || one.service === service),
  );
  return countedOrRate(found, measure, period);
}

/** Points of a metric. */
function ofMetric(
  { points }: Read,
  { metric, aggregation = "last", where = {} }: SourceOf<"metric">,
  period: Period,
): Expected {
  const found = between(points, period).filter(
    (point) =>
      point.metric === metric && (where["queue"] === undefined || point.queue === String(where["queue"])),
  );
  if (found.length === 0) return undefined;
  const isCounter = metric !== "queue.length";
  const values = found.map(({ value, added }) => (isCounter ? added : value));
  const sum = values.reduce((all, value) => all + value, 0);
  switch (aggregation) {
    case "rate":
      return { value: sum / ((period.to - period.from) / 1000) };
    case "sum":
      return { value: sum };
    case "average":
      return { value: sum / values.length };
    case "min":
      return { value: Math.min(...values) };
    case "max":
      return { value: Math.max(...values) };
    case "count":
      return { value: values.length, count: values.length };
    case "last":
      return { value: Math.max(...lastOfEach(found)) };
    default: {
      const ordered = values.toSorted((a, b) => a - b);
      return { value: ordered[Math.ceil((Number(aggregation.slice(1)) / 100) * ordered.length) - 1]! };
    }
  }
}

function lastOfEach(points: readonly RawPoint[]): readonly number[] {
  const last = new Map<string, number>();
  for (const { queue, value } of points.toSorted((a, b) => a.at - b.at)) last.set(queue, value);
  return [...last.values()];
}

/** Traces with a finding of a kind, each once. */
function ofFinding({ findings }: Read, { finding, service }: SourceOf<"finding">, period: Period): Expected {
  const kind = finding.replace("*", "");
  const found = between(findings, period).filter(
    (one: RawFinding) =>
      !one.gone && one.kind.startsWith(kind) && (service === undefined || one.service === service),
  );
  const traces = new Map(found.map(({ trace, weight }) => [trace, weight]));
  const value = [...traces.values()].reduce((sum, weight) => sum + weight, 0);
  return found.length === 0 ? undefined : { value, count: value };
}

function counted(found: readonly unknown[]): Expected {
  return found.length === 0 ? undefined : { value: found.length, count: found.length };
}

function countedOrRate(
  found: readonly unknown[],
  measure: string | undefined,
  { from, to }: Period,
): Expected {
  if (measure !== "rate" || found.length === 0) return counted(found);
  return { value: found.length / ((to - from) / 1000) };
}

/** What a source reads. The latest amount of a transaction is the one known at `until`: in a chart, at the end of its range. */
export function expectedReading(
  read: Read,
  source: Source,
  period: Period,
  until: number = period.to,
): Expected {
  if ("transaction" in source) return ofTransactions(read, source, period, until);
  if ("funnel" in source) return ofFunnel(read, source, period);
  if ("workflow" in source) return ofWorkflow(read, source, period);
  if ("errors" in source) return ofErrors(read, source, period);
  if ("log" in source) return ofLog(read, source, period);
  if ("event" in source) return ofEvent(read, source, period);
  if ("metric" in source) return ofMetric(read, source, period);
  if ("finding" in source) return ofFinding(read, source, period);
  if ("sql" in source) throw new TypeError("a query is what its writer says");
  return ofRequests(read, source, period);
}
