// Figures of profiles, as the list and the page of one show them.
import type { ProfileFigures, ProfileSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { previousRange, type Range, stepTimes, toRangeParams } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";

/** One row a profile. Columns end in `Now` for the range and in `Before` for the one before it. */
type FiguresColumns = Readonly<Record<string, unknown>>;
type FiguresRow = FiguresColumns & {
  readonly name: string;
  readonly hash: string;
  /** Of all profiles. */
  readonly profileCount: string;
  readonly servicesNow: readonly string[];
};

interface BucketRow {
  readonly name: string;
  readonly bucket: string;
  readonly runs: string;
  readonly errors: string;
  readonly quantiles: readonly (number | null)[];
}

/** Whose runs count; absent: all. */
export interface RunConditions {
  readonly name?: string | undefined;
  readonly environment: string | undefined;
  readonly service?: string | undefined;
}

/** Figures of one profile, or of all without `name`; those that took the most time first. `total` counts all. */
export async function findProfiles(
  range: Range,
  stepMs: number,
  { name, environment, service }: RunConditions,
  context: ApiContext,
): Promise<{ readonly profiles: ProfileSummary[]; readonly total: number }> {
  const shared = { ...toRangeParams(range), environment, service };
  const rows = await run<FiguresRow>(context, "profile-figures", {
    ...shared,
    name,
    before: toSqlTime(previousRange(range).fromNs),
  });
  const hashes = rows.map(({ hash }) => BigInt(hash));
  const buckets =
    rows.length === 0 ? [] : await run<BucketRow>(context, "profile-buckets", { ...shared, hashes, stepMs });
  const byName = groupBy(buckets, (bucket) => bucket.name);
  const profiles = rows.map((row) => ({
    name: row.name,
    current: toFigures(row, "Now"),
    previous: toFigures(row, "Before"),
    buckets: toBuckets(byName.get(row.name) ?? [], range, stepMs),
    services: row.servicesNow,
  }));
  return { profiles, total: Number(rows[0]?.profileCount ?? 0) };
}

/** The summary of a profile without runs. */
export function noProfile(name: string, range: Range, stepMs: number): ProfileSummary {
  const none = toFigures({}, "Now");
  return { name, current: none, previous: none, buckets: toBuckets([], range, stepMs), services: [] };
}

function toBuckets(rows: readonly BucketRow[], range: Range, stepMs: number): ProfileSummary["buckets"] {
  const byTime = new Map(rows.map((row) => [Number(row.bucket), row]));
  return stepTimes(range, stepMs).map((time) => {
    const row = byTime.get(time);
    return {
      time: toIso(BigInt(time) * 1_000_000n),
      count: Number(row?.runs ?? 0),
      errors: Number(row?.errors ?? 0),
      p95Ms: row?.quantiles[0] ?? null,
    };
  });
}

function toFigures(row: FiguresColumns, period: "Now" | "Before"): ProfileFigures {
  const number = (column: string): number => Number(row[column + period] ?? 0);
  const quantiles = (column: string): readonly (number | null)[] =>
    (row[column + period] as readonly (number | null)[] | undefined) ?? [];
  const count = number("count");
  const total = number("total");
  const [p50Ms, p95Ms] = pairOf(quantiles("durations"));
  // without runs the store returns zeros
  const [cpuP50Ms, cpuP95Ms] = pairOf(count === 0 ? [] : quantiles("cpu"));
  const [memoryDeltaP50, memoryDeltaP95] = pairOf(count === 0 ? [] : quantiles("memory"));
  return {
    count,
    errors: number("errors"),
    p50Ms,
    p95Ms,
    cpuP50Ms,
    cpuP95Ms,
    memoryDeltaP50,
    memoryDeltaP95,
    memoryPeak: count === 0 ? null : number("peak"),
    loopDelayMs: count === 0 ? null : number("delay"),
    gcShare: total > 0 ? number("gc") / total : null,
    itemsPerSecondP50: quantiles("items")[0] ?? null,
    classes: toClasses(row[`classes${period}`]),
    overlapped: number("overlapped"),
  };
}

function pairOf([first, second]: readonly (number | null)[]): readonly [number | null, number | null] {
  return [first ?? null, second ?? null];
}

/** Runs by class; a class without runs is missing in the row. */
function toClasses(counted: FiguresRow[string]): ProfileFigures["classes"] {
  const runs = (counted ?? {}) as Readonly<Record<string, string | number>>;
  const runsOf = (name: string): number => Number(runs[name] ?? 0);
  return {
    fast: runsOf("fast"),
    normal: runsOf("normal"),
    slow: runsOf("slow"),
    very_slow: runsOf("very_slow"),
  };
}
