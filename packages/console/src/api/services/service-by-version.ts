// The versions of one service in a range, each with its own rate, errors and durations.
import type { ServiceVersion } from "contract";
import { type ApiContext, run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import type { VersionRow } from "./running-versions.ts";
import { type EntryRow, sumPeriod } from "./service-period.ts";

interface VersionFigures extends EntryRow {
  readonly versionName: string;
  /** The first and the last minute with spans, Unix seconds. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Of all versions. */
  readonly total: string;
}

const minuteNs = 60_000_000_000n;

/** Newest first. The rate of a version is that of the time between its first and its last span in the range. */
export async function listByVersion(
  range: Range,
  scope: { readonly service: string; readonly environment: string | undefined },
  context: ApiContext,
): Promise<{ readonly rows: Omit<ServiceVersion, "since">[]; readonly truncated: number }> {
  const found = await run<VersionFigures>(context, "service-by-version", {
    ...toRangeParams(range),
    ...scope,
  });
  const rows = found.map((row) => {
    const [fromNs, lastNs] = [row.firstTime, row.lastTime].map((time) => BigInt(time) * 1_000_000_000n);
    const toNs = lastNs! + minuteNs;
    return {
      version: row.versionName,
      last: toIso(lastNs!),
      ...sumPeriod([row], { fromNs: fromNs!, toNs: toNs < range.toNs ? toNs : range.toNs }),
    };
  });
  return { rows, truncated: Number(found[0]?.total ?? 0) - rows.length };
}

/** Adds when each version was first seen, and sorts by it: newest first. */
export function withSince(
  figures: readonly Omit<ServiceVersion, "since">[],
  versions: readonly VersionRow[],
): ServiceVersion[] {
  const firstOf = (version: string): bigint | undefined =>
    versions
      .filter((row) => row.version === version)
      .map(({ firstNs }) => BigInt(firstNs))
      .reduce<bigint | undefined>((least, ns) => (least === undefined || ns < least ? ns : least), undefined);
  return figures
    .map((row) => ({ row, firstNs: firstOf(row.version) }))
    .toSorted((a, b) => Number((b.firstNs ?? 0n) - (a.firstNs ?? 0n)))
    .map(({ row, firstNs }) => ({ ...row, since: firstNs === undefined ? "" : toIso(firstNs) }));
}
