// What one person did, by day and session. Records without a session belong together until half an hour passes without one.
import { visitGapMs } from "catalog/visit";
import type { ActivityEntry } from "../../ui/activity/activity-entries.ts";
import { nsToMs } from "../../lib/time.ts";

export interface PersonSession {
  readonly key: string;
  /** Empty: no session is known. */
  readonly session: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Oldest first. */
  readonly entries: readonly ActivityEntry[];
}

export interface PersonDay {
  /** Begin of the day in the viewer's zone, Unix ms. */
  readonly dayMs: number;
  /** By their first entry, the earliest first. */
  readonly sessions: readonly PersonSession[];
}

/**
 * Days newest first. Each entry is in one session: that of its record, of traces and errors that of the first record of the trace.
 *
 * @param entries oldest first.
 * @param startOfDay the begin of the day of a moment, both Unix ms.
 */
export function personDays(
  entries: readonly ActivityEntry[],
  startOfDay: (ms: number) => number = localStartOfDay,
): PersonDay[] {
  const sessionOf = sessionsOfTraces(entries);
  const days = new Map<number, Map<string, ActivityEntry[]>>();
  let visit = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    const ms = nsToMs(entry.timeNs);
    const session = entry.kind === "record" ? entry.event.session : (sessionOf.get(entry.traceId) ?? "");
    if (session === "") {
      if (ms - last >= visitGapMs) visit += 1;
      last = ms;
    }
    const dayMs = startOfDay(ms);
    const sessions = days.get(dayMs) ?? new Map<string, ActivityEntry[]>();
    days.set(dayMs, sessions);
    const key = session === "" ? `visit ${visit}` : `session ${session}`;
    const own = sessions.get(key);
    if (own === undefined) sessions.set(key, [entry]);
    else own.push(entry);
  }
  return [...days]
    .toSorted(([a], [b]) => b - a)
    .map(([dayMs, sessions]) => ({
      dayMs,
      sessions: [...sessions].map(([key, own]) => toSession(key, own)),
    }));
}

/** The session of the first record of each trace that has one. */
function sessionsOfTraces(entries: readonly ActivityEntry[]): ReadonlyMap<string, string> {
  const sessions = new Map<string, string>();
  for (const entry of entries)
    if (entry.kind === "record" && entry.event.session !== "" && !sessions.has(entry.traceId))
      sessions.set(entry.traceId, entry.event.session);
  return sessions;
}

function toSession(key: string, entries: readonly ActivityEntry[]): PersonSession {
  return {
    key,
    session: key.startsWith("session ") ? key.slice("session ".length) : "",
    startMs: nsToMs(entries[0]!.timeNs),
    endMs: nsToMs(entries.at(-1)!.timeNs),
    entries,
  };
}

function localStartOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
