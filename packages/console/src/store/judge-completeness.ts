// Whether a service and signal is current, late or silent, from what each console that receives it knows (receive/completeness).
import type { SignalCompleteness } from "contract";
import { goneAfterMs, holdMs, lateMs, silentAfterMs } from "./completeness.ts";

/** A row of `completeness.sql`. */
export interface LagRow {
  readonly ofService: string;
  readonly signal: SignalCompleteness["signal"];
  readonly receivedMs: number;
  readonly lagMs: number;
  readonly heldMs: number;
  readonly usualMs: number;
  readonly gapMs: number;
  readonly said: boolean | number;
  readonly seenMs: number;
}

/** One of a service and signal, with times in Unix ms. */
export interface Judged {
  readonly service: string;
  readonly signal: SignalCompleteness["signal"];
  readonly state: SignalCompleteness["state"];
  readonly upToMs: number;
  readonly receivedMs: number;
  readonly source: SignalCompleteness["source"];
}

/** @param all rows of one service and signal, a row for each console; at least one. */
export function judge(all: readonly LagRow[], nowMs: number): Judged {
  const rows = all.map((row) => ({ ...row, receivedMs: Math.min(row.receivedMs, nowMs) }));
  const newest = rows.reduce((one, other) => (other.receivedMs > one.receivedMs ? other : one));
  const { ofService: service, signal, receivedMs } = newest;
  const live = rows.filter((row) => !isSilent(row, nowMs) && (row === newest || !isGone(row, nowMs)));
  // what broke off decides by how late it was then
  const deciding = live.length === 0 ? [newest] : live;
  const latest = deciding.reduce((one, other) => (lagOf(other, nowMs) > lagOf(one, nowMs) ? other : one));
  const lag = lagOf(latest, nowMs);
  const known = { service, signal, receivedMs, source: sourceOf(latest) };
  if (lag > lateMs) return { ...known, state: "late", upToMs: latest.receivedMs - lag };
  if (live.length === 0) return { ...known, state: "silent", upToMs: receivedMs };
  const usual = Math.min(lateMs, Math.max(...live.map(({ usualMs }) => usualMs)));
  return { ...known, state: "current", upToMs: nowMs - Math.max(lag, usual) };
}

function isSilent({ receivedMs, gapMs }: LagRow, nowMs: number): boolean {
  return nowMs - receivedMs > silentAfterMs(gapMs);
}

/** Late by a console that no longer runs: what it waited for is sent to another one. */
function isGone(row: LagRow, nowMs: number): boolean {
  return lagOf(row, nowMs) > lateMs && nowMs - row.seenMs > goneAfterMs;
}

function lagOf({ receivedMs, lagMs, heldMs }: LagRow, nowMs: number): number {
  return nowMs - receivedMs > holdMs ? lagMs : Math.max(lagMs, heldMs);
}

function sourceOf({ said }: LagRow): Judged["source"] {
  return said ? "sender" : "arrival";
}
