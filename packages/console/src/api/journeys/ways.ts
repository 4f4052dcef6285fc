// The paths of a part of the people, read once: a first answer is counted from them. The queries of the usual answer put the same people
// together several times, each for one figure.
import { type ApiContext, type QueryParams, run } from "../context.ts";
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
}

/** Rows of people and days that are enough for a first answer. */
const fewRows = 10_000;
/** Steps that are read of all people of the part: those of people after them in the order of a hash are not. */
const mostStepsRead = 200_000;
/** As many as the queries of the usual answer return. */
const mostSteps = 200;

/** The part of the people that a first answer is counted from; a `share` of 1: there are few, and all are counted. */
export function toFewSample(size: number): ReturnType<typeof toSample> {
  return toSample(size, fewRows);
}

/** The paths in one journey, and how many people each stands for. `query` has `name`, `names`, range and environment. */
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
export function personAt(way: Way, at: number, range: Range): PersonRow {
  const { userId, sessionId, isUser, steps, moments } = way;
  const lastNs = range.fromNs + BigInt(Math.round(moments[at]! * 1e6));
  return { userId, sessionId, isUser, lastStep: steps[at]!, lastNs: String(lastNs), traceId: "" };
}
