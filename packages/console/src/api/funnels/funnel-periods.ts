// How far people came in funnels in a period and in the one before it, exactly.
import type { ApiContext, QueryParams } from "../context.ts";
import { findSize, toSample } from "../journeys/people-parts.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { countLevels, exactLevels, haveEverybody, type Levels, levelsOf } from "./funnel-levels.ts";
import type { FunnelRules } from "./funnel-params.ts";
import { type Attempts, findAttempts, findAttemptsBeforeAndAfter } from "./read-attempts.ts";

/** The attempts of the period, or of a part of its people, and how far all came in both periods. */
export interface CountedPeriods {
  readonly attempts: Attempts;
  /** Of the period before, where all its people were read. */
  readonly attemptsBefore?: Attempts;
  readonly levels: Levels;
  readonly levelsBefore: Levels;
}

interface PeriodQuestion {
  readonly range: Range;
  readonly rules: Pick<FunnelRules, "order" | "windowMs">;
}

/** Few people are read once for both periods. Counting many needs all the memory that queries have, so nothing runs beside it. */
export async function countPeriods(
  query: QueryParams,
  question: PeriodQuestion,
  context: ApiContext,
): Promise<CountedPeriods> {
  const { range, rules } = question;
  const few = await countFew(query, question, context);
  if (few !== undefined) return few;
  const attempts = await findAttempts(query, rules, toSample(await findSize(query, context)), context);
  return {
    attempts,
    levels: await exactLevels(attempts, query, context),
    levelsBefore: await countLevels(toQueryBefore(query, range), context),
  };
}

/** `undefined` where there are many. */
async function countFew(
  query: QueryParams,
  { range, rules }: PeriodQuestion,
  context: ApiContext,
): Promise<CountedPeriods | undefined> {
  // conditions on people choose others in each period
  if (query["populated"] === true) return undefined;
  const before = previousRange(range);
  const both = { ...query, ...toRangeParams({ fromNs: before.fromNs, toNs: range.toNs }) };
  const { share } = toSample(await findSize(both, context));
  if (share > 1) return undefined;
  const turn = Number(range.fromNs - before.fromNs);
  const [earlier, attempts] = await findAttemptsBeforeAndAfter(both, rules, turn, context);
  if (!haveEverybody(attempts)) return undefined;
  return {
    attempts,
    attemptsBefore: earlier,
    levels: levelsOf(attempts),
    levelsBefore: levelsOf(earlier),
  };
}

/** The question about the period before `range`. */
export function toQueryBefore(query: QueryParams, range: Range): QueryParams {
  return { ...query, ...toRangeParams(previousRange(range)) };
}
