// Which instances a request asks about, as parameters of the queries: those with a record in the range that match its filters. Open ones
// are also found further back, because one that is stuck has no record in the range.
import { openSinceMs } from "catalog/stuck";
import type { ApiContext, QueryParams } from "../context.ts";
import { isTooManyRows } from "../context.ts";
import { prefixParams } from "../filter/filter-params.ts";
import { toRowParams } from "../filter/row-params.ts";
import { readRange } from "../params/params.ts";
import { readPopulation } from "../population/population.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";

const dayNs = 86_400_000_000_000n;

/** What the requests have in common. */
export interface SelectionParams {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly type?: string | undefined;
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  readonly filter?: readonly string[] | undefined;
}

export interface Selection {
  readonly range: Range;
  /** The end of the range, or now if that is earlier: ages are counted until then. */
  readonly untilNs: bigint;
  /** Of the instances with a record in the range. */
  readonly inRange: QueryParams;
}

/** The same instances, and those that are open at the end of the range, from `sinceNs` on. */
export interface KnownSelection {
  readonly sinceNs: bigint;
  readonly params: QueryParams;
}

/** @throws {ProblemError} 400 `BAD_PARAMETER` for a text that is not a condition. */
export function readSelection(params: SelectionParams, context: ApiContext): Selection {
  const range = readRange(params, context);
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const { type, environment, service } = params;
  const conditions = toInstanceConditions(params, range, context);
  return {
    range,
    untilNs: range.toNs < nowNs ? range.toNs : nowNs,
    inRange: {
      ...toRangeParams(range),
      type,
      environment,
      service,
      narrowed: service !== undefined || conditions["filtered"] === true,
      ...conditions,
    },
  };
}

/** Parameters of conditions on attributes and on people; none where all instances count. */
export function toInstanceConditions(
  { environment, filter = [] }: Pick<SelectionParams, "environment" | "filter">,
  range: Range,
  context: ApiContext,
): QueryParams {
  const { population, others } = readPopulation(filter, context);
  if (others.length === 0 && population["populated"] === undefined) return {};
  const isPairs =
    population["populated"] === undefined &&
    others.every(({ key, operator }) => operator === "=" && key !== "service.name");
  const conditions = toRowParams(others);
  return {
    filtered: true,
    ofInstances: true,
    details: others.length > 0,
    // other records then need not be looked at
    onlyPairs: isPairs ? conditions["rowPairs"] : undefined,
    ...conditions,
    populated: population["populated"],
    ...prefixParams("chosen", { ...population, ...toRangeParams(range), environment }),
  };
}

/** Since when open instances of a type with this timeout are looked for. */
export function openSinceNs({ range }: Selection, timeoutMs = 0): bigint {
  return BigInt(openSinceMs(Number(range.toNs / 1_000_000n), timeoutMs)) * 1_000_000n;
}

/**
 * Runs `ask` with the records of 30 days, and as long before as a longer timeout is; where these are too many, with those of 30 days, then of
 * the days of the range.
 */
export async function askKnown<Result>(
  selection: Selection,
  timeoutMs: number | undefined,
  ask: (known: KnownSelection) => Promise<Result>,
): Promise<{ readonly result: Result; readonly sinceNs: bigint }> {
  const { fromNs } = selection.range;
  const ofRange = startOfDay(fromNs);
  const early = [openSinceNs(selection, timeoutMs), openSinceNs(selection)];
  for (const sinceNs of new Set(early.map((ns) => (ns < fromNs ? ns : ofRange))))
    try {
      return { result: await ask(toKnown(selection, sinceNs, true)), sinceNs };
    } catch (error) {
      if (!isTooManyRows(error)) throw error;
    }
  return { result: await ask(toKnown(selection, ofRange, false)), sinceNs: ofRange };
}

/** Records are stored by day: what is older is found without them. */
function startOfDay(ns: bigint): bigint {
  return ns - (ns % dayNs);
}

function toKnown(
  { range, untilNs, inRange }: Selection,
  sinceNs: bigint,
  /** Whether instances are looked for that are older. */
  looksBack: boolean,
): KnownSelection {
  const since = toSqlTime(sinceNs);
  const narrowed = inRange["environment"] !== undefined || inRange["narrowed"] === true;
  return {
    sinceNs,
    params: {
      ...inRange,
      from: since,
      since,
      start: toSqlTime(range.fromNs),
      until: toSqlTime(untilNs),
      narrowed,
      looksBack,
    },
  };
}
