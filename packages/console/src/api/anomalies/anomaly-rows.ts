// Rows of anomalies as the contract has them.
import type { Anomaly, AnomalySeries } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { toIso } from "../time/time.ts";

export interface AnomalyRow {
  readonly id: string;
  readonly foundSeconds: number;
  readonly startedSeconds: number;
  /** 0 while it lasts. */
  readonly endedSeconds: number;
  readonly subject: AnomalySeries["kind"];
  readonly measure: AnomalySeries["measure"];
  readonly ofService: string;
  readonly ofEnvironment: string;
  readonly ofName: string;
  readonly kind: Anomaly["kind"];
  readonly direction: number;
  readonly expected: number;
  readonly observed: number;
  readonly score: number;
  readonly sentence: string;
  /** The last points of the series: Unix seconds, and values on the detector's scale. */
  readonly minutes: readonly number[];
  readonly values: readonly number[];
}

/** @param params conditions of `anomaly-list`, with `from`, `to` and `limit`. */
export async function findAnomalies(context: ApiContext, params: QueryParams): Promise<AnomalyRow[]> {
  return run<AnomalyRow>(context, "anomaly-list", params);
}

/** @param endMs the end of the range, for the marker of an anomaly that lasts; Unix ms. */
export function toAnomaly(row: AnomalyRow, endMs: number): Anomaly {
  const { startedSeconds, foundSeconds, endedSeconds } = row;
  const [start, found] = [secondsToIso(startedSeconds), secondsToIso(foundSeconds)];
  const end = endedSeconds === 0 ? null : secondsToIso(endedSeconds);
  return {
    id: row.id,
    series: {
      kind: row.subject,
      name: row.subject === "service" ? row.ofService : row.ofName,
      service: row.ofService,
      environment: row.ofEnvironment,
      measure: row.measure,
    },
    kind: row.kind,
    direction: row.direction > 0 ? "up" : row.direction < 0 ? "down" : "none",
    start,
    found,
    end,
    expected: row.expected,
    observed: row.observed,
    score: row.score,
    sentence: row.sentence,
    marks: [],
    marker: {
      from: start,
      to: end ?? secondsToIso(Math.max(Math.floor(endMs / 1000), foundSeconds)),
      label: row.sentence.split(", ", 1)[0]!,
    },
  };
}

function secondsToIso(seconds: number): string {
  return toIso(BigInt(seconds) * 1_000_000_000n);
}
