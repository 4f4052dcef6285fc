// The usual share of a group: what its windows without an alert had in the last day.
import type { Counts } from "./sample.ts";
import type { Json } from "./verdict.ts";

/** Counts of windows that ended in one stretch of time: its number, the part, the whole. */
type Stretch = readonly [index: number, part: number, count: number];

/** What is kept between evaluations. */
interface Kept {
  /** The number of the latest window of its length that was counted: they do not overlap. */
  readonly window: number;
  /**
   * The counts of that window, and of those before it since the share was within its limit. They join the others when the next one comes with
   * the share within its limit: they may hold the beginning of a fault.
   */
  readonly latest?: Stretch;
  readonly stretches: readonly Stretch[];
}

const hourMs = 3_600_000;
const mostStretches = 8;

/** So many entries the assumption weighs beside those that are measured. */
const assumedEntries = 20;

/** How long a share is remembered at most. */
export const usualShareMs = (mostStretches + 1) * 3 * hourMs;

const nothing: Kept = { window: 0, stretches: [] };

/** @param remembered what {@link learnShare} returned at the last evaluation. */
export function usualShareOf(remembered: Json | undefined, assumed: number): number {
  let [part, count] = [assumed * assumedEntries, assumedEntries];
  for (const [, some, all] of keptOf(remembered).stretches) {
    part += some;
    count += all;
  }
  return part / count;
}

/**
 * What to remember after an evaluation at `at` of a window with these counts.
 *
 * @param isWithin whether the share is within its limit.
 */
export function learnShare(
  remembered: Json | undefined,
  at: number,
  windowMs: number,
  { part, count }: Counts,
  isWithin: boolean,
): Json {
  const kept = keptOf(remembered);
  const window = Math.floor(at / windowMs);
  // behind by more than that: the clock was ahead
  if (window <= kept.window && window >= kept.window - 2) return toJson(kept);
  const index = Math.floor(at / Math.max(3 * hourMs, windowMs));
  const fresh = kept.stretches.filter(([one]) => one > index - mostStretches && one <= index);
  if (isWithin) return toJson({ window, latest: [index, part, count], stretches: added(fresh, kept.latest) });
  const [, partBefore, countBefore] = kept.latest ?? [index, 0, 0];
  return toJson({ window, latest: [index, partBefore + part, countBefore + count], stretches: fresh });
}

/** While an alert is pending or fires, nothing is learned: not from what may have been its beginning, nor from windows that overlap it. */
export function pauseLearning(remembered: Json | undefined, at: number, windowMs: number): Json {
  return toJson({ window: Math.floor(at / windowMs) + 1, stretches: keptOf(remembered).stretches });
}

function added(known: readonly Stretch[], latest: Stretch | undefined): readonly Stretch[] {
  if (latest === undefined) return known;
  const [index, part, count] = latest;
  const same = known.find(([one]) => one === index);
  if (same === undefined) return [...known, latest];
  return known.map((one) => (one === same ? [index, one[1] + part, one[2] + count] : one));
}

const toJson = (kept: Kept): Json => kept as unknown as Json;

function keptOf(remembered: Json | undefined): Kept {
  const kept = remembered as Partial<Kept> | null | undefined;
  return Array.isArray(kept?.stretches) && typeof kept.window === "number" ? (kept as Kept) : nothing;
}
