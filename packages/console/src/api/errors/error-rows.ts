// What the list of errors and one group share: conditions of the request, rows of groups and of their versions.
import type { ErrorGroup, ErrorState, ErrorText } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { failsAlone, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { toRiskTimes } from "../transactions/at-risk.ts";
import { commonText, type CountedMessage } from "./common-text.ts";
import { openState } from "./error-states.ts";
import { type Range, stepTimes, toRangeParams } from "../time/range.ts";

/** A row of `error-list`. */
export interface GroupColumns extends Omit<
  ErrorGroup,
  | "count"
  | "stored"
  | "text"
  | "message"
  | "unhandledCount"
  | "users"
  | "sessions"
  | "service"
  | "releases"
  | "trend"
  | "state"
  | "atRisk"
  | "unfinishedTransactions"
  | "riskFailed"
  | "truncatedServices"
  | "truncatedReleases"
> {
  readonly serviceName: string;
  readonly truncatedServices: string;
  readonly count: number;
  readonly stored: string;
  readonly unhandled: number;
  readonly users: string;
  readonly sessions: string;
  readonly recordId: string;
  readonly rank: string;
  /** People decided about it. */
  readonly isDecided: boolean | number;
  /** Groups on all pages. */
  readonly total: string;
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

/** Of a group with more errors so many are read for what their messages say, by chance. */
const sampledErrors = 200;

/** What the messages of a group say. */
export interface Wording {
  readonly text: ErrorText;
  /** The most frequent one. */
  readonly message: string;
}

/** What the messages of each group say. */
export async function findWordings(
  groups: readonly Pick<GroupColumns, "fingerprint" | "stored">[],
  conditions: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, Wording>> {
  if (groups.length === 0) return new Map();
  const rows = await run<{ fingerprint: string } & CountedMessage>(context, "error-messages", {
    ...conditions,
    fingerprints: groups.map(({ fingerprint }) => fingerprint),
    limits: groups.map(({ stored }) => Math.ceil(Math.min(1, sampledErrors / Number(stored)) * 2 ** 32)),
  });
  const byGroup = groupBy(rows, ({ fingerprint }) => fingerprint);
  return new Map([...byGroup].map(([fingerprint, messages]) => [fingerprint, wordingOf(messages)]));
}

function wordingOf(messages: readonly CountedMessage[]): Wording {
  const ordered = messages.toSorted((a, b) => b.weight - a.weight || (a.message < b.message ? -1 : 1));
  return { text: commonText(ordered), message: ordered[0]?.message ?? "" };
}

/** What is at risk by a group (catalog/measures). */
export type Risk = Pick<ErrorGroup, "atRisk" | "unfinishedTransactions" | "riskFailed">;

const noWording = wordingOf([]);
const noRisk: Risk = { atRisk: [], unfinishedTransactions: 0, riskFailed: null };

/** What is at risk by each group; not known where a query for it needs more than it may. */
export async function findRisks(
  fingerprints: readonly string[],
  range: Range,
  conditions: QueryParams,
  context: ApiContext,
): Promise<(fingerprint: string) => Risk> {
  try {
    const risks = await readRisks(fingerprints, range, conditions, context);
    return (fingerprint) => risks.get(fingerprint) ?? noRisk;
  } catch (error) {
    if (!failsAlone(error)) throw error;
    const unknown = { atRisk: null, unfinishedTransactions: null, riskFailed: error.message };
    return () => unknown;
  }
}

/** A group by which nothing is at risk has no entry. */
async function readRisks(
  fingerprints: readonly string[],
  range: Range,
  conditions: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, Risk>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await run<{ key: string; currency: string; amount: string; transactions: string }>(
    context,
    "error-amounts",
    { ...conditions, ...toRiskTimes(range), fingerprints, traced: true },
  );
  return new Map(
    [...groupBy(rows, ({ key }) => key)].map(([fingerprint, sums]) => [
      fingerprint,
      {
        riskFailed: null,
        atRisk: sums
          .filter(({ amount }) => amount !== "")
          .map(({ currency, amount }) => ({ currency, amount })),
        unfinishedTransactions: sums.reduce((all, { transactions }) => all + Number(transactions), 0),
      },
    ]),
  );
}

/** What is known of a group besides its row. */
export interface GroupDetails {
  readonly seen: VersionColumns | undefined;
  readonly wording: Wording | undefined;
  readonly trend: readonly number[] | undefined;
  readonly risk: Risk;
  readonly state: ErrorState | undefined;
}

/** A group as the API answers it. */
export function toGroup(
  row: GroupColumns,
  { seen, wording = noWording, trend = [], risk, state = openState }: GroupDetails,
): ErrorGroup {
  const { serviceName, stored, unhandled, users, sessions } = row;
  return {
    fingerprint: row.fingerprint,
    type: row.type,
    place: row.place,
    count: row.count,
    services: row.services,
    firstNs: row.firstNs,
    lastNs: row.lastNs,
    traceId: row.traceId,
    ...wording,
    service: serviceName,
    stored: Number(stored),
    unhandledCount: unhandled,
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
