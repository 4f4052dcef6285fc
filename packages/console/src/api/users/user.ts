// GET /api/users/{id}: all events of one user, including sessions that became theirs later.
import type { ParamsOf, UserTimeline } from "contract";
import { z } from "zod";
import { type BusinessColumns, toBusinessEvent } from "../records/business-event.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { nsKey, readCursor, toCursor } from "../params/cursor.ts";
import { endOfTime, toSqlTime } from "../time/time.ts";

/** Default of a page. */
const maxEvents = 2_000;
const key = z.tuple([nsKey, z.boolean(), z.number().int().min(-1).max(32_767), z.string().max(4096)]);

/** An unknown user has an empty timeline. */
export async function getUser(
  { id, limit = maxEvents, cursor }: ParamsOf<"GET /api/users/:id">,
  context: ApiContext,
): Promise<UserTimeline> {
  const [timeNs, isEnd, step, uid] = readCursor(cursor, key) ?? [];
  const known = (await run<{ id: string }>(context, "user-sessions", { id })).map((session) => session.id);
  const rows = await run<BusinessColumns>(context, "user-events", {
    id,
    sessions: known.length === 0 ? undefined : known,
    cursorTime: timeNs === undefined ? endOfTime : toSqlTime(BigInt(timeNs)),
    cursorEnded: Number(isEnd ?? false),
    cursorStep: step ?? 0,
    cursorUid: uid ?? "",
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const events = page.map(toBusinessEvent).toReversed();
  const sessions = [...known, ...events.map((event) => event.session)].filter((session) => session !== "");
  return {
    id,
    sessions: [...new Set(sessions)],
    events,
    traceCount:
      cursor === undefined && last === undefined
        ? new Set(events.map(({ traceId }) => traceId).filter((trace) => trace !== "")).size
        : await countTraces(id, known, context),
    truncated: last !== undefined,
    nextCursor:
      last === undefined ? null : toCursor([last.timeNs, last.phase === "ended", last.stepIndex, last.uid]),
  };
}

/** Over all records, not only those of a page. */
async function countTraces(id: string, sessions: readonly string[], context: ApiContext): Promise<number> {
  const [row] = await run<{ traces: string }>(context, "user-traces", {
    id,
    sessions: sessions.length === 0 ? undefined : sessions,
  });
  return Number(row?.traces ?? 0);
}
