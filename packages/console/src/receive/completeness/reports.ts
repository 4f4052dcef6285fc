// What a request says about how complete the data of its services is. Senders on the library say how old their oldest waiting record is; of
// others the times of the first and last record are read, because batches are in the order in which their records ended.
import type { SignalCompleteness } from "contract";
import type { LogRecord, Resource, ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";
import { isBusinessEvent } from "../business-events.ts";
import { serviceOf, textOf } from "../resource.ts";
import type { Sender } from "../sender.ts";

/** What one request says about one instance of a service. Times are Unix ms. */
export interface Report {
  readonly tenant: string;
  readonly service: string;
  readonly instance: string;
  readonly signal: SignalCompleteness["signal"];
  /** Nothing earlier is expected after it. */
  readonly upToMs: number;
  /** Of its oldest record. */
  readonly oldestMs: number;
  readonly source: SignalCompleteness["source"];
}

/** Of the records of one resource and signal. */
interface Times {
  oldestNs: bigint;
  newestNs: bigint;
}

/** Where the sender does not say how late it is, older records are taken for an import. */
const maxLagMs = 3_600_000;
const maxNameLength = 1000;

export function reportsOfSpans(
  request: readonly ResourceSpans[],
  sender: Sender,
  nowMs: number,
): readonly Report[] {
  return readEach(request, sender, nowMs, ({ scopeSpans }, add) => {
    for (const { spans } of scopeSpans) {
      for (const span of ends(spans)) add("spans", span.endTimeUnixNano || span.startTimeUnixNano);
    }
  });
}

export function reportsOfMetrics(
  request: readonly ResourceMetrics[],
  sender: Sender,
  nowMs: number,
): readonly Report[] {
  return readEach(request, sender, nowMs, ({ scopeMetrics }, add) => {
    for (const { metrics } of scopeMetrics) {
      for (const { data } of ends(metrics)) {
        for (const { timeUnixNano } of ends<{ readonly timeUnixNano: bigint }>(data?.points ?? []))
          add("metrics", timeUnixNano);
      }
    }
  });
}

export function reportsOfLogs(
  request: readonly ResourceLogs[],
  sender: Sender,
  nowMs: number,
): readonly Report[] {
  return readEach(request, sender, nowMs, ({ scopeLogs }, add) => {
    for (const { logRecords } of scopeLogs) {
      for (const [signal, logs] of endsBySignal(logRecords)) {
        for (const log of logs) add(signal, log.timeUnixNano || log.observedTimeUnixNano);
      }
    }
  });
}

/** The first and last plain record, and the first and last business record. */
function endsBySignal(
  records: readonly LogRecord[],
): readonly (readonly [signal: "logs" | "business", ends: readonly LogRecord[]])[] {
  const plain: LogRecord[] = [];
  const business: LogRecord[] = [];
  for (const log of records) {
    const { eventName } = log;
    const isPlain = eventName === "" || !eventName.startsWith("telltale.");
    if (isPlain) plain[plain.length === 0 ? 0 : 1] = log;
    else if (isBusinessEvent(eventName)) business[business.length === 0 ? 0 : 1] = log;
  }
  return [
    ["logs", plain],
    ["business", business],
  ];
}

function readEach<Part extends { readonly resource: Resource }>(
  request: readonly Part[],
  sender: Sender,
  nowMs: number,
  read: (part: Part, add: (signal: Report["signal"], timeNs: bigint) => void) => void,
): readonly Report[] {
  if (sender.imports === true) return [];
  const reports: Report[] = [];
  for (const part of request) {
    const bySignal = new Map<Report["signal"], Times>();
    read(part, (signal, timeNs) => addTime(bySignal, signal, timeNs));
    for (const [signal, times] of bySignal) {
      const known = fromSender(sender, nowMs) ?? fromTimes(times, nowMs);
      if (known === undefined) continue;
      const service = serviceOf(part.resource).slice(0, maxNameLength);
      const instance = textOf(part.resource.attributes.get("service.instance.id")).slice(0, maxNameLength);
      reports.push({ tenant: sender.tenant, service, instance, signal, ...known });
    }
  }
  return reports;
}

function addTime(bySignal: Map<Report["signal"], Times>, signal: Report["signal"], timeNs: bigint): void {
  const times = bySignal.get(signal);
  if (times === undefined) bySignal.set(signal, { oldestNs: timeNs, newestNs: timeNs });
  else if (timeNs < times.oldestNs) times.oldestNs = timeNs;
  else if (timeNs > times.newestNs) times.newestNs = timeNs;
}

type ReportedTimes = Pick<Report, "upToMs" | "oldestMs" | "source">;

/**
 * By the clock of the sender, which its records have as well: with a clock that is behind, records with times of before now still come. A
 * clock that is ahead does not hide how long records have waited.
 */
function fromSender({ sent }: Sender, nowMs: number): ReportedTimes | undefined {
  if (sent?.oldestAgeMs === undefined) return undefined;
  const upToMs = Math.min(sent.atMs, nowMs) - sent.oldestAgeMs;
  return { upToMs, oldestMs: upToMs, source: "sender" };
}

function fromTimes({ oldestNs, newestNs }: Times, nowMs: number): ReportedTimes | undefined {
  const newestMs = Math.min(Number(newestNs / 1_000_000n), nowMs);
  if (nowMs - newestMs > maxLagMs) return undefined;
  const oldestMs = Math.min(Number(oldestNs / 1_000_000n), newestMs);
  return { upToMs: newestMs, oldestMs, source: "arrival" };
}

/** The first and the last of `list`. */
function ends<Item>(list: readonly Item[]): readonly Item[] {
  return list.length < 2 ? list : [list[0]!, list.at(-1)!];
}
