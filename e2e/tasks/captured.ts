// What a replay sends, one by one and with the times at which it arrives: what stories count by hand.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { decodeLogs, decodeTraces, type LogRecord, type Span } from "otlp";

import { type Recording, replay, type ReplayOptions } from "../recording.ts";

/** A value of an attribute, as it is compared and counted. */
type Value = string | number | boolean | undefined;

interface Sent {
  readonly service: string;
  readonly version: string;
  /** Unix ms. */
  readonly at: number;
  readonly trace: string;
  readonly attribute: (key: string) => Value;
}

export interface SentRecord extends Sent {
  readonly event: string;
  readonly body: string;
}

interface SentSpan extends Sent {
  readonly name: string;
  readonly durationMs: number;
}

export interface Captured {
  readonly records: readonly SentRecord[];
  readonly spans: readonly SentSpan[];
}

/** Replays `recording` to a receiver of its own, and gives what arrived there: the same arrives wherever it is replayed so. */
export async function captureReplay(
  recording: Recording,
  range: readonly [fromMs: number, toMs: number],
  options: ReplayOptions,
): Promise<Captured> {
  const records: SentRecord[] = [];
  const spans: SentSpan[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url === "/v1/logs")
      for (const { resource, scopeLogs } of decodeLogs(body))
        records.push(...scopeLogs.flatMap((one) => one.logRecords.map(toRecord(resource.attributes))));
    if (request.url === "/v1/traces")
      for (const { resource, scopeSpans } of decodeTraces(body))
        spans.push(...scopeSpans.flatMap((one) => one.spans.map(toSpan(resource.attributes))));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await replay(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, recording, range, options);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return { records, spans };
}

type Attributes = ReadonlyMap<string, unknown>;

const toRecord =
  (resource: Attributes) =>
  (record: LogRecord): SentRecord => ({
    ...sentBy(resource, record, record.timeUnixNano),
    event: record.eventName,
    body: typeof record.body === "string" ? record.body : "",
  });

const toSpan =
  (resource: Attributes) =>
  (span: Span): SentSpan => ({
    ...sentBy(resource, span, span.startTimeUnixNano),
    name: span.name,
    durationMs: toMs(span.endTimeUnixNano - span.startTimeUnixNano),
  });

function sentBy(
  resource: Attributes,
  { traceId, attributes }: { readonly traceId: Uint8Array; readonly attributes: Attributes },
  timeNs: bigint,
): Sent {
  return {
    service: String(resource.get("service.name")),
    version: String(resource.get("service.version")),
    at: toMs(timeNs),
    trace: Buffer.from(traceId).toString("hex"),
    attribute: (key) => toValue(attributes.get(key)),
  };
}

const toMs = (ns: bigint): number => Number(ns / 1000n) / 1000;

function toValue(value: unknown): Value {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}
