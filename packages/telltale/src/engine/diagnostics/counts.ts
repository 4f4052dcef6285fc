// The engine's counters: a few numbers, so that metrics about itself cost nothing until they are collected.

/** Where a span's parent is (`otel.span.parent.origin`), in the order of the counts. */
export const origins = ["none", "local", "remote"] as const;

/** What became of a span (`otel.span.sampling_result`), by the number of the decision. */
export const decisions = ["DROP", "RECORD_ONLY", "RECORD_AND_SAMPLE"] as const;

/** The counts of one pipeline. */
export interface EngineCounts {
  /** Spans started, at three times the parent's origin plus the decision. */
  readonly started: Float64Array;
  /** Recorded spans that ended, by decision. */
  readonly ended: Float64Array;
  /** Log records that were wanted. */
  logs: number;
  /** Spans, and records, that configuration left out. */
  leftOut: number;
  leftOutLogs: number;
}

/** Nothing yet. */
export function createCounts(): EngineCounts {
  return {
    started: new Float64Array(origins.length * decisions.length),
    ended: new Float64Array(decisions.length),
    logs: 0,
    leftOut: 0,
    leftOutLogs: 0,
  };
}
