// GET /api/errors and /api/errors/{fingerprint}: errors grouped by what went wrong, and one group with its errors.
import type { ErrorGroup, ErrorRelease, ErrorResult, ErrorsResult, LogRecord, ParamsOf } from "contract";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { nsKey, readCursor, toCursor, wholeKey } from "../params/cursor.ts";
import { groupBy } from "../filter/group-by.ts";
import { listLogs } from "../logs/logs.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, endOf, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { endOfTime, toIso, toSqlTime } from "../time/time.ts";

interface GroupColumns extends Omit<
  ErrorGroup,
  "count" | "unhandledCount" | "users" | "sessions" | "service" | "releases"
> {
  readonly serviceName: string;
  readonly count: string;
  readonly unhandled: string;
  readonly users: string;
  readonly sessions: string;
  readonly recordId: string;
  readonly rank: string;
}

interface ReleaseColumns {
  readonly fingerprint: string;
  readonly version: string;
  readonly count: string;
  readonly users: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

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

export async function listErrors(
  params: ParamsOf<"GET /api/errors">,
  context: ApiContext,
): Promise<ErrorsResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([wholeKey, z.string().min(1).max(4096)]));
  const shared = toConditions(params, range);
  const rows = await run<GroupColumns>(context, "error-list", {
    ...shared,
    sort: params.sort,
    cursorRank: key?.[0],
    cursorFingerprint: key?.[1],
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const releases = await findReleases(
    page.map((row) => row.fingerprint),
    shared,
    context,
  );
  return {
    ...toResolved(range),
    items: page.map((row) => toGroup(row, releases.get(row.fingerprint) ?? [])),
    nextCursor: rows.length > limit && last !== undefined ? toCursor([last.rank, last.fingerprint]) : null,
  };
}

export async function getError(
  { fingerprint, ...params }: ParamsOf<"GET /api/errors/:fingerprint">,
  context: ApiContext,
): Promise<ErrorResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([nsKey, wholeKey]));
  const stepMs = chooseStepMs(range, 60, 1);
  const shared = { ...toConditions(params, range), fingerprint };
  const [[row], releases, counts, errors] = await Promise.all([
    run<GroupColumns>(context, "error-list", {
      ...shared,
      sort: "latest",
      limit: 1,
    }),
    findReleases([fingerprint], shared, context),
    run<{ time: string; count: string }>(context, "error-buckets", { ...shared, stepMs }),
    run<OccurrenceColumns>(context, "error-occurrences", {
      ...shared,
      ...toRangeParams({ fromNs: range.fromNs, toNs: endOf(range, key?.[0]) }),
      cursorTs: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorIdentity: key?.[1] ?? "0",
      limit: limit + 1,
    }),
  ]);
  if (row === undefined) throw unknownGroup(fingerprint);
  const page = errors.slice(0, limit);
  const last = page.at(-1);
  const seen = releases.get(fingerprint) ?? [];
  const byTime = new Map(counts.map(({ time, count }) => [Number(time), Number(count)]));
  return {
    ...toResolved(range),
    group: toGroup(row, seen),
    releases: seen.map(({ version, count, users, firstNs, lastNs }) => ({
      version,
      count: Number(count),
      users: Number(users),
      firstNs,
      lastNs,
    })) satisfies ErrorRelease[],
    stepMs,
    buckets: stepTimes(range, stepMs).map((time) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      count: byTime.get(time) ?? 0,
    })),
    sample: await findSample(row, context),
    items: page.map(({ recordId, serviceName, handled, ...error }) => ({
      ...error,
      id: `${error.timeNs}-${recordId}`,
      service: serviceName,
      handled: Boolean(handled),
    })),
    nextCursor: errors.length > limit && last !== undefined ? toCursor([last.timeNs, last.recordId]) : null,
  };
}

function toConditions(
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

async function findReleases(
  fingerprints: readonly string[],
  shared: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, readonly ReleaseColumns[]>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await run<ReleaseColumns>(context, "error-releases", { ...shared, fingerprints });
  return groupBy(rows, (row) => row.fingerprint);
}

function toGroup(row: GroupColumns, seen: readonly ReleaseColumns[]): ErrorGroup {
  const { serviceName, count, unhandled, users, sessions, recordId: _, rank: __, ...rest } = row;
  const times = (field: "firstNs" | "lastNs"): bigint[] => seen.map((release) => BigInt(release[field]));
  return {
    ...rest,
    service: serviceName,
    count: Number(count),
    unhandledCount: Number(unhandled),
    users: Number(users),
    sessions: Number(sessions),
    firstSeenNs: String(times("firstNs").reduce((a, b) => (a < b ? a : b), BigInt(row.firstNs))),
    lastSeenNs: String(times("lastNs").reduce((a, b) => (a > b ? a : b), BigInt(row.lastNs))),
    releases: seen.map((release) => release.version).filter((version) => version !== ""),
  };
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
