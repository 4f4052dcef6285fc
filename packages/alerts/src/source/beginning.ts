// Since when a service sends spans: what is counted of it has no whole window before. Live evaluation, previews and replays decide it here.
import { serviceKey } from "./fact.ts";
import type { Source } from "./sources.ts";

/** After so long without a span a service begins anew: what runs once a week goes on. */
export const quietMs = 8 * 86_400_000;
const minuteMs = 60_000;

/** The first and the last minute with spans, Unix ms. Minutes between them follow each other within less than {@link quietMs}. */
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

/**
 * The beginning of a service whose first minute from `from` on begins a life before `at`. Undefined: it sent before, or has sent nothing
 * since.
 *
 * @param lives of the time from `from` less {@link quietMs} on.
 */
export function beginningSince(lives: readonly Life[], from: number, at: number): number | undefined {
  const minute = Math.floor(from / minuteMs) * minuteMs;
  const [first] = lives.find(([, last]) => last >= minute) ?? [];
  return first !== undefined && first >= minute && first < at ? first : undefined;
}

/** The service that a source names. */
export function namedService(source: Source): string | undefined {
  if ("service" in source && source.service !== undefined) return source.service;
  const named = "where" in source ? source.where?.[serviceKey] : undefined;
  return named === undefined ? undefined : String(named);
}
