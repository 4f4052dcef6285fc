// The most frequent paths of a journey as a whole, and all others.
import type { JourneyColumnsResult, JourneyPath } from "contract";
import { scale } from "./people-parts.ts";

export interface PathRow {
  /** `1`: all paths. */
  readonly ofAll: string;
  readonly steps: readonly string[];
  readonly length: string;
  /** 1 at the end, 2 open, 3 left. */
  readonly ended: number;
  readonly visits: string;
  readonly paths: string;
  readonly medianMs: number | null;
  readonly errors: string;
}

const endings = [undefined, "completed", "open", "left"] as const;

export function toPaths(
  rows: readonly PathRow[],
  share: number,
): Pick<JourneyColumnsResult, "paths" | "otherPaths" | "medianMs" | "errors"> {
  const all = rows.find(({ ofAll }) => Number(ofAll) === 1);
  const listed = rows.filter(({ ofAll }) => Number(ofAll) === 0);
  const rest = (key: "visits" | "errors"): number =>
    Number(all?.[key] ?? 0) - listed.reduce((sum, row) => sum + Number(row[key]), 0);
  return {
    paths: listed.map((row): JourneyPath => ({
      steps: [...row.steps],
      length: Number(row.length),
      ending: endings[row.ended]!,
      visits: scale(row.visits, share),
      medianMs: row.medianMs ?? 0,
      errors: scale(row.errors, share),
    })),
    otherPaths: {
      paths: Math.max(0, Number(all?.paths ?? 0) - listed.length),
      visits: scale(rest("visits"), share),
      errors: scale(rest("errors"), share),
    },
    medianMs: Number(all?.visits ?? 0) === 0 ? null : (all?.medianMs ?? null),
    errors: scale(all?.errors ?? 0, share),
  };
}
