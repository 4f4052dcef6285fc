// What waits for one channel: notices by alert, in order, and when their group is due. An alert has at most one message on its way, so that
// a recovery never overtakes its firing.
import { isOver, labelOf } from "alerts";
import { alertKeyOf } from "./key.ts";
import type { StoredNotice } from "./outbox.ts";
import { allLabels } from "./route.ts";

/** How notices become messages. Durations in ms. */
export interface Grouping {
  /** Notices with equal values of these labels share messages; absent: those of one alert. */
  readonly by: readonly string[] | undefined;
  readonly waitMs: number;
  readonly intervalMs: number;
  /** Most notices of a message. */
  readonly most: number;
  /** A message has at most one notice of an alert. */
  readonly onePerAlert: boolean;
  /** Messages may be joined when the rate limit does not allow all. */
  readonly joins: boolean;
}

export interface Queue {
  /** Notices that wait. */
  readonly size: number;
  /** Returns whether the notice has to wait for its group. Times are those of a monotonic clock. */
  add(notice: StoredNotice, nowMs: number): boolean;
  /** Removes at most `room` messages that are due, of which the rate limit allows `allowed`; their alerts are held until `release`. */
  take(nowMs: number, room: number, allowed: number): readonly (readonly StoredNotice[])[];
  /** Notices that are due, in their order. */
  due(nowMs: number): readonly StoredNotice[];
  /** Whether a notice of the alert waits or is on its way. */
  has(key: string): boolean;
  /** Keeps messages of these alerts until `release`. */
  hold(keys: Iterable<string>): void;
  release(keys: Iterable<string>): void;
}

interface Group {
  /** Notices that wait, by the key of their alert. */
  readonly alerts: Map<string, StoredNotice[]>;
  /** When the first of them came. */
  sinceMs: number;
}

interface State {
  readonly grouping: Grouping;
  /** By tenant and name; the tenant whose turn is next comes first. */
  readonly groups: Map<string, Map<string, Group>>;
  /** An alert stays in its group while something of it waits, also when its labels change. */
  readonly groupOf: Map<string, string>;
  readonly held: Set<string>;
  /** When each group had its last message. */
  readonly lastMs: Map<string, number>;
  size: number;
}

interface Candidate {
  readonly tenant: string;
  readonly name: string;
  readonly notices: readonly StoredNotice[];
}

export function createQueue(grouping: Grouping): Queue {
  const state: State = {
    grouping,
    groups: new Map(),
    groupOf: new Map(),
    held: new Set(),
    lastMs: new Map(),
    size: 0,
  };
  return {
    get size() {
      return state.size;
    },
    add: (notice, nowMs) => add(state, notice, nowMs),
    take(nowMs, room, allowed) {
      forgetTimes(state, nowMs);
      const messages = split(candidatesOf(state, nowMs, room + grouping.most), room, allowed, grouping);
      for (const candidate of messages.flat()) remove(state, candidate, nowMs);
      return messages.map((message) => message.flatMap(({ notices }) => notices));
    },
    due: (nowMs) => candidatesOf(state, nowMs, Infinity).flatMap(({ notices }) => notices),
    has: (key) => state.held.has(key) || state.groupOf.has(key),
    hold(keys) {
      for (const key of keys) state.held.add(key);
    },
    release(keys) {
      for (const key of keys) state.held.delete(key);
    },
  };
}

function add(state: State, notice: StoredNotice, nowMs: number): boolean {
  const key = alertKeyOf(notice);
  const name = state.groupOf.get(key) ?? groupNameOf(notice, key, state.grouping.by);
  state.groupOf.set(key, name);
  const groups = state.groups.get(notice.tenant) ?? new Map<string, Group>();
  state.groups.set(notice.tenant, groups);
  const group = groups.get(name) ?? { alerts: new Map<string, StoredNotice[]>(), sinceMs: nowMs };
  groups.set(name, group);
  const waiting = group.alerts.get(key) ?? [];
  group.alerts.set(key, waiting);
  insert(waiting, notice);
  state.size++;
  return dueMs(state, name, group) > nowMs;
}

function groupNameOf(notice: StoredNotice, key: string, by: readonly string[] | undefined): string {
  if (by === undefined) return key;
  const labels = allLabels(notice);
  return JSON.stringify([notice.tenant, ...by.map((name) => labelOf(labels, name) ?? "")]);
}

function insert(waiting: StoredNotice[], notice: StoredNotice): void {
  let index = waiting.length;
  while (index > 0 && compareRounds(waiting[index - 1]!, notice) > 0) index--;
  waiting.splice(index, 0, notice);
}

/** Notices of an alert in the order in which they were decided. By the time, a clock that was put back would turn them round. */
function compareRounds(one: StoredNotice, other: StoredNotice): number {
  if (one.round === undefined || other.round === undefined) return compare(one, other);
  return one.round - other.round || compare(one, other);
}

/** In the order of time; at the same time the end of an alert comes last. */
function compare(one: StoredNotice, other: StoredNotice): number {
  return one.at - other.at || Number(isOver(one.kind)) - Number(isOver(other.kind));
}

function dueMs({ grouping, lastMs }: State, name: string, { sinceMs }: Group): number {
  const last = lastMs.get(name);
  return Math.max(sinceMs + grouping.waitMs, last === undefined ? 0 : last + grouping.intervalMs);
}

/** What can be sent now, at most so much: of each tenant one after the other, so that one with many does not keep others waiting. */
function candidatesOf(state: State, nowMs: number, most: number): readonly Candidate[] {
  const found: Candidate[] = [];
  let turns = [...state.groups.keys()].map((tenant) => candidatesOfTenant(state, tenant, nowMs));
  while (turns.length > 0) {
    turns = turns.filter((turn) => {
      if (found.length >= most) return false;
      const { value, done } = turn.next();
      if (done !== true) found.push(value);
      return done !== true;
    });
  }
  return found;
}

function* candidatesOfTenant(state: State, tenant: string, nowMs: number): Generator<Candidate, void> {
  for (const [name, group] of state.groups.get(tenant)!) {
    if (dueMs(state, name, group) > nowMs) continue;
    const notices = noticesOf(group, state);
    if (notices.length > 0) yield { tenant, name, notices };
  }
}

/** What of a group can be sent now: alerts in the order of their oldest notice, each with its notices in order. */
function noticesOf({ alerts }: Group, { held, grouping }: State): readonly StoredNotice[] {
  const { most, onePerAlert } = grouping;
  return [...alerts]
    .filter(([key]) => !held.has(key))
    .map(([, waiting]) => waiting)
    .toSorted((one, other) => compare(one[0]!, other[0]!))
    .flatMap((waiting) => (onePerAlert ? waiting.slice(0, 1) : waiting))
    .slice(0, most);
}

/** Messages of candidates. When the rate limit leaves fewer messages than there are candidates, the last message has several. */
function split(
  found: readonly Candidate[],
  room: number,
  allowed: number,
  { joins, most }: Grouping,
): readonly (readonly Candidate[])[] {
  const count = Math.min(room, allowed);
  if (count <= 0) return [];
  const single = found.slice(0, count).map((one) => [one]);
  if (found.length <= count || !joins || allowed > room) return single;
  const joined: Candidate[] = [];
  let left = most;
  for (const one of found.slice(count - 1)) {
    left -= one.notices.length;
    if (left < 0 && joined.length > 0) break;
    joined.push(one);
  }
  return [...single.slice(0, -1), joined];
}

function remove(state: State, { tenant, name, notices }: Candidate, nowMs: number): void {
  const { grouping, groupOf, held, lastMs } = state;
  const groups = state.groups.get(tenant)!;
  // its next turn comes after those of the others
  state.groups.delete(tenant);
  state.groups.set(tenant, groups);
  const group = groups.get(name)!;
  for (const notice of notices) {
    const key = alertKeyOf(notice);
    const waiting = group.alerts.get(key)!;
    waiting.splice(waiting.indexOf(notice), 1);
    held.add(key);
    state.size--;
    if (waiting.length > 0) continue;
    group.alerts.delete(key);
    groupOf.delete(key);
  }
  if (group.alerts.size === 0) {
    groups.delete(name);
    if (groups.size === 0) state.groups.delete(tenant);
  }
  // what found no place in this message follows at once
  else if (notices.length >= grouping.most) return;
  group.sinceMs = nowMs;
  if (grouping.intervalMs > 0) lastMs.set(name, nowMs);
}

function forgetTimes({ lastMs, grouping }: State, nowMs: number): void {
  for (const [name, ms] of lastMs) if (ms <= nowMs - grouping.intervalMs) lastMs.delete(name);
}
