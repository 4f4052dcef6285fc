// Which of a service's versions were running at the end of a range.
import { toIso } from "../time/time.ts";

/** A version of one service, over all environments. */
export interface VersionRow {
  readonly name: string;
  readonly version: string;
  readonly firstNs: string;
  readonly running: boolean | number;
  /** The same as `firstNs` of the environments in which it runs. */
  readonly runningNs: string;
  /** Versions of the service that run. */
  readonly runningCount: string;
}

export interface RunningVersions {
  readonly versions: { readonly version: string; readonly since: string }[];
  readonly truncatedVersions: number;
}

/** So many are listed. */
export const mostVersions = 20;

/**
 * The versions of one service that sent spans in its last five minutes of the range, newest first.
 *
 * A version that runs in several environments is listed once, since it was first seen.
 */
export function runningVersions(rows: readonly VersionRow[]): RunningVersions {
  const versions = rows
    .filter(({ running }) => Boolean(running))
    .map(({ version, runningNs }) => ({ version, ns: BigInt(runningNs) }))
    .toSorted((a, b) => (a.ns < b.ns ? 1 : a.ns > b.ns ? -1 : 0))
    .slice(0, mostVersions)
    .map(({ version, ns }) => ({ version, since: toIso(ns) }));
  return { versions, truncatedVersions: Number(rows[0]?.runningCount ?? 0) - versions.length };
}

/** The version that was first seen last. */
export function newestVersion(rows: readonly VersionRow[]): VersionRow | undefined {
  return rows.reduce<VersionRow | undefined>(
    (newest, row) => (newest === undefined || BigInt(row.firstNs) > BigInt(newest.firstNs) ? row : newest),
    undefined,
  );
}
