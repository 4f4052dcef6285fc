// The most frequent paths of a journey as a whole, and all others.
import type { JourneyColumnsResult, JourneyPath } from "contract";
import type { ColumnRow } from "./columns.ts";
import { scale } from "./people-parts.ts";

/** What the rows of `journey-columns` of the first place say of whole visits. */
export interface PathRow extends Pick<
  ColumnRow,
  "place" | "ofAllSteps" | "ofAllKinds" | "ofAllPaths" | "visits"
> {
  readonly steps: readonly string[];
  readonly length: string;
  /** 1 at the end, 2 open, 3 left. */
  readonly ended: number;
  readonly paths: string;
  readonly visitMedianMs: number | null;
  readonly failedVisits: string;
}

const endings = [undefined, "completed", "open", "left"] as const;

export function toPaths(
  rows: readonly PathRow[],
  share: number,
): Pick<JourneyColumnsResult, "paths" | "otherPaths" | "medianMs" | "errors"> {
  const whole = rows.filter(
    (row) => Number(row.place) === 1 && Number(row.ofAllSteps) === 1 && Number(row.ofAllKinds) === 1,
  );
  const all = whole.find(({ ofAllPaths }) => Number(ofAllPaths) === 1);
  const listed = whole.filter(({ ofAllPaths }) => Number(ofAllPaths) === 0);
  const rest = (key: "visits" | "failedVisits"): number =>
    Number(all?.[key] ?? 0) - listed.reduce((sum, row) => sum + Number(row[key]), 0);
  return {
    paths: listed.map((row): JourneyPath => ({
      steps: [...row.steps],
      length: Number(row.length),
      ending: endings[row.ended]!,
      visits: scale(row.visits, share),
      medianMs: row.visitMedianMs ?? 0,
      errors: scale(row.failedVisits, share),
    })),
    otherPaths: {
      paths: Math.max(0, Number(all?.paths ?? 0) - listed.length),
      visits: scale(rest("visits"), share),
      errors: scale(rest("failedVisits"), share),
    },
    medianMs: Number(all?.visits ?? 0) === 0 ? null : (all?.visitMedianMs ?? null),
    errors: scale(all?.failedVisits ?? 0, share),
  };
}
