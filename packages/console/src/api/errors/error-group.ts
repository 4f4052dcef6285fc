// GET /api/errors/{fingerprint}: one group with its versions, people and errors.
import type { ErrorPerson, ErrorRelease, ErrorResult, LogRecord, ParamsOf } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { listLogs } from "../logs/logs.ts";
import { wholeKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, endOf, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { findStates } from "./error-states.ts";
import {
  findRisks,
  findTrends,
  findVersions,
  type GroupColumns,
  toConditions,
  toGroup,
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
  readonly users: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly total: string;
}

const pageKey = definePageKey<OccurrenceColumns>({
  cursorTs: byTime(({ timeNs }) => timeNs),
  cursorIdentity: by(wholeKey, ({ recordId }) => recordId),
});

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
  const [[row], releases, versions, trends, risks, states, people, errors] = await Promise.all([
    run<GroupColumns>(context, "error-list", { ...conditions, sort: "latest", limit: 1 }),
    run<ReleaseColumns>(context, "error-releases", conditions),
    findVersions([fingerprint], conditions, context),
    findTrends([fingerprint], { range, stepMs }, conditions, context),
    findRisks([fingerprint], range, conditions, context),
    findStates([fingerprint], context),
    run<PersonColumns>(context, "error-people", conditions),
    run<OccurrenceColumns>(context, "error-occurrences", {
      ...conditions,
      ...toRangeParams({ fromNs: range.fromNs, toNs: endOf(range, timeNs) }),
      ...after,
      limit: limit + 1,
    }),
  ]);
  if (row === undefined) throw unknownGroup(fingerprint);
  const { page, nextCursor } = pageKey.page(errors, limit);
  const trend = trends.get(fingerprint) ?? [];
  return {
    ...toResolved(range),
    group: toGroup(row, {
      seen: versions.get(fingerprint),
      trend,
      risk: risks.get(fingerprint),
      state: states.get(fingerprint),
    }),
    releases: releases.map(toRelease).toReversed(),
    truncatedReleases: Number(releases[0]?.total ?? 0) - releases.length,
    people: people.map(toPerson),
    stepMs,
    buckets: stepTimes(range, stepMs).map((time, index) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      count: trend[index] ?? 0,
    })),
    sample: await findSample(row, context),
    items: page.map(({ recordId, serviceName, handled, ...error }) => ({
      ...error,
      id: `${error.timeNs}-${recordId}`,
      service: serviceName,
      handled: Boolean(handled),
    })),
    nextCursor,
  };
}

function toRelease({ version, count, users, firstNs, lastNs }: ReleaseColumns): ErrorRelease {
  return { version, count: Number(count), users: Number(users), firstNs, lastNs };
}

function toPerson({ user, count, sessions, lastNs }: PersonColumns): ErrorPerson {
  return { user, count: Number(count), sessions: Number(sessions), lastNs };
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
