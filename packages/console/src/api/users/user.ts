// GET /api/users/{id} and …/activity: all events of one user, including sessions that became theirs later, and what happened in their traces.
import type { Activity, BusinessEvent, ParamsOf, UserTimeline } from "contract";
import { z } from "zod";
import { findActivity } from "../records/activity.ts";
import { type BusinessColumns, toBusinessEvent } from "../records/business-event.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { maxSessions, readSessions } from "./sessions.ts";

/** Default of a page. */
const maxEvents = 2_000;

const pageKey = definePageKey<BusinessColumns>({
  cursorTime: byTime(({ timeNs }) => timeNs),
  cursorEnded: by(z.boolean().transform(Number), ({ phase }) => phase === "ended"),
  cursorStep: by(z.number().int().min(-1).max(32_767), ({ stepIndex }) => stepIndex),
  cursorUid: by(textKey, ({ uid }) => uid),
});

type UserParams = ParamsOf<"GET /api/users/:id">;

interface EventPage {
  /** Newest first. */
  readonly rows: readonly BusinessColumns[];
  /** The sessions that are known to be the user's. */
  readonly known: readonly string[];
  /** Whether more sessions are known. */
  readonly hasMoreSessions: boolean;
  readonly nextCursor: string | null;
}

/** An unknown user has an empty timeline. */
export async function getUser(params: UserParams, context: ApiContext): Promise<UserTimeline> {
  const { id, cursor } = params;
  const { rows, nextCursor, known, hasMoreSessions } = await findEvents(params, context);
  const events = rows.map(toBusinessEvent).toReversed();
  const isWhole = cursor === undefined && nextCursor === null;
  const all = isWhole ? totalsOf(events) : await readTotals(id, known, context);
  const sessions = [...new Set([...known, ...all.sessions])];
  const listed = limitList(sessions, { rows: maxSessions });
  return {
    id,
    sessions: listed.items,
    truncatedSessions: listed.truncated > 0 || hasMoreSessions,
    events,
    traceCount: all.traces,
    truncated: nextCursor !== null,
    nextCursor,
  };
}

/** The activity of the events of one page. */
export async function getUserActivity(params: UserParams, context: ApiContext): Promise<Activity> {
  const { rows } = await findEvents(params, context);
  return findActivity(rows.map(toBusinessEvent), { withLogs: false }, context);
}

/** The user's own records and their sessions are asked for at once; records of the sessions when these are known. */
async function findEvents(
  { id, limit = maxEvents, cursor }: UserParams,
  context: ApiContext,
): Promise<EventPage> {
  const older = pageKey.read(cursor).params;
  const ask = (of: { readonly user: string } | { readonly sessions: readonly string[] }) =>
    run<BusinessColumns>(context, "user-events", {
      ...of,
      ...older,
      limit: limit + 1,
    });
  const [{ known, hasMore }, own] = await Promise.all([readSessions(id, context), ask({ user: id })]);
  const found = known.length === 0 ? own : newestFirst(own, await ask({ sessions: known }));
  const { page: rows, nextCursor } = pageKey.page(found, limit);
  return { rows, known, hasMoreSessions: hasMore, nextCursor };
}

/** Two lists in the order of the query as one. */
function newestFirst(a: readonly BusinessColumns[], b: readonly BusinessColumns[]): BusinessColumns[] {
  return [...a, ...b].toSorted(
    (x, y) =>
      compare(BigInt(y.timeNs), BigInt(x.timeNs)) ||
      compare(y.phase === "ended", x.phase === "ended") ||
      compare(y.stepIndex, x.stepIndex) ||
      compare(y.uid, x.uid),
  );
}

function compare<Value extends bigint | boolean | number | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of all records of a user. */
interface Totals {
  readonly traces: number;
  readonly sessions: readonly string[];
}

function totalsOf(events: readonly BusinessEvent[]): Totals {
  return {
    traces: distinct(events.map(({ traceId }) => traceId)).length,
    sessions: distinct(events.map(({ session }) => session)),
  };
}

/** Records without an id have an empty one. */
function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== "");
}

/** Over all records, not only those of a page. */
async function readTotals(id: string, sessions: readonly string[], context: ApiContext): Promise<Totals> {
  const [row] = await run<{ traces: string; sessions: readonly string[] }>(context, "user-totals", {
    id,
    sessions: sessions.length === 0 ? undefined : sessions,
  });
  return { traces: Number(row?.traces ?? 0), sessions: row?.sessions ?? [] };
}
