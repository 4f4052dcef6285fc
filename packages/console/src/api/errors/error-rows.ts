// What the list of errors and one group share: conditions of the request, rows of groups and of their versions.
import type { ErrorGroup, ErrorState } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { toSqlTime } from "../time/time.ts";
import { openState } from "./error-states.ts";
import { type Range, stepTimes, toRangeParams } from "../time/range.ts";

/** A row of `error-list`. */
export interface GroupColumns extends Omit<
  ErrorGroup,
  | "count"
  | "unhandledCount"
  | "users"
  | "sessions"
  | "service"
  | "releases"
  | "trend"
  | "state"
  | "atRisk"
  | "failedTransactions"
  | "truncatedServices"
  | "truncatedReleases"
> {
  readonly serviceName: string;
  readonly truncatedServices: string;
  readonly count: string;
  readonly unhandled: string;
  readonly users: string;
  readonly sessions: string;
  readonly recordId: string;
  readonly rank: string;
}

/** A row of `error-versions`. */
interface VersionColumns {
  readonly fingerprint: string;
  readonly versions: readonly string[];
  readonly truncatedVersions: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

/** The conditions of a request, as the part `error-conditions` takes them. */
export function toConditions(
  params: {
    readonly environment?: string | undefined;
    readonly service?: string | undefined;
    readonly handled?: string | undefined;
  },
  range: Range,
): QueryParams {
  return {
    ...toRangeParams(range),
    environment: params.environment,
    service: params.service,
    handled: params.handled,
  };
}

/** The versions of each group, over all that is stored. */
export async function findVersions(
  fingerprints: readonly string[],
  conditions: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, VersionColumns>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await run<VersionColumns>(context, "error-versions", { ...conditions, fingerprints });
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

/** The errors of each group in each step of the range; a group without errors has no entry. */
export async function findTrends(
  fingerprints: readonly string[],
  { range, stepMs }: { readonly range: Range; readonly stepMs: number },
  conditions: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await run<{ fingerprint: string; time: string; count: string }>(context, "error-trends", {
    ...conditions,
    fingerprints,
    stepMs,
  });
  const times = stepTimes(range, stepMs);
  const byGroup = groupBy(rows, (row) => row.fingerprint);
  return new Map(
    [...byGroup].map(([fingerprint, counts]) => {
      const byTime = new Map(counts.map(({ time, count }) => [Number(time), Number(count)]));
      return [fingerprint, times.map((time) => byTime.get(time) ?? 0)];
    }),
  );
}

/** What failed with the errors of a group. */
export type Risk = Pick<ErrorGroup, "atRisk" | "failedTransactions">;

const hourNs = 3_600_000_000_000n;
const noRisk: Risk = { atRisk: [], failedTransactions: 0 };

/** The transactions that failed in traces with an error of each group; a group without any has no entry. */
export async function findRisks(
  fingerprints: readonly string[],
  range: Range,
  conditions: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, Risk>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await run<{ fingerprint: string; currency: string; amount: string; transactions: string }>(
    context,
    "error-amounts",
    {
      ...conditions,
      fingerprints,
      since: toSqlTime(range.fromNs > hourNs ? range.fromNs - hourNs : 0n),
      until: toSqlTime(range.toNs + hourNs),
    },
  );
  return new Map(
    [...groupBy(rows, (row) => row.fingerprint)].map(([fingerprint, sums]) => [
      fingerprint,
      {
        atRisk: sums
          .filter(({ amount }) => amount !== "")
          .map(({ currency, amount }) => ({ currency, amount })),
        failedTransactions: sums.reduce((all, { transactions }) => all + Number(transactions), 0),
      },
    ]),
  );
}

/** What is known of a group besides its row. */
export interface GroupDetails {
  readonly seen: VersionColumns | undefined;
  readonly trend: readonly number[] | undefined;
  readonly risk: Risk | undefined;
  readonly state: ErrorState | undefined;
}

/** A group as the API answers it. */
export function toGroup(
  row: GroupColumns,
  { seen, trend = [], risk = noRisk, state = openState }: GroupDetails,
): ErrorGroup {
  const { serviceName, count, unhandled, users, sessions, recordId: _, rank: __, ...rest } = row;
  return {
    ...rest,
    service: serviceName,
    count: Number(count),
    unhandledCount: Number(unhandled),
    users: Number(users),
    sessions: Number(sessions),
    firstSeenNs: seen?.firstNs ?? row.firstNs,
    lastSeenNs: seen?.lastNs ?? row.lastNs,
    truncatedServices: Number(row.truncatedServices),
    releases: seen?.versions ?? [],
    truncatedReleases: Number(seen?.truncatedVersions ?? 0),
    trend,
    state,
    ...risk,
  };
}
