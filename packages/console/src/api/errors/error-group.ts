// GET /api/errors/{fingerprint}: one group with its versions, people and errors.
import type {
  CodeOrigin,
  ErrorPerson,
  ErrorRelease,
  ErrorResult,
  ErrorState,
  LogRecord,
  ParamsOf,
} from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { listLogs } from "../logs/logs.ts";
import { wholeKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, endOf, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { type ErrorId, findOrigins } from "./error-origins.ts";
import { findStates } from "./error-states.ts";
import {
  findRisks,
  findWordings,
  findTrends,
  findVersions,
  type GroupColumns,
  toConditions,
  toGroup,
  type Wording,
} from "./error-rows.ts";

interface OccurrenceColumns {
  readonly timeNs: string;
  readonly recordId: string;
  readonly message: string;
  readonly serviceName: string;
  readonly version: string;
  readonly handled: number | boolean;
  readonly user: string;
  readonly session: string;
  readonly traceId: string;
  readonly spanId: string;
}

interface ReleaseColumns {
  readonly version: string;
  readonly count: string;
  readonly stored: string;
  readonly users: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly lastIdentity: string;
  readonly total: string;
}

const pageKey = definePageKey<OccurrenceColumns>({
  cursorTs: byTime(({ timeNs }) => timeNs),
  cursorIdentity: by(wholeKey, ({ recordId }) => recordId),
});

/** The latest versions say which code ran; the page shows fewer. */
const releasesWithOrigin = 20;

type PersonColumns = { readonly [Key in keyof ErrorPerson]: string };

export async function getError(
  { fingerprint, ...params }: ParamsOf<"GET /api/errors/:fingerprint">,
  context: ApiContext,
): Promise<ErrorResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const { params: after, timeNs } = pageKey.read(params.cursor);
  const stepMs = chooseStepMs(range, 60, 1);
  const conditions = { ...toConditions(params, range), fingerprint };
  const [found, { releases, origins }, versions, trends, risks, people, errors] = await Promise.all([
    findGroup(conditions, context),
    findReleases(conditions, context),
    findVersions([fingerprint], conditions, context),
    findTrends([fingerprint], { range, stepMs }, conditions, context),
    findRisks([fingerprint], range, conditions, context),
    run<PersonColumns>(context, "error-people", conditions),
    run<OccurrenceColumns>(context, "error-occurrences", {
      ...conditions,
      ...toRangeParams({ fromNs: range.fromNs, toNs: endOf(range, timeNs) }),
      ...after,
      limit: limit + 1,
    }),
  ]);
  if (found === undefined) throw unknownGroup(fingerprint);
  const { row, wording, state, sample } = found;
  const { page, nextCursor } = pageKey.page(errors, limit);
  const trend = trends.get(fingerprint) ?? [];
  return {
    ...toResolved(range),
    group: toGroup(row, {
      seen: versions.get(fingerprint),
      wording,
      trend,
      risk: risks(fingerprint),
      state,
    }),
    releases: releases
      .map((release) => toRelease(release, origins.get(lastErrorOf(release).id) ?? null))
      .toReversed(),
    truncatedReleases: Number(releases[0]?.total ?? 0) - releases.length,
    people: people.map(toPerson),
    stepMs,
    buckets: stepTimes(range, stepMs).map((time, index) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      count: trend[index] ?? 0,
    })),
    sample,
    items: page.map(toOccurrence),
    nextCursor,
  };
}

function toOccurrence({
  recordId,
  serviceName,
  handled,
  ...error
}: OccurrenceColumns): ErrorResult["items"][number] {
  return {
    ...error,
    id: `${error.timeNs}-${recordId}`,
    service: serviceName,
    handled: Boolean(handled),
  };
}

interface FoundGroup {
  readonly row: GroupColumns;
  readonly wording: Wording | undefined;
  readonly state: ErrorState | undefined;
  readonly sample: LogRecord | null;
}

/** The row of the group, what its messages say, its state, and its latest error. */
async function findGroup(conditions: QueryParams, context: ApiContext): Promise<FoundGroup | undefined> {
  const rows = await run<GroupColumns>(context, "error-list", { ...conditions, sort: "latest", limit: 1 });
  const [row] = rows;
  if (row === undefined) return undefined;
  const [wordings, states, sample] = await Promise.all([
    findWordings(rows, conditions, context),
    findStates(rows, context),
    findSample(row, context),
  ]);
  const { fingerprint } = row;
  return { row, wording: wordings.get(fingerprint), state: states.get(fingerprint), sample };
}

/** The versions of the group, and which code the latest ones ran. */
async function findReleases(
  conditions: QueryParams,
  context: ApiContext,
): Promise<{
  readonly releases: readonly ReleaseColumns[];
  readonly origins: ReadonlyMap<string, CodeOrigin>;
}> {
  const releases = await run<ReleaseColumns>(context, "error-releases", conditions);
  const origins = await findOrigins(releases.slice(0, releasesWithOrigin).map(lastErrorOf), context);
  return { releases, origins };
}

function toRelease(
  { version, count, stored, users, firstNs, lastNs }: ReleaseColumns,
  origin: ErrorRelease["origin"],
): ErrorRelease {
  return {
    version,
    count: Number(count),
    stored: Number(stored),
    users: Number(users),
    firstNs,
    lastNs,
    origin,
  };
}

function lastErrorOf({ lastNs, lastIdentity }: ReleaseColumns): ErrorId {
  return { id: `${lastNs}-${lastIdentity}`, timeNs: lastNs, identity: lastIdentity };
}

function toPerson({ user, count, stored, sessions, lastNs }: PersonColumns): ErrorPerson {
  return { user, count: Number(count), stored: Number(stored), sessions: Number(sessions), lastNs };
}

/** The log record of the group's latest error; its retention may be shorter. */
async function findSample(
  { lastNs, recordId }: GroupColumns,
  context: ApiContext,
): Promise<LogRecord | null> {
  const from = toIso(BigInt(lastNs));
  const to = toIso(BigInt(lastNs) + 1n);
  const { items } = await listLogs({ from, to, eventName: "exception", limit: 100, filter: [] }, context);
  return items.find((record) => record.id === `${lastNs}-${recordId}`) ?? null;
}

function unknownGroup(fingerprint: string): ProblemError {
  return new ProblemError(
    "ERROR_UNKNOWN",
    `Cannot find errors of the group \`${fingerprint}\` in this range: none is stored.`,
    "Check the fingerprint, the range and the other conditions.",
  );
}
