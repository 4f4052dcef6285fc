// The sessions that are known to be of one user.
import { type ApiContext, run } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";

/** One more is asked for. */
export const maxSessions = 1_000;

export interface KnownSessions {
  /** Newest first. */
  readonly known: readonly string[];
  /** Whether there are more. */
  readonly hasMore: boolean;
}

export async function readSessions(id: string, context: ApiContext): Promise<KnownSessions> {
  const sessions = await run<{ id: string }>(context, "user-sessions", { id });
  const known = withinBytes(
    sessions.slice(0, maxSessions).map((session) => session.id),
    keyBytes,
  );
  return { known, hasMore: sessions.length > known.length };
}
