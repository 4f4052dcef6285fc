// Since when a service serves requests: what is counted of it has no whole window before. Live evaluation, previews and replays decide it here.
import { serviceKey } from "./fact.ts";
import type { Source } from "./sources.ts";

/** After so long without a request a service begins anew: what runs once a week goes on. */
export const quietMs = 8 * 86_400_000;

/**
 * For so long before a window a service that begins in it has sent nothing. Of a long window or an earlier one it is as long as they are, so
 * that what runs once a month is not young each month.
 */
export function quietBefore({
  agoMs,
  windowMs,
}: {
  readonly agoMs: number;
  readonly windowMs: number;
}): number {
  return Math.max(quietMs, agoMs + windowMs);
}

const minuteMs = 60_000;

/** The first and the last minute with requests, Unix ms. Minutes between them follow each other within less than {@link quietMs}. */
export type Life = readonly [first: number, last: number];

/** When services began, by name; undefined: before the window, or not known. */
export interface Beginnings {
  get(service: string): number | undefined;
}

/** Lives from parts of them, in any order. */
export function livesOf(parts: Iterable<Life>): readonly Life[] {
  const lives: [first: number, last: number][] = [];
  for (const [first, last] of [...parts].toSorted(([a], [b]) => a - b)) {
    const before = lives.at(-1);
    if (before === undefined || first - before[1] >= quietMs) lives.push([first, last]);
    else before[1] = Math.max(before[1], last);
  }
  return lives;
}

/** A window of a service, and how long before it is looked at. */
export interface Looked {
  /** Unix ms. */
  readonly from: number;
  readonly quiet: number;
}

/**
 * When the first life of a service began that lasted at `from` less `quiet`, or later.
 *
 * @param lives of that time on; earlier ones do not count.
 */
export function firstSince(lives: readonly Life[], { from, quiet }: Looked): number | undefined {
  return lives.find(([, last]) => last >= from - quiet)?.[0];
}

/** The beginning of a service in a window or after it, before `at`. Undefined: it sent before, or has sent nothing since. */
export function beginningSince(lives: readonly Life[], looked: Looked, at: number): number | undefined {
  const first = firstSince(lives, looked);
  return first !== undefined && first >= minuteOf(looked.from) && first < at ? first : undefined;
}

export const minuteOf = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;

/** The service that a source names. */
export function namedService(source: Source): string | undefined {
  if ("service" in source && source.service !== undefined) return source.service;
  const named = "where" in source ? source.where?.[serviceKey] : undefined;
  return named === undefined ? undefined : String(named);
}
