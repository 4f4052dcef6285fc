// Which of a service's versions were running at the end of a range.
import { toIso } from "../time/time.ts";

export interface VersionRow {
  readonly name: string;
  readonly environment: string;
  readonly version: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

export interface RunningVersion {
  readonly version: string;
  readonly since: string;
}

/** A version counts as running while the service's newest span is less than this newer than its own. */
const withinNs = 300_000_000_000n;

/**
 * The versions of one service that sent spans in its last five minutes before `toNs`, newest first.
 *
 * A version that runs in several environments is listed once, since it was first seen.
 */
export function runningVersions(rows: readonly VersionRow[], toNs: bigint): RunningVersion[] {
  const lastOf = (row: VersionRow): bigint => (BigInt(row.lastNs) < toNs ? BigInt(row.lastNs) : toNs);
  const newest = new Map<string, bigint>();
  for (const row of rows) {
    const last = lastOf(row);
    if (last > (newest.get(row.environment) ?? 0n)) newest.set(row.environment, last);
  }
  const running = rows.filter((row) => lastOf(row) + withinNs >= (newest.get(row.environment) ?? 0n));
  const first = new Map<string, bigint>();
  for (const { version, firstNs } of running) {
    const known = first.get(version);
    if (known === undefined || BigInt(firstNs) < known) first.set(version, BigInt(firstNs));
  }
  return [...first]
    .toSorted(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
    .map(([version, firstNs]) => ({ version, since: toIso(firstNs) }));
}
