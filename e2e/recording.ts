// What the shop sent, recorded once and replayed over another time: an hour of telemetry from a run of seconds.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { gunzipSync } from "node:zlib";

import {
  decodeLogs,
  decodeTraces,
  encodeLogs,
  encodeTraces,
  type LogRecord,
  type ResourceLogs,
  type ResourceSpans,
  type Span,
} from "otlp";

import { moveMetrics } from "./move-metrics.ts";
import { runShop, type ShopOptions } from "./shop.ts";

/** What one run of the shop sent. */
export interface Recording {
  readonly spans: readonly ResourceSpans[];
  readonly logs: readonly ResourceLogs[];
  /** Requests as they came. */
  readonly metrics: readonly Uint8Array[];
}

/** Runs the shop against a receiver that keeps what it gets. */
export async function recordShop(options: ShopOptions): Promise<Recording> {
  const spans: ResourceSpans[] = [];
  const logs: ResourceLogs[] = [];
  const metrics: Buffer[] = [];
  // a sender that had to wait for an answer too long sends the same again
  const seen = new Set<string>();
  const isNew = (body: Buffer): boolean => {
    const before = seen.size;
    return seen.add(createHash("sha256").update(body).digest("hex")).size > before;
  };
  const keep = (url: string | undefined, body: Buffer): void => {
    if (url === "/v1/traces") spans.push(...decodeTraces(body));
    if (url === "/v1/logs") logs.push(...decodeLogs(body));
    if (url === "/v1/metrics") metrics.push(body);
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (isNew(body)) keep(request.url, body);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await runShop(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return { spans, logs, metrics };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

export interface ReplayOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Metrics keep the times of the recording otherwise. */
  readonly moveMetrics?: boolean;
  /** The same time passes between any two traces with a span of this name, however busy the machine was that recorded them. */
  readonly evenBy?: string;
}

export type Times = readonly [fromMs: number, toMs: number];

/**
 * Sends `recording` to the receiver at `endpoint` as if it had happened between `fromMs` and `toMs`.
 *
 * Each trace is moved as a whole, so durations are unchanged.
 */
export async function replay(
  endpoint: string,
  recording: Recording,
  times: Times,
  options: ReplayOptions = {},
): Promise<void> {
  await send(endpoint, movedTo(recording, times, options), options);
}

/** Sends it as it is. */
export async function send(
  endpoint: string,
  { spans, logs, metrics }: Recording,
  { headers = {} }: Pick<ReplayOptions, "headers"> = {},
): Promise<void> {
  await post(`${endpoint}/v1/traces`, encodeTraces(spans), headers);
  await post(`${endpoint}/v1/logs`, encodeLogs(logs), headers);
  for (const body of metrics) await post(`${endpoint}/v1/metrics`, body, headers);
}

/** The recording as if it had happened between `fromMs` and `toMs`. */
export function movedTo(
  recording: Recording,
  [fromMs, toMs]: Times,
  { moveMetrics: movesMetrics = false, evenBy }: ReplayOptions = {},
): Recording {
  const starts = startsOf(recording.spans);
  const [firstMs, lastMs] = boundsOf([...starts.values()]);
  const shareOf = toShare([firstMs, ...startsWith(evenBy, recording.spans, starts), lastMs]);
  const stretched = (ms: number): number => fromMs + shareOf(ms) * (toMs - fromMs);
  /** The time of a record: that of its trace, and behind it as far as it was. */
  const moved = (ns: bigint, traceId: Uint8Array): bigint => {
    const startNs = starts.get(hex(traceId)) ?? ns;
    return toNanoseconds(stretched(toMilliseconds(startNs))) + (ns - startNs);
  };
  // points of before the first trace are at its time, at the earliest
  const ofPoint = (ns: bigint): bigint => toNanoseconds(stretched(Math.max(firstMs, toMilliseconds(ns))));
  return {
    spans: recording.spans.map((one) => ({
      ...one,
      scopeSpans: one.scopeSpans.map((scope) => ({
        ...scope,
        spans: scope.spans.map((span) => moveSpan(span, moved)),
      })),
    })),
    logs: recording.logs.map((one) => ({
      ...one,
      scopeLogs: one.scopeLogs.map((scope) => ({
        ...scope,
        logRecords: scope.logRecords.map((record) => moveRecord(record, moved)),
      })),
    })),
    metrics: movesMetrics ? recording.metrics.map((body) => moveMetrics(body, ofPoint)) : recording.metrics,
  };
}

type Move = (ns: bigint, traceId: Uint8Array) => bigint;

function moveSpan(span: Span, move: Move): Span {
  const at = (ns: bigint): bigint => move(ns, span.traceId);
  return {
    ...span,
    startTimeUnixNano: at(span.startTimeUnixNano),
    endTimeUnixNano: at(span.endTimeUnixNano),
    events: span.events.map((event) => ({ ...event, timeUnixNano: at(event.timeUnixNano) })),
  };
}

function moveRecord(record: LogRecord, move: Move): LogRecord {
  const at = (ns: bigint): bigint => (ns === 0n ? ns : move(ns, record.traceId));
  return {
    ...record,
    timeUnixNano: at(record.timeUnixNano),
    observedTimeUnixNano: at(record.observedTimeUnixNano),
  };
}

/** How far a time is on the way through `times`, from 0 to 1: the same share passes between any two of them. */
function toShare(times: readonly number[]): (ms: number) => number {
  const [first, last] = [times[0]!, times.at(-1)!];
  const total = Math.max(1, last - first);
  return (ms) => {
    if (ms <= first) return (ms - first) / total;
    if (ms >= last) return 1 + (ms - last) / total;
    const next = times.findIndex((time) => time > ms);
    const [from, to] = [times[next - 1]!, times[next]!];
    return (next - 1 + (ms - from) / (to - from)) / (times.length - 1);
  };
}

function spansOf(resources: readonly ResourceSpans[]): readonly Span[] {
  return resources.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
}

/** The starts of the traces with a span of this name, in order. */
function startsWith(
  name: string | undefined,
  resources: readonly ResourceSpans[],
  starts: ReadonlyMap<string, bigint>,
): readonly number[] {
  const named = spansOf(resources).filter((span) => span.name === name);
  const ids = new Set(named.map(({ traceId }) => hex(traceId)));
  return [...ids].map((id) => toMilliseconds(starts.get(id)!)).toSorted((a, b) => a - b);
}

/** The start of each trace, by its id. */
function startsOf(resources: readonly ResourceSpans[]): ReadonlyMap<string, bigint> {
  const starts = new Map<string, bigint>();
  for (const { traceId, startTimeUnixNano } of spansOf(resources)) {
    const id = hex(traceId);
    const known = starts.get(id);
    if (known === undefined || startTimeUnixNano < known) starts.set(id, startTimeUnixNano);
  }
  return starts;
}

function boundsOf(times: readonly bigint[]): readonly [firstMs: number, lastMs: number] {
  return times
    .map(toMilliseconds)
    .reduce(([first, last], ms) => [Math.min(first, ms), Math.max(last, ms)], [Infinity, -Infinity]);
}

function toMilliseconds(ns: bigint): number {
  return Number(ns / 1000n) / 1000;
}

function toNanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * 1000n;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A busy store may ask to send a request again, as OTLP allows. */
const attempts = 5;

async function post(
  url: string,
  body: Uint8Array,
  given: Readonly<Record<string, string>>,
  attempt = 1,
): Promise<void> {
  // as the library says that nothing older waits: without them, data is complete only up to what arrived
  const sent = { "telltale-sent-at": String(Date.now()), "telltale-oldest-age-ms": "0" };
  const headers = { ...sent, ...given, "content-type": "application/x-protobuf" };
  const response = await fetch(url, { method: "POST", headers, body: Buffer.from(body) });
  if (response.ok) return;
  const text = await response.text();
  if (response.status !== 503 || attempt === attempts)
    throw new Error(`POST ${url} answered ${response.status}: ${text}`);
  await setTimeout(Number(response.headers.get("retry-after") ?? 1) * 1000);
  return post(url, body, given, attempt + 1);
}
