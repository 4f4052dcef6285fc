// Items received, stored, dropped and rejected since the console started: the figures of /api/stats, /metrics and the pulse.
import type { SignalCounts } from "contract";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts by signal. Changed by the intake, read by everybody else. */
export interface IntakeCounts {
  readonly received: Mutable<SignalCounts>;
  readonly stored: Mutable<SignalCounts>;
  readonly rejected: Mutable<SignalCounts>;
  readonly dropped: Mutable<SignalCounts>;
  /** Reasons reported to senders for items that could not be stored unchanged, with their numbers. */
  readonly reasons: Map<string, number>;
  /** Requests by how they ended. */
  readonly requests: {
    accepted: number;
    malformed: number;
    tooLarge: number;
    /** More out of less than the limit of the ratio. */
    tooCompressed: number;
    refusedFull: number;
    /** Refused because of the share of the tenant or the token. */
    refusedShare: number;
    /** Imports and live streams for which there was no slot. */
    refusedImport: number;
    refusedStream: number;
    /** Connections that were closed within their headers, because there were too many. */
    halfOpenClosed: number;
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
    reasons: new Map(),
    requests: {
      accepted: 0,
      malformed: 0,
      tooLarge: 0,
      tooCompressed: 0,
      refusedFull: 0,
      refusedShare: 0,
      refusedImport: 0,
      refusedStream: 0,
      halfOpenClosed: 0,
      storeFailed: 0,
    },
  };
}

/** Of so many reasons one is told apart; the rest is together. */
const maxReasons = 50;

/** Adds the reasons of one request. */
export function countReasons({ reasons }: IntakeCounts, reported: ReadonlyMap<string, number>): void {
  for (const [reason, items] of reported) {
    const key = reasons.has(reason) || reasons.size < maxReasons ? reason : "other reasons";
    reasons.set(key, (reasons.get(key) ?? 0) + items);
  }
}

function none(): Mutable<SignalCounts> {
  return { spans: 0, logRecords: 0, metricPoints: 0, businessEvents: 0 };
}
