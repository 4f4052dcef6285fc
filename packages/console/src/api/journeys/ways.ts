// The paths of a part of the people, read once: a first answer is counted from them. The queries of the usual answer put the same people
// together several times, each for one figure.
import { visitGapMs } from "catalog/visit";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { percentileOf } from "../funnels/attempt-times.ts";
import type { Range } from "../time/range.ts";
import type { PersonRow } from "./journey-person.ts";
import { shareOfRead, toSample, type toShare } from "./people-parts.ts";
import type { StepCounts } from "./step-figures.ts";

/** One person's steps, in order of time. The lists have a value for each. */
export interface Way {
  /** Empty for a session, and for users of whom only sessions are known. */
  readonly userId: string;
  readonly sessionId: string;
  readonly isUser: boolean;
  readonly steps: readonly string[];
  /** Ms since the beginning of the range. */
  readonly moments: readonly number[];
  /** Trace ids in hex, empty without one; absent where traces were not asked for. */
  readonly traces?: readonly string[];
  /** Whether something failed in the trace; absent as well. */
  readonly failed?: readonly boolean[];
}

/** Steps of a person with less than half an hour between them. A step that is repeated in a row is one. */
export interface Visit {
  readonly way: Way;
  /** Of the person. */
  readonly isFirst: boolean;
  /** Half an hour after its last step is not over at the end of the range. */
  readonly isOpen: boolean;
  readonly steps: { readonly step: string; readonly atMs: number; readonly hasFailed: boolean }[];
}

/** How often visits came to a step, and its usual place in a visit, from 1. */
export interface StepCount {
  readonly step: string;
  readonly people: number;
  /** People whose first step it was. */
  readonly entered: number;
  readonly visits: number;
  /** Visits whose last step it was. */
  readonly last: number;
  /** How many of these may still go on at the end of the range. */
  readonly open: number;
  /** People in whose trace something failed. */
  readonly errors: number;
  readonly usualPlace: number;
  readonly meanPlace: number;
}

export interface HopCount {
  readonly origin: string;
  readonly target: string;
  readonly visits: number;
  readonly medianMs: number;
  readonly errors: number;
}

/** Rows of people and days that are enough for a first answer. */
const fewRows = 10_000;
/** Steps that are read of all people of the part: those of people after them in the order of a hash are not. */
const mostStepsRead = 200_000;
/** As many as the queries of the usual answer return: a graph of more would take seconds to lay out. */
const mostSteps = 200;
const mostHops = 2_000;

/** The part of the people that a first answer is counted from; a `share` of 1: there are few, and all are counted. */
export function toFewSample(size: number): ReturnType<typeof toSample> {
  return toSample(size, fewRows);
}

/** The paths in one journey, and how many people each stands for. `query` has `name`, `names`, range and environment; `traced` is optional. */
export async function findWays(
  query: QueryParams,
  { part, share }: ReturnType<typeof toShare>,
  context: ApiContext,
): Promise<{ readonly ways: readonly Way[]; readonly share: number }> {
  const ways = await run<Way & { readonly everyone: number }>(context, "journey-ways", {
    ...query,
    ...part,
    mostSteps: mostStepsRead,
  });
  return { ways, share: shareOfRead(share, ways[0]?.everyone ?? 0, ways.length) };
}

/** The visits of people, each of whose steps is not the one before it. */
export function toVisits(ways: readonly Way[], range: Range): readonly Visit[] {
  const rangeMs = Number(range.toNs - range.fromNs) / 1e6;
  return ways.flatMap((way) => {
    const { steps, moments, failed } = way;
    const visits: (Omit<Visit, "isOpen"> & { lastMs: number })[] = [];
    for (const [at, step] of steps.entries()) {
      const ms = moments[at]!;
      const known = visits.at(-1);
      const isNew = known === undefined || ms - known.lastMs >= visitGapMs;
      const visit = isNew ? { way, isFirst: at === 0, lastMs: ms, steps: [] } : known;
      if (isNew) visits.push(visit);
      visit.lastMs = ms;
      if (visit.steps.at(-1)?.step !== step)
        visit.steps.push({ step, atMs: ms, hasFailed: failed?.[at] ?? false });
    }
    return visits.map(({ lastMs, ...visit }) => ({ ...visit, isOpen: lastMs + visitGapMs > rangeMs }));
  });
}

/** The steps by visits, those with most first, at most 200. */
export function countSteps(visits: readonly Visit[]): StepCount[] {
  const counts = new Map<
    string,
    {
      entered: number;
      visits: number;
      last: number;
      open: number;
      of: Set<Way>;
      errors: Set<Way>;
      places: number[];
    }
  >();
  for (const { way, isFirst, isOpen, steps } of visits) {
    for (const [at, { step, hasFailed }] of steps.entries()) {
      const count = counts.get(step) ?? {
        entered: 0,
        visits: 0,
        last: 0,
        open: 0,
        of: new Set(),
        errors: new Set(),
        places: [],
      };
      counts.set(step, count);
      count.of.add(way);
      count.visits += 1;
      if (isFirst && at === 0) count.entered += 1;
      if (at === steps.length - 1) count.last += 1;
      if (at === steps.length - 1 && isOpen) count.open += 1;
      if (hasFailed) count.errors.add(way);
      if (steps.findIndex((one) => one.step === step) === at) count.places.push(at + 1);
    }
  }
  return [...counts]
    .map(([step, { of, errors, places, ...count }]) => ({
      step,
      ...count,
      people: of.size,
      errors: errors.size,
      usualPlace: percentileOf(places.toSorted(byNumber), 0.5),
      meanPlace: places.reduce((sum, place) => sum + place, 0) / places.length,
    }))
    .toSorted((a, b) => b.visits - a.visits || (a.step < b.step ? -1 : 1))
    .slice(0, mostSteps);
}

/** The ways from step to step, those of most visits first, at most 2,000. */
export function countHops(visits: readonly Visit[]): HopCount[] {
  const counts = new Map<string, { origin: string; target: string; errors: number; ms: number[] }>();
  for (const { steps } of visits)
    for (const [at, { step: target, atMs, hasFailed }] of steps.entries()) {
      const before = steps[at - 1];
      if (before === undefined) continue;
      const key = JSON.stringify([before.step, target]);
      const count = counts.get(key) ?? { origin: before.step, target, errors: 0, ms: [] };
      counts.set(key, count);
      if (hasFailed) count.errors += 1;
      count.ms.push(atMs - before.atMs);
    }
  return [...counts.values()]
    .map(({ ms, ...count }) => ({
      ...count,
      visits: ms.length,
      medianMs: percentileOf(ms.toSorted(byNumber), 0.5),
    }))
    .toSorted((a, b) => b.visits - a.visits || (a.origin + a.target < b.origin + b.target ? -1 : 1))
    .slice(0, mostHops);
}

/**
 * Which people took each step more than once, and which skipped it: they took a later step of `declared` and never this one. At most 200
 * steps, those with most people first.
 */
export function countTaken(ways: readonly Way[], declared: readonly string[]): StepCounts[] {
  const counts = new Map<string, { people: number; visits: number; repeated: number; skipped: number }>();
  const countOf = (step: string) => {
    const count = counts.get(step) ?? { people: 0, visits: 0, repeated: 0, skipped: 0 };
    counts.set(step, count);
    return count;
  };
  for (const { steps } of ways) {
    const visits = new Map<string, number>();
    for (const step of steps) visits.set(step, (visits.get(step) ?? 0) + 1);
    for (const [step, times] of visits) {
      const count = countOf(step);
      count.people += 1;
      count.visits += times;
      if (times > 1) count.repeated += 1;
    }
    const farthest = Math.max(...steps.map((step) => declared.indexOf(step)));
    for (const step of declared.slice(0, farthest + 1)) if (!visits.has(step)) countOf(step).skipped += 1;
  }
  return [...counts]
    .map(([stepName, count]) => ({ stepName, ...count }))
    .toSorted((a, b) => b.people - a.people || (a.stepName < b.stepName ? -1 : 1))
    .slice(0, mostSteps);
}

/** The person at the step `at` of their path. */
export function personAt(way: Way, at: number, traceId: string, range: Range): PersonRow {
  const { userId, sessionId, isUser, steps, moments } = way;
  const lastNs = range.fromNs + BigInt(Math.round(moments[at]! * 1e6));
  return { userId, sessionId, isUser, lastStep: steps[at]!, lastNs: String(lastNs), traceId };
}

/** The people who were seen last, at most `most`. */
export function latestPeople(ways: readonly Way[], most: number, range: Range): PersonRow[] {
  return ways
    .toSorted((a, b) => b.moments.at(-1)! - a.moments.at(-1)!)
    .slice(0, most)
    .map((way) => personAt(way, way.steps.length - 1, way.traces?.findLast((id) => id !== "") ?? "", range));
}

function byNumber(a: number, b: number): number {
  return a - b;
}
