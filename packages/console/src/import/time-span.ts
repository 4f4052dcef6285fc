// From when imported data is, so that the page can be opened where it lies.
import type { Batch } from "./batch.ts";

/** Unix ms. */
export interface TimeSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Of nothing. */
export const noTime: TimeSpan = { firstMs: Infinity, lastMs: -Infinity };

/** What covers both. */
export function extend(one: TimeSpan, other: TimeSpan): TimeSpan {
  if (other.firstMs > other.lastMs) return one;
  return { firstMs: Math.min(one.firstMs, other.firstMs), lastMs: Math.max(one.lastMs, other.lastMs) };
}

/** When the items of `batch` were: starts of spans, times of records and points. */
export function timeSpanOf(batch: Batch): TimeSpan {
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const timeNs of timesOf(batch)) {
    if (timeNs === 0n) continue;
    const ms = Number(timeNs / 1_000_000n);
    firstMs = Math.min(firstMs, ms);
    lastMs = Math.max(lastMs, ms);
  }
  return { firstMs, lastMs };
}

function timesOf(batch: Batch): bigint[] {
  if (batch.signal === "traces") {
    return batch.request.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map((span) => span.startTimeUnixNano)),
    );
  }
  if (batch.signal === "logs") {
    return batch.request.flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => record.timeUnixNano)),
    );
  }
  return batch.request.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ data }) => (data?.points ?? []).map((point) => point.timeUnixNano)),
    ),
  );
}
