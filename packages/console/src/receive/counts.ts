// What came in and what became of it since the console started: the figures of /api/stats, /metrics and the pulse.
import type { SignalCounts } from "contract";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts by signal. Changed by the intake, read by everybody else. */
export interface IntakeCounts {
  readonly received: Mutable<SignalCounts>;
  readonly stored: Mutable<SignalCounts>;
  readonly rejected: Mutable<SignalCounts>;
  readonly dropped: Mutable<SignalCounts>;
  /** Requests by how they ended. */
  readonly requests: {
    accepted: number;
    malformed: number;
    tooLarge: number;
    refusedFull: number;
    storeFailed: number;
  };
}

/** What became of items. */
export type CountedFate = "received" | "stored" | "rejected" | "dropped";

export function createCounts(): IntakeCounts {
  return {
    received: none(),
    stored: none(),
    rejected: none(),
    dropped: none(),
    requests: { accepted: 0, malformed: 0, tooLarge: 0, refusedFull: 0, storeFailed: 0 },
  };
}

function none(): Mutable<SignalCounts> {
  return { spans: 0, logRecords: 0, metricPoints: 0, businessEvents: 0 };
}
