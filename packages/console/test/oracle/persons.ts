// Who a record is of, by the definition in words.
import type { RawRecord } from "./telemetry.ts";

/** A person is a user; a session that was last seen with a user is that user, another session is a person of its own. */
export function personsOf(records: readonly RawRecord[]): (record: RawRecord) => string | undefined {
  const owners = new Map<string, string>();
  for (const { user, session } of records.toSorted((a, b) => a.at - b.at))
    if (user !== "" && session !== "") owners.set(session, user);
  return ({ user, session }) =>
    user !== "" ? `user ${user}` : session === "" ? undefined : nameOf(owners.get(session), session);
}

const nameOf = (owner: string | undefined, session: string): string =>
  owner === undefined ? `session ${session}` : `user ${owner}`;

/** A repeated record counts once. */
export function once(records: readonly RawRecord[]): readonly RawRecord[] {
  return [...new Map(records.map((record) => [record.uid, record])).values()];
}

/** The records of which `counts` holds; the others only say whose sessions are. */
export function counted(
  records: readonly RawRecord[],
  counts: (record: RawRecord) => boolean,
): readonly RawRecord[] {
  return records.map((record) => (counts(record) ? record : { ...record, event: "not counted" }));
}
