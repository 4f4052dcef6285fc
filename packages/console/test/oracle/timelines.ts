// What one user did, by the definitions in words, from records one by one.
import { once, personsOf } from "./persons.ts";
import type { RawRecord } from "./telemetry.ts";

export interface Timeline {
  /** Oldest first. */
  readonly records: readonly RawRecord[];
  readonly sessions: ReadonlySet<string>;
  readonly traces: ReadonlySet<string>;
}

/** Their own records, and those without a user of sessions that are theirs. A record without a session is not one. */
export function timelineOf(records: readonly RawRecord[], user: string): Timeline {
  const personOf = personsOf(records);
  const own = once(records)
    .filter((record) => personOf(record) === `user ${user}`)
    .toSorted((a, b) => a.at - b.at);
  return {
    records: own,
    sessions: new Set(own.map(({ session }) => session).filter((session) => session !== "")),
    traces: new Set(own.flatMap(({ trace }) => trace ?? [])),
  };
}
