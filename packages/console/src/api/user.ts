// GET /api/users/{id}: everything one user did, also in sessions that became theirs only later.
import type { UserTimeline } from "contract";
import { type BusinessColumns, toBusinessEvent } from "./business-event.ts";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { readParams, requiredText } from "./params.ts";

const maxEvents = 2_000;

/** Somebody who never was here has an empty timeline. */
export async function getUser(raw: RawParams, context: ApiContext): Promise<UserTimeline> {
  const { id } = readParams({ id: requiredText }, raw);
  const known = (await run<{ id: string }>(context, "user-sessions", { id })).map((session) => session.id);
  const [rows, [traces]] = await Promise.all([
    run<BusinessColumns>(context, "user-events", { id, sessions: known, limit: maxEvents + 1 }),
    run<{ traces: string }>(context, "user-traces", { id, sessions: known }),
  ]);
  const events = rows.slice(0, maxEvents).map(toBusinessEvent).toReversed();
  const sessions = [...known, ...events.map((event) => event.session)].filter((session) => session !== "");
  return {
    id,
    sessions: [...new Set(sessions)],
    events,
    traceCount: Number(traces?.traces ?? 0),
    truncated: rows.length > maxEvents,
  };
}
