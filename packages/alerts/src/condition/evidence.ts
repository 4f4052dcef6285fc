// How certain a share must be before an alert fires at low traffic.
import { leastEntries } from "catalog/least-counts";
import type { Counts, Sample } from "./sample.ts";
import { binomialAtLeast, binomialAtMost, fisherAtMost, normalAbove } from "./tails.ts";

/** What is required of counts. */
export interface Evidence {
  readonly minCount: number;
  /** Whether two windows that follow each other may have so many together: a rule that declares the number means each window. */
  readonly isOfTwo: boolean;
  /** The chance to exceed the limit that one evaluation may have. */
  readonly alpha: number;
  /** A larger one, where it finds a fault in time that the other does not: {@link alphaAt}. */
  readonly largeAlpha: number;
  /** The usual share as declared; undefined: it is measured. */
  readonly expected?: number | undefined;
}

/** As a rule declares it. */
interface Declared {
  readonly minCount?: number | undefined;
  readonly falseAlarmsPerMonth?: number | undefined;
  readonly expected?: number | undefined;
}

const monthMs = 30 * 86_400_000;

/**
 * False alarms a month of a rule that declares none, by each of two tests: of a window, and of two that follow each other. Of a hundred
 * groups, one has a false alarm in a week.
 */
const usualBudget = 0.02;

/** A short window is for gross faults. From 15 minutes on one is for small changes, which may need more. */
const largeBudget = (windowMs: number): number => (windowMs < 15 * 60_000 ? usualBudget : 1);

/** The budget of a month divided by the evaluations of a month, as far as each of them can begin an alarm of its own. */
export function evidenceOf(
  { minCount, falseAlarmsPerMonth, expected }: Declared,
  everyMs: number,
  windowMs: number,
): Evidence {
  return {
    minCount: minCount ?? leastEntries,
    isOfTwo: minCount === undefined,
    expected,
    alpha: alphaOf(falseAlarmsPerMonth ?? usualBudget, everyMs, windowMs),
    largeAlpha: alphaOf(falseAlarmsPerMonth ?? largeBudget(windowMs), everyMs, windowMs),
  };
}

function alphaOf(falseAlarmsPerMonth: number, everyMs: number, windowMs: number): number {
  const ofEvaluation = Math.min(0.5, (falseAlarmsPerMonth * everyMs) / monthMs);
  return Math.min(0.5, ofEvaluation / firstShare(ofEvaluation, windowMs / everyMs));
}

/**
 * The share of the evaluations beyond a limit that are the first of their alarm, when `evaluations` windows overlap: those exceed a limit
 * together. For a moving sum of normal values it is x²/2 ν(x) with x = z √(2/n) for `n` evaluations in a window (Siegmund, Sequential
 * Analysis, 1985), here with the closed form of ν by Siegmund and Yakir (The Statistics of Gene Mapping, 2007). It grows with z, so an
 * upper bound of the deviate z keeps the budget.
 */
function firstShare(alpha: number, evaluations: number): number {
  if (evaluations <= 1) return 1;
  const z = Math.sqrt(-2 * Math.log(Math.min(1, 2 * alpha)));
  const half = z / Math.sqrt(2 * evaluations);
  const below = 1 - normalAbove(half);
  const density = Math.exp(-(half ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return Math.max(1 / evaluations, (2 * half * (below - 0.5)) / (half * below + density));
}

/**
 * The counts by which a share is tested. Of sampled entries, whose share is that of what they stand for, the rarer outcome counts as often as
 * it was stored, among as many as have that share: ten failures that were all kept prove the same however few of the others were.
 */
export function testedCounts({ value, part = 0, count = 0, estimated }: Sample): Counts {
  if (estimated === undefined) return { part, count };
  const isMostly = value > 0.5;
  const rare = isMostly ? count - part : part;
  if (rare === 0) return { part, count };
  const whole = Math.round(rare / (isMostly ? 1 - value : value));
  return { part: isMostly ? whole - rare : rare, count: whole };
}

/** What is to be found soon: in so much of a window. */
const soon = 0.8;

/**
 * The chance that one evaluation of `count` entries may have. The larger one is for a fault that lies beyond the limit by as much as the usual
 * share lies within it, where it finds that in one window and the smaller one would not find it soon. With fewer entries the larger budget
 * would bring false alarms and find nothing; with more it is not needed.
 */
export function alphaAt(
  { side, limit }: ShareLimit,
  count: number,
  usual: number,
  { alpha, largeAlpha }: Pick<Evidence, "alpha" | "largeAlpha">,
): number {
  if (largeAlpha === alpha) return alpha;
  const fault = Math.min(1, Math.max(0, 2 * limit - usual));
  const chanceAfter = (part: number): number => {
    const seen = Math.round(count * (usual + part * (fault - usual)));
    return side === "above" ? binomialAtLeast(seen, count, usual) : binomialAtMost(seen, count, usual);
  };
  return chanceAfter(1) <= largeAlpha && chanceAfter(soon) > alpha ? largeAlpha : alpha;
}

/** A limit of a share, from the side on which an alert fires. */
export interface ShareLimit {
  readonly side: "above" | "below";
  readonly limit: number;
}

/**
 * The share that a value must differ from, as long as nothing is measured: half of the limit; below a limit twice the limit, or halfway to
 * all, whichever is less.
 */
export function assumedShare({ side, limit }: ShareLimit): number {
  return side === "above" ? limit / 2 : Math.min(2 * limit, (1 + limit) / 2);
}

/**
 * The smallest part of `count` that is above the limit, and more than chance gives when the true share is the `usual` one; below a limit the
 * largest. Undefined: not even all of them, or none, would be enough.
 */
export function neededPart(
  { side, limit }: ShareLimit,
  count: number,
  usual: number,
  alpha: number,
): number | undefined {
  const isEnough =
    side === "above"
      ? (part: number) => part / count > limit && binomialAtLeast(part, count, usual) <= alpha
      : (part: number) => part / count < limit && binomialAtMost(part, count, usual) <= alpha;
  // from the extreme, which is enough if any is, towards the usual share
  const partAt = (distance: number): number => (side === "above" ? count - distance : distance);
  if (count <= 0 || !isEnough(partAt(0))) return undefined;
  let [enough, tooNear] = [0, count + 1];
  while (tooNear - enough > 1) {
    const middle = Math.floor((enough + tooNear) / 2);
    if (isEnough(partAt(middle))) enough = middle;
    else tooNear = middle;
  }
  return partAt(enough);
}

/** Whether the share of `now` is smaller than that of `then` by more than chance (two proportions). */
export function isSmallerShare(now: Counts, then: Counts, alpha: number): boolean {
  return fisherAtMost(now.part, now.part + then.part, now.count, then.count) <= alpha;
}

const rest = ({ part, count }: Counts): Counts => ({ part: count - part, count });

export function isLargerShare(now: Counts, then: Counts, alpha: number): boolean {
  return isSmallerShare(rest(now), rest(then), alpha);
}

/** Whether a count differs from that of an equally long window by more than chance gives (both Poisson, their sum given). */
export function isSmallerCount(now: number, then: number, alpha: number): boolean {
  return binomialAtMost(Math.round(now), Math.round(now + then), 0.5) <= alpha;
}

export function isLargerCount(now: number, then: number, alpha: number): boolean {
  return binomialAtLeast(Math.round(now), Math.round(now + then), 0.5) <= alpha;
}
