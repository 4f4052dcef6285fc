// Examples of people in a journey or funnel.
import type { JourneyPerson } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toIso } from "../time/time.ts";

export interface PersonRow {
  /** Empty for a session, and for users of whom only sessions are known. */
  readonly userId: string;
  readonly sessionId: string;
  readonly isUser: boolean;
  readonly lastStep: string;
  readonly lastNs: string;
  readonly traceId: string;
}

/** As many as the query gives. */
const mostPeople = 20;
const dayNs = 86_400_000_000_000n;

/**
 * The people seen last in a journey: where the last day of a longer range has enough of them, only that is read. `query` has the journey, the
 * range and the part of the people; conditions on people (`filtered`) look at the whole range.
 */
export async function findLatest(
  query: QueryParams,
  { fromNs, toNs }: Range,
  context: ApiContext,
): Promise<readonly PersonRow[]> {
  const find = (asked: QueryParams): Promise<readonly PersonRow[]> => run(context, "journey-people", asked);
  if (toNs - fromNs > dayNs && query["filtered"] !== true) {
    const rows = await find({ ...query, ...toRangeParams({ fromNs: toNs - dayNs, toNs }) });
    // a trace may be of an earlier day
    if (rows.length === mostPeople && rows.every(({ traceId }) => traceId !== "")) return rows;
  }
  return find(query);
}

/** Each of `rows` with its id: users of whom only a session is known are looked up. */
export async function toPeople(rows: readonly PersonRow[], context: ApiContext): Promise<JourneyPerson[]> {
  const unnamed = rows.filter((row) => row.isUser && row.userId === "").map((row) => row.sessionId);
  const users =
    unnamed.length === 0
      ? []
      : await run<{ session: string; user: string }>(context, "session-users", { sessions: unnamed });
  const userOf = new Map(users.map(({ session, user }) => [session, user]));
  return rows.map((row) => toPerson(row, row.userId === "" ? userOf.get(row.sessionId) : row.userId));
}

function toPerson(row: PersonRow, user: string | undefined): JourneyPerson {
  return {
    ...(row.isUser && user !== undefined
      ? { id: user, kind: "user" }
      : { id: row.sessionId, kind: "session" }),
    lastStep: row.lastStep,
    lastSeen: toIso(BigInt(row.lastNs)),
    traceId: row.traceId,
  };
}
