// Telemetry into a store of its own, as its senders would send it: through the receiver's own code, in several parts, some of them late.
import { createHash } from "node:crypto";
import type { AnyValue, LogRecord, Span } from "otlp";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import { addLogs } from "../../src/receive/logs.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { addSpans } from "../../src/receive/traces.ts";
import { now, openApi, type TestApi } from "../api/harness.ts";
import type { StoreLocation } from "../store-contract/locations.ts";
import { makeLog, makeLogs, makeSpan, makeTraces } from "../support/messages.ts";
import { randomOf } from "./random.ts";
import type { RawRecord, RawSpan, Telemetry, Weight } from "./telemetry.ts";

export const traceStates: Readonly<Record<Weight, string>> = {
  1: "",
  2: "ot=th:8",
  4: "ot=th:c",
  100: "ot=th:fd70a3d70a3d70",
};
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** Opens a store with `telemetry`, whose roll-ups are up to date. */
export async function storeOf(telemetry: Telemetry, seed: number): Promise<TestApi> {
  const api = await receivedOf(telemetry, seed);
  await runJob(api, "service graph");
  return api;
}

/** The same without the service graph, which takes time for each hour of telemetry. */
export async function receivedOf(
  telemetry: Telemetry,
  seed: number,
  where?: StoreLocation,
): Promise<TestApi> {
  const api = await openApi(undefined, where);
  const random = randomOf(seed);
  const parts = 3;
  // what belongs together comes apart
  const part = <Item>(items: readonly Item[], at: number): Item[] =>
    items.filter((_, index) => (index * 7 + seed) % parts === at);
  for (let at = 0; at < parts; at++) {
    await api.write((sink) => {
      const bounds = timeBounds(now);
      const rejections = createRejections("items");
      const spans = part(telemetry.spans, at);
      // senders repeat what was not acknowledged
      const repeated = spans.filter(() => random.chance(0.03));
      for (const span of [...spans, ...repeated])
        drain(addSpans(makeTraces([toSpan(span)], resourceOf(span)), localSender, sink, bounds, rejections));
      for (const record of part(telemetry.records, at))
        drain(
          addLogs(makeLogs([toLog(record)], resourceOf(record)), localSender, sink, bounds, {
            rejections,
            business: { received: 0, added: 0 },
          }),
        );
      if (rejections.count > 0) throw new Error(rejections.message());
    });
  }
  return api;
}

/** Twice: the second round reads what came during the first. */
async function runJob({ store }: TestApi, name: string): Promise<void> {
  const job = store.jobs.find((one) => one.name === name)!;
  const leadership = leadershipOf();
  for (let round = 0; round < 2; round++) await job.run(leadership.signal, leadership);
}

export function drain(generator: Generator<void, number>): void {
  while (generator.next().done !== true);
}

export function idOf(name: string, bytes: number): Uint8Array {
  return new Uint8Array(createHash("sha256").update(name).digest()).slice(0, bytes);
}

/** The id of a trace, as answers have it. */
export const traceIdOf = (name: string): string => Buffer.from(idOf(name, 16)).toString("hex");

export const toNs = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

function toSpan(span: RawSpan): Span {
  const start = toNs(span.at);
  return makeSpan({
    traceId: idOf(span.trace, 16),
    spanId: idOf(`${span.trace} ${span.id}`, 8),
    parentSpanId: span.parent === "" ? new Uint8Array(0) : idOf(`${span.trace} ${span.parent}`, 8),
    traceState: span.hasRate === true ? "" : traceStates[span.weight],
    flags: 0x101 | (span.isRemote ? 0x200 : 0),
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: start,
    endTimeUnixNano: start + toNs(span.durationMs),
    attributes: new Map<string, AnyValue>([
      ...Object.entries(span.attributes),
      ...(span.hasRate === true ? [["telltale.sampling.rate", 1 / span.weight] as const] : []),
    ]),
    status: { code: span.failed ? 2 : 0, message: "" },
  });
}

function toLog(record: RawRecord): LogRecord {
  return makeLog({
    timeUnixNano: toNs(record.at),
    observedTimeUnixNano: toNs(record.at),
    ...(record.trace !== undefined && { traceId: idOf(record.trace, 16) }),
    eventName: record.event,
    body: null,
    attributes: new Map<string, AnyValue>([
      ["log.record.uid", record.uid],
      ...(record.user === "" ? [] : [["user.id", record.user] as const]),
      ...(record.session === "" ? [] : [["session.id", record.session] as const]),
      ...Object.entries(record.attributes),
    ]),
  });
}

export function resourceOf(
  item: Pick<RawSpan, "service" | "environment"> & { readonly version?: string },
): Map<string, AnyValue> {
  return new Map<string, AnyValue>([
    ["service.name", item.service],
    ["deployment.environment.name", item.environment],
    ...(item.version !== undefined && item.version !== ""
      ? [["service.version", item.version] as const]
      : []),
  ]);
}
