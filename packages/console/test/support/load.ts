// Load of every kind whose items carry a number, so that what was acknowledged can be found again one by one.
import type { AnyValue, ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";
import type { Intake, Outcome } from "../../src/receive/intake.ts";
import { localSender } from "../../src/receive/sender.ts";
import {
  attributes,
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
} from "./messages.ts";

export const loadKinds = ["spans", "logs", "business", "samples", "distributions"] as const;
export type LoadKind = (typeof loadKinds)[number];

/** Items of one request. */
export const itemsOfRequest = 50;

/** How each kind tells the numbers of its items, doubles left out of tables that replace rows. */
export const numbersSql: Readonly<Record<LoadKind, string>> = {
  spans: "SELECT reinterpretAsUInt64(reverse(span_id)) AS n FROM spans",
  logs: "SELECT toUInt64(iattr['load.number']) AS n FROM logs WHERE event_name = 'exception'",
  business: "SELECT toUInt64(entity_id) AS n FROM business_events FINAL",
  samples: "SELECT toUInt64(int_value) AS n FROM samples FINAL",
  distributions: "SELECT toUInt64(sum) AS n FROM distributions FINAL",
};

/** Sends one request of `kind` with the numbers from `first` on, and returns the number after its last, once it is acknowledged. */
export async function sendLoad(intake: Intake, kind: LoadKind, first: number): Promise<number> {
  const outcome = await requestOf(kind, first)(intake);
  if (outcome.rejected > 0n) throw new Error(`rejected ${outcome.rejected}: ${outcome.errorMessage}`);
  return first + itemsOfRequest;
}

/** One request of `kind` with the numbers from `first` on, which may be sent again. */
export function requestOf(kind: LoadKind, first: number): (intake: Intake) => Promise<Outcome> {
  const numbers = Array.from({ length: itemsOfRequest }, (_, index) => first + index);
  if (kind === "spans") {
    const spans = spansOf(numbers);
    return (intake) => intake.traces(spans, 1000, localSender);
  }
  if (kind === "logs" || kind === "business") {
    const logs = logsOf(numbers, kind);
    return (intake) => intake.logs(logs, 1000, localSender);
  }
  const metrics = metricsOf(numbers, kind);
  return (intake) => intake.metrics(metrics, 1000, localSender);
}

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

function bytesOf(number: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  bytes.writeBigUInt64BE(BigInt(number), length - 8);
  return bytes;
}

function spansOf(numbers: readonly number[]): readonly ResourceSpans[] {
  const startTimeUnixNano = now();
  const root = numbers[0]!;
  return makeTraces(
    numbers.map((number) =>
      makeSpan({
        traceId: bytesOf(root, 16),
        spanId: bytesOf(number, 8),
        parentSpanId: number === root ? new Uint8Array(0) : bytesOf(root, 8),
        startTimeUnixNano,
        endTimeUnixNano: startTimeUnixNano + BigInt(number % 1000) * 1000n,
        status: { code: number % 20 === 0 ? 2 : 0, message: "" },
        attributes: attributes({ region: `eu-${number % 5}`, cached: number % 2 === 0 }),
      }),
    ),
    attributes({ "service.name": "shop", "service.version": "1.0.0" }),
  );
}

function logsOf(numbers: readonly number[], kind: "logs" | "business"): readonly ResourceLogs[] {
  const timeUnixNano = now();
  return makeLogs(
    numbers.map((number) => {
      const record: Record<string, AnyValue> =
        kind === "logs"
          ? {
              "load.number": BigInt(number),
              "exception.type": `Error${number % 3}`,
              "exception.message": "gone",
            }
          : {
              "telltale.transaction.type": "order",
              "telltale.transaction.id": String(number),
              "user.id": `u${number % 7}`,
              "session.id": `s${number % 11}`,
            };
      return makeLog({
        timeUnixNano,
        eventName: kind === "logs" ? "exception" : "telltale.transaction.started",
        attributes: new Map(Object.entries(record)),
      });
    }),
  );
}

function metricsOf(
  numbers: readonly number[],
  kind: "samples" | "distributions",
): readonly ResourceMetrics[] {
  // Of its own for each request: a point of the same series and time would take the place of another.
  const timeUnixNano = now() + BigInt(numbers[0]! % 1_000_000);
  const data = (number: number) =>
    kind === "samples"
      ? ({
          kind: "gauge",
          points: [makePoint({ timeUnixNano, value: BigInt(number), attributes: of(number) })],
        } as const)
      : ({
          kind: "histogram",
          temporality: 2,
          points: [
            {
              attributes: of(number),
              startTimeUnixNano: 0n,
              timeUnixNano,
              flags: 0,
              count: 3n,
              sum: number,
              min: undefined,
              max: undefined,
              bucketCounts: [1n, 2n],
              explicitBounds: [5],
              exemplars: [],
            },
          ],
        } as const);
  return makeMetrics(numbers.map((number) => makeMetric(data(number), { name: `shop.${kind}` })));
}

/** A series of its own for each point of a request: no two have the same time. */
function of(number: number): ReturnType<typeof attributes> {
  return attributes({ place: number % itemsOfRequest });
}
