// Examples of people in a journey or funnel.
import type { JourneyPerson } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
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
