// How late one service and signal is, over all of its instances.
import { type CompletenessRow, holdMs, lateMs, repeatMs, silentAfterMs } from "../../store/completeness.ts";
import type { Report } from "./reports.ts";
import { createUsualLag, type UsualLag } from "./usual-lag.ts";

const maxInstances = 200;
/** Requests within it are one, for the usual gap. */
const burstMs = 1000;
/** Seconds that are kept, also where the clock is set back. */
const mostRecent = holdMs / 1000 + 1;

interface Gap {
  /** When the newest request was stored. */
  receivedMs: number;
  /** Usual time between requests; 0: unknown. */
  gapMs: number;
}

interface Instance extends Gap {
  readonly name: string;
  /** Those of its series. */
  readonly siblings: Map<string, Instance>;
  /** Of its newest request. */
  lagMs: number;
  /** The largest lag in each second of the last ones. */
  readonly recent: { readonly second: number; lagMs: number }[];
}

export interface Series extends Gap {
  readonly tenant: string;
  readonly service: string;
  readonly signal: Report["signal"];
  readonly usual: UsualLag;
  /** In the order of their last requests. */
  readonly instances: Map<string, Instance>;
  source: Report["source"];
  isChanged: boolean;
  /** The row that was stored last. */
  saved: CompletenessRow | undefined;
}

/** The instances of all series, in the order of their last requests. */
export interface Room {
  readonly most: number;
  readonly all: Set<Instance>;
}

/** What was known of it before a restart. */
export interface Usual {
  readonly usualMs: number;
  readonly gapMs: number;
}

export function createSeries({ tenant, service, signal, source }: Report, { usualMs, gapMs }: Usual): Series {
  return {
    tenant,
    service,
    signal,
    source,
    usual: createUsualLag(usualMs),
    instances: new Map(),
    receivedMs: 0,
    gapMs,
    isChanged: true,
    saved: undefined,
  };
}

/** Whether its row is to be stored: it changed, or it is late and not silent, and others must see that this console still runs. */
export function isDue({ isChanged, receivedMs, gapMs, saved }: Series, nowMs: number): boolean {
  if (isChanged) return true;
  return (
    saved !== undefined &&
    saved.lagMs > lateMs &&
    nowMs - saved.seenMs >= repeatMs &&
    nowMs - receivedMs <= silentAfterMs(gapMs)
  );
}

/** Notes a report whose rows are stored now. */
export function addReport(series: Series, report: Report, nowMs: number, room: Room): void {
  const one = instanceOf(series, report.instance, room);
  for (const each of [series, one]) {
    each.gapMs = usualGap(each, nowMs);
    each.receivedMs = nowMs;
  }
  one.lagMs = Math.max(0, nowMs - report.upToMs);
  addRecent(one, nowMs);
  // Of event times the newest one decides, and what is sent beside it may be as old as it wants.
  if (report.source === "arrival") one.recent.length = 0;
  series.usual.add(Math.max(0, nowMs - report.oldestMs), nowMs);
  series.source = report.source;
  series.isChanged = true;
}

function instanceOf({ instances }: Series, name: string, room: Room): Instance {
  const one = instances.get(name) ?? {
    name,
    siblings: instances,
    receivedMs: 0,
    gapMs: 0,
    lagMs: 0,
    recent: [],
  };
  forget(one, room);
  instances.set(name, one);
  room.all.add(one);
  if (instances.size > maxInstances) forget(instances.values().next().value!, room);
  if (room.all.size > room.most) makeRoom(room);
  return one;
}

function forget(one: Instance, { all }: Room): void {
  one.siblings.delete(one.name);
  all.delete(one);
}

/** Forgets those that were silent for longest; some at once, because finding the first of a set takes time. */
function makeRoom(room: Room): void {
  const left = room.most - Math.floor(room.most / 100);
  for (const one of room.all) {
    if (room.all.size <= left) return;
    forget(one, room);
  }
}

/** Forgets all instances of a series, or those that are silent: they have ended. */
export function forgetInstances(
  { instances, receivedMs }: Series,
  which: "all" | "silent",
  room: Room,
): void {
  for (const one of instances.values())
    if (which === "all" || receivedMs - one.receivedMs > silentAfterMs(one.gapMs)) forget(one, room);
}

function addRecent({ recent, lagMs }: Instance, nowMs: number): void {
  const second = Math.floor(nowMs / 1000);
  const last = recent.at(-1);
  if (last?.second === second) last.lagMs = Math.max(last.lagMs, lagMs);
  else recent.push({ second, lagMs });
  while (recent.length > mostRecent || !isRecent(recent[0]!, nowMs)) recent.shift();
}

function isRecent({ second }: Instance["recent"][number], nowMs: number): boolean {
  return second * 1000 > nowMs - holdMs;
}

function usualGap({ receivedMs, gapMs }: Gap, nowMs: number): number {
  const sinceMs = nowMs - receivedMs;
  if (receivedMs === 0 || sinceMs < burstMs) return gapMs;
  if (gapMs === 0) return sinceMs;
  // A night without traffic does not become usual by happening once.
  return gapMs + 0.1 * (Math.min(sinceMs, 10 * gapMs) - gapMs);
}

/** The latest instance decides. */
export function toRow(series: Series, nowMs: number): CompletenessRow {
  const { tenant, service, signal, usual, instances, receivedMs, gapMs, source } = series;
  let lagMs = 0;
  let heldMs = 0;
  for (const one of instances.values()) {
    lagMs = Math.max(lagMs, one.lagMs);
    const recent = one.recent.filter((each) => isRecent(each, nowMs));
    heldMs = Math.max(heldMs, one.lagMs, ...recent.map(({ lagMs: recentMs }) => recentMs));
  }
  return {
    tenant,
    service,
    signal,
    receivedMs,
    lagMs: Math.round(lagMs),
    heldMs: Math.round(heldMs),
    usualMs: usual.p95(),
    gapMs: Math.round(Math.min(gapMs, maxGapMs)),
    said: source === "sender",
    seenMs: nowMs,
  };
}

/** Of a column of 32 bits. */
const maxGapMs = 4_000_000_000;
