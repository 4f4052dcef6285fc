// Dead man's switch, inward: names that must arrive by POST /api/heartbeats/NAME. Pure: state in, state out, so that whoever evaluates
// alerts can store it with the states of the rules.

/** When each heartbeat last arrived, by tenant and name. Plain data. */
export interface HeartbeatState {
  /** Unix ms by tenant and name. */
  readonly last: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const newHeartbeatState: HeartbeatState = { last: {} };

/** Names beyond this number of a tenant are rejected: a client must not fill the store. */
export const mostHeartbeats = 1000;

const form = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Whether `name` may be the name of a heartbeat. */
export function isHeartbeatName(name: string): boolean {
  return form.test(name);
}

/** The state after an arrival; undefined when the tenant has too many names. Arrivals may come out of order. */
export function arrive(
  { last }: HeartbeatState,
  tenant: string,
  name: string,
  at: number,
): HeartbeatState | undefined {
  const known = Object.hasOwn(last, tenant) ? last[tenant]! : {};
  const before = Object.hasOwn(known, name) ? known[name]! : undefined;
  if (before === undefined && Object.keys(known).length >= mostHeartbeats) return undefined;
  return { last: { ...last, [tenant]: { ...known, [name]: Math.max(at, before ?? 0) } } };
}

/**
 * Arrivals of `name` in the window that ends at `to`: 1 or 0, as a rule with `when: { absent: … }` reads it. Undefined for a name that has
 * never arrived and is not expected since `expectedSince`: a rule must not fire before its first window is over.
 */
export function readHeartbeat(
  { last }: HeartbeatState,
  {
    tenant,
    name,
    from,
    to,
    expectedSince,
  }: { tenant: string; name: string; from: number; to: number; expectedSince: number },
): number | undefined {
  const known = Object.hasOwn(last, tenant) ? last[tenant]! : {};
  const at = Object.hasOwn(known, name) ? known[name]! : undefined;
  if (at !== undefined && at > from && at <= to) return 1;
  return (at ?? expectedSince) > from ? undefined : 0;
}
