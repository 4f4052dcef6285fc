// A shop that is open while a test looks at it: a recording whose end is still to come is sent as its times come. A test that takes minutes on
// a busy machine would see a shop that has stopped otherwise.
import { setTimeout } from "node:timers/promises";

import { withoutOpenOrders, withoutOrders } from "./open-workflows.ts";
import { movedTo, type Recording, type ReplayOptions, send, type Times } from "./recording.ts";

/**
 * Sends what `recording` has before now, if it happened between `fromMs` and `toMs`, and then, each second, what is due. Orders that are not
 * over now are left out, and those that begin later: stretched over hours, they would be stuck.
 *
 * @returns how to close the shop
 */
export async function replayOpen(
  endpoint: string,
  recording: Recording,
  times: Times,
  options: ReplayOptions = {},
): Promise<() => Promise<void>> {
  const all = movedTo(recording, times, options);
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
