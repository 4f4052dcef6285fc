// Which messages about rules that are not evaluated are open, and what a look at the rules changes about that. One clean look proves nothing,
// and neither does one failure: what most of the last looks found counts.
import type { StoredNotice } from "../outbox.ts";
import { cannotEvaluate, evaluatesAgain, type Look, type Outage, unreadable } from "./watch-text.ts";

/** What is stored of a tenant. */
export interface WatchState {
  readonly outages: readonly Outage[];
  /** When the last outage ended; 0 before. */
  readonly endedMs: number;
}

export const nothingWatched: WatchState = { outages: [], endedMs: 0 };

interface Doubt {
  /** Looks that found the rule not evaluated, less those that found it evaluated. */
  readonly looks: number;
  /** Since when it is not evaluated. */
  readonly sinceMs: number;
}

/** By name of the rule, of those with any. */
type Doubts = ReadonlyMap<string, Doubt>;

export interface Watched {
  readonly state: WatchState;
  readonly doubts: Doubts;
}

/** The first message comes three minutes after the first look: a leader may change, and a store restart. */
const opensAt = 4;
/** After as many clean looks an outage ends, however long it was. */
const mostLooks = 10;
/** Rules that break one after the other share a message in that time. */
const apartMs = 15 * 60_000;
/** An outage that follows another one so soon lasts at least as long: rules that break and recover again and again send few messages. */
const dampedMs = 60 * 60_000;

/** What a process knows when it has read the state: an outage is not over before its own looks have found so. */
export function watchedFrom(state: WatchState): Watched {
  const doubts = state.outages.flatMap(({ rules, notice }) =>
    rules.map((rule) => [rule, { looks: opensAt, sinceMs: notice.since }] as const),
  );
  return { state, doubts: new Map(doubts) };
}

/** What is known after a look, and the messages that follow from it. */
export function judgeLook(
  { state, doubts: before }: Watched,
  look: Look,
  now: number,
): Watched & { readonly notices: readonly StoredNotice[] } {
  const doubts = nextDoubts(before, look, now);
  const found = namesIn(look);
  const all = state.outages.map((outage): Outage => {
    const { isAtLatest: _, ...rest } = outage;
    const isFound = outage.rules.some((rule) => found.has(rule));
    // a clock that was put back leaves times that are still to come
    const heldUntilMs = Math.min(outage.heldUntilMs, now + dampedMs);
    return isFound
      ? { ...rest, heldUntilMs, lastMs: now }
      : { ...outage, heldUntilMs, lastMs: Math.min(outage.lastMs, now) };
  });
  const isOver = ({ rules, heldUntilMs }: Outage): boolean =>
    heldUntilMs <= now && rules.every((rule) => !doubts.has(rule));
  const ended = all.filter(isOver);
  const lasting = all.filter((outage) => !isOver(outage));
  const endedMs = ended.length === 0 ? state.endedMs : now;
  const opened = open({ outages: lasting, endedMs }, doubts, look, now);
  const outages = [...lasting, ...opened];
  const isWhole = outages.length === 0 && look.unknown?.size === 0;
  return {
    doubts,
    state: { outages, endedMs },
    notices: [
      ...ended.map((outage) => evaluatesAgain(look, outage, isWhole, now)),
      ...opened.map(({ notice }) => notice),
    ],
  };
}

/** What the look found not evaluated. */
function namesIn({ unknown }: Look): ReadonlySet<string> {
  return new Set(unknown?.keys() ?? [unreadable]);
}

function nextDoubts(before: Doubts, look: Look, now: number): Doubts {
  const found = namesIn(look);
  const next = new Map<string, Doubt>();
  for (const [rule, doubt] of before) {
    if (found.has(rule)) continue;
    // a store that does not answer says nothing about rules
    const looks = look.unknown === undefined ? doubt.looks : doubt.looks - 1;
    if (looks > 0) next.set(rule, { ...doubt, looks });
  }
  for (const rule of found) {
    const since = look.unknown?.get(rule)?.since ?? null;
    const { looks, sinceMs } = before.get(rule) ?? {
      looks: 0,
      sinceMs: since === null ? now : Math.min(now, Date.parse(since)),
    };
    next.set(rule, { looks: Math.min(looks + 1, mostLooks), sinceMs });
  }
  return next;
}

/** The outage that begins, if one does: of all rules that are not evaluated now and that no other one has. */
function open({ outages, endedMs }: WatchState, doubts: Doubts, look: Look, now: number): readonly Outage[] {
  const known = new Set(outages.flatMap(({ rules }) => rules));
  const isLong = (rule: string): boolean => doubts.get(rule)!.looks >= opensAt;
  const rules = [...namesIn(look)].filter((rule) => !known.has(rule));
  if (!rules.some(isLong) || outages.some(({ notice }) => Math.abs(now - notice.at) < apartMs)) return [];
  const numbers = new Set(outages.map(({ number }) => number));
  let number = 1;
  while (numbers.has(number)) number++;
  const sinceMs = Math.min(...rules.map((rule) => doubts.get(rule)!.sinceMs));
  const notice = cannotEvaluate(look, { number, rules, sinceMs, isFurther: outages.length > 0 }, now);
  const files = rules.filter((rule) => look.files?.has(rule) === true);
  const heldUntilMs = Math.abs(now - endedMs) < dampedMs ? now + dampedMs : 0;
  return [{ number, rules, ...(files.length > 0 && { files }), notice, lastMs: now, heldUntilMs }];
}
