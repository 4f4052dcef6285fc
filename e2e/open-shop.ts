// A shop that is open while a test looks at it: what is still to come is sent as its time comes. A test that takes minutes on a busy machine
// would see a shop that has stopped otherwise.
import { setTimeout } from "node:timers/promises";

import type { LogRecord, Span } from "otlp";

import { withoutOpenOrders, withoutOrders } from "./open-workflows.ts";
import { movedTo, type Recording, type ReplayOptions, send } from "./recording.ts";

const hourMs = 3_600_000;
const hoursBefore = 2;

/**
 * Sends `recording` as each of the last two hours, and then, each second, what is due of the next one: any hour has all of it once, so that
 * none is slower or has more errors than the one before, however the machine was loaded that recorded it. Orders that are not over now are
 * left out, and those that begin later: stretched over an hour, they would be stuck.
 *
 * @returns how to close the shop
 */
export async function openShop(
  endpoint: string,
  recording: Recording,
  options: ReplayOptions = {},
): Promise<() => Promise<void>> {
  const fromMs = Date.now() - hoursBefore * hourMs;
  const all = hourly(recording, fromMs, options);
  let sentMs = Date.now();
  await send(endpoint, withoutOpenOrders(between(all, 0, sentMs)), options);
  const later = { ...withoutOrders(all), metrics: [] };
  const closed = new AbortController();
  const { signal } = closed;
  const rest = (async () => {
    while (!signal.aborted) {
      const nowMs = Date.now();
      try {
        await send(endpoint, between(later, sentMs, nowMs), options);
        sentMs = nowMs;
      } catch {
        // sent with what is due next
      }
      await setTimeout(1_000, undefined, { signal }).catch(() => {});
    }
  })();
  return () => {
    closed.abort();
    return rest;
  };
}

function hourly(recording: Recording, fromMs: number, options: ReplayOptions): Recording {
  const hours = Array.from({ length: hoursBefore + 1 }, (_, at) => {
    const beginMs = fromMs + at * hourMs;
    return movedTo(withOwnIds(recording, at), [beginMs, beginMs + hourMs], options);
  });
  return {
    spans: hours.flatMap(({ spans }) => spans),
    logs: hours.flatMap(({ logs }) => logs),
    metrics: recording.metrics,
  };
}

/** What would otherwise be the same trace, visit, purchase or order in each hour. */
const ids = /^(?:session\.id|order\.id|log\.record\.uid|telltale\.\w+\.id)$/;

function withOwnIds(recording: Recording, hour: number): Recording {
  const own = <Part extends Pick<Span | LogRecord, "traceId" | "attributes">>(part: Part): Part => ({
    ...part,
    traceId: part.traceId.some((byte) => byte > 0)
      ? part.traceId.with(15, part.traceId[15]! ^ hour)
      : part.traceId,
    attributes: new Map(
      [...part.attributes].map(([key, value]) => [
        key,
        typeof value === "string" && ids.test(key) ? `${value}-${hour}` : value,
      ]),
    ),
  });
  return {
    ...recording,
    spans: recording.spans.map((one) => ({
      ...one,
      scopeSpans: one.scopeSpans.map((scope) => ({ ...scope, spans: scope.spans.map(own) })),
    })),
    logs: recording.logs.map((one) => ({
      ...one,
      scopeLogs: one.scopeLogs.map((scope) => ({ ...scope, logRecords: scope.logRecords.map(own) })),
    })),
  };
}

/** The spans that ended, and the records that were made, after `afterMs` until `untilMs`. */
function between({ spans, logs, metrics }: Recording, afterMs: number, untilMs: number): Recording {
  const isIn = (ns: bigint): boolean => {
    const ms = Number(ns / 1_000_000n);
    return ms > afterMs && ms <= untilMs;
  };
  return {
    spans: spans.map((one) => ({
      ...one,
      scopeSpans: one.scopeSpans.map((scope) => ({
        ...scope,
        spans: scope.spans.filter((span) => isIn(span.endTimeUnixNano)),
      })),
    })),
    logs: logs.map((one) => ({
      ...one,
      scopeLogs: one.scopeLogs.map((scope) => ({
        ...scope,
        logRecords: scope.logRecords.filter((record) =>
          isIn(record.timeUnixNano || record.observedTimeUnixNano),
        ),
      })),
    })),
    metrics,
  };
}
