// Figures of interactions: over all, by dimension, over time. Currencies are never added.
import type {
  InteractionBucket,
  InteractionFigures,
  InteractionGroup,
  InteractionsResult,
  InteractionTrend,
  OtherInteractions,
} from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { toMoney } from "../transactions/money.ts";
import { type Range, stepTimes } from "../time/range.ts";
import { toIso } from "../time/time.ts";

type Sums = Readonly<Record<string, string>>;

interface FiguresRow {
  readonly dimension: "all" | "type" | "channel" | "tier" | "result";
  readonly value: string;
  /** Of dimension and value, under conditions. */
  readonly hash?: string;
  readonly now: number | boolean;
  readonly interactions: string;
  /** Of all values of the dimension. */
  readonly total: string;
  readonly rated: string;
  /** `null` for NaN, which JSON does not have. */
  readonly satisfaction: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly amounts: Sums;
  readonly impacts: Sums;
  readonly quantiles: readonly (number | null)[];
}

interface TrendRow {
  readonly bucket: string;
  readonly interactions: string;
  readonly satisfaction: number | null;
  readonly amounts: Sums;
  readonly impacts: Sums;
}

/** Figures of one request. */
export type FoundFigures = Pick<
  InteractionsResult,
  | "current"
  | "previous"
  | "types"
  | "truncatedTypes"
  | "channels"
  | "truncatedChannels"
  | "tiers"
  | "truncatedTiers"
  | "results"
  | "truncatedResults"
>;

/** Values of one dimension; the query returns twice as many rows, so that each has its figures of the range before. */
const mostValues = 100;
/** Bytes of the groups of one dimension. */
const groupBytes = 600_000;

export async function findInteractionFigures(query: QueryParams, context: ApiContext): Promise<FoundFigures> {
  const rows = await askFigures(query, context);
  const find = (dimension: string, value: string, now: boolean): FiguresRow | undefined =>
    rows.find((row) => row.dimension === dimension && row.value === value && Boolean(row.now) === now);
  const groupsOf = (dimension: string): ReturnType<typeof limitList<InteractionGroup>> => {
    const own = rows.filter((row) => row.dimension === dimension && Boolean(row.now));
    const groups = own
      .slice(0, mostValues)
      .map((row) => ({
        value: row.value,
        current: toFigures(row),
        previous: toFigures(find(dimension, row.value, false)),
      }))
      .toSorted((a, b) => b.current.count - a.current.count || (a.value < b.value ? -1 : 1));
    return limitList(groups, { bytes: groupBytes, total: Number(own[0]?.total ?? 0) });
  };
  const [types, channels, tiers, results] = [
    groupsOf("type"),
    groupsOf("channel"),
    groupsOf("tier"),
    groupsOf("result"),
  ];
  return {
    current: toFigures(find("all", "", true)),
    previous: toFigures(find("all", "", false)),
    types: types.items,
    truncatedTypes: types.truncated,
    channels: channels.items,
    truncatedChannels: channels.truncated,
    tiers: tiers.items,
    truncatedTiers: tiers.truncated,
    results: results.items,
    truncatedResults: results.truncated,
  };
}

/** Under conditions (`filtered`), records of each of both ranges are chosen apart: people by what they did in it. */
async function askFigures(query: QueryParams, context: ApiContext): Promise<readonly FiguresRow[]> {
  const ask = (times: QueryParams): Promise<FiguresRow[]> =>
    run<FiguresRow>(context, "interaction-figures", { ...query, ...times });
  if (query["filtered"] !== true) return ask({});
  const { from, before } = query;
  const now = await ask({ before: from });
  // values may be longer than all parameters together
  const firstHashes = now.map(({ hash = "0" }) => BigInt(hash));
  const earlier = await ask({ from: before, to: from, firstHashes });
  return [...now, ...earlier.map((row) => ({ ...row, now: false }))];
}

/** One bucket a step, including empty ones. */
export async function findInteractionTrend(
  query: QueryParams,
  range: Range,
  stepMs: number,
  context: ApiContext,
): Promise<InteractionBucket[]> {
  const rows = await run<TrendRow>(context, "interaction-trend", { ...query, stepMs });
  const byTime = new Map(rows.map((row) => [Number(row.bucket), row]));
  return stepTimes(range, stepMs).map((time) => {
    const row = byTime.get(time);
    return {
      time: toIso(BigInt(time) * 1_000_000n),
      count: Number(row?.interactions ?? 0),
      satisfaction: row?.satisfaction ?? null,
      values: toMoney(row?.amounts ?? {}),
      revenueImpacts: toMoney(row?.impacts ?? {}),
    };
  });
}

interface GroupTrendRow {
  readonly place: string;
  readonly value: string;
  readonly valueCount: string;
  readonly countsByStep: Sums;
  readonly satisfactionsByStep: readonly (readonly [bucket: string, satisfaction: number | null])[];
}

/** A chart has at most so many lines. */
const mostTrends = 6;

/** Values of a dimension over time, and all others as one. */
export interface FoundTrends {
  readonly trends: InteractionTrend[];
  readonly others: OtherInteractions;
}

/** The values of the dimension `by` with most interactions, each with a figure for every step, and how many the others have. */
export async function findInteractionTrends(
  query: QueryParams,
  range: Range,
  stepMs: number,
  context: ApiContext,
): Promise<FoundTrends> {
  const rows = await run<GroupTrendRow>(context, "interaction-trend-groups", {
    ...query,
    stepMs,
    limit: mostTrends,
  });
  const times = stepTimes(range, stepMs);
  const countsOf = (counts: Sums = {}): number[] => times.map((time) => Number(counts[time] ?? 0));
  const trends = rows
    .filter(({ place }) => Number(place) <= mostTrends)
    .map(({ value, countsByStep, satisfactionsByStep }) => {
      const byTime = new Map(satisfactionsByStep.map(([bucket, average]) => [Number(bucket), average]));
      return {
        value,
        counts: countsOf(countsByStep),
        satisfactions: times.map((time) => byTime.get(time) ?? null),
      };
    });
  const values = Number(rows[0]?.valueCount ?? 0) - trends.length;
  return { trends, others: { values, counts: countsOf(rows[mostTrends]?.countsByStep) } };
}

type Figures = Omit<FiguresRow, "dimension" | "value" | "hash" | "now" | "total">;

const noRow: Figures = {
  interactions: "0",
  rated: "0",
  satisfaction: null,
  lowest: null,
  highest: null,
  amounts: {},
  impacts: {},
  quantiles: [],
};

function toFigures(row: Figures = noRow): InteractionFigures {
  const [p50Ms = null, p95Ms = null] = row.quantiles;
  return {
    count: Number(row.interactions),
    rated: Number(row.rated),
    satisfaction: row.satisfaction,
    lowest: row.lowest,
    highest: row.highest,
    values: toMoney(row.amounts),
    revenueImpacts: toMoney(row.impacts),
    p50Ms,
    p95Ms,
  };
}
