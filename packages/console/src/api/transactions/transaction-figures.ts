// Figures of types of transactions, as the overview and the page of one type show them.
import type { Outcome, TransactionFigures, TransactionTypeResult, TransactionTypeSummary } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { toMoney } from "./money.ts";
import { type Range, stepTimes } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { noShares, type TransactionShares } from "./transaction-shares.ts";

type Counts = Readonly<Record<string, string | number>>;

/** One row a type. Columns end in `Now` for the range and in `Before` for the one before it. */
type FiguresRow = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly completedBuckets: Counts;
  readonly failedBuckets: Counts;
  readonly abandonedBuckets: Counts;
  /** Only of one type. The outcome, a space, and the reason. */
  readonly reasonsNow?: readonly (readonly [
    key: string,
    transactions: string,
    people: string,
    amounts: Readonly<Record<string, string>>,
  ])[];
  /** Of all, as the next. */
  readonly reasonCount?: string;
  /** Only with `lostAmounts`. */
  readonly lostAmounts?: Readonly<Record<string, string>>;
  readonly lostPeople?: string;
  readonly typeCount: string;
};

/** Without who sends its records, which is not of the range. */
export type TypeFigures = Omit<TransactionTypeSummary, "services">;

/** Figures of a type, and why its transactions failed or were abandoned (empty where all types were asked for). */
export interface FoundFigures {
  readonly summary: TypeFigures;
  readonly reasons: TransactionTypeResult["reasons"];
  readonly truncatedReasons: number;
  /** How many types there are: more than were read. */
  readonly typeCount: number;
  /** Of those that failed or were abandoned, where the query asks for `lostAmounts`; by currency, as decimal texts. */
  readonly lostAmounts: Readonly<Record<string, string>>;
  readonly lostPeople: number;
}

/**
 * Figures of one type, or of all without `type`; the busiest of both ranges first.
 *
 * @param query type, environment and times, as `toTransactionParams` has them.
 */
export async function findFigures(
  query: QueryParams,
  range: Range,
  stepMs: number,
  context: ApiContext,
  shares: TransactionShares = noShares,
): Promise<FoundFigures[]> {
  const rows = await askFigures({ ...query, ...shares.params, stepMs }, context);
  return rows.map((row) => {
    const share = shares.of(row.type);
    const count = (counts: Counts, time: number): number => Number(counts[time] ?? 0) * share;
    return {
      summary: {
        type: row.type,
        current: toFigures(row, "Now", share),
        previous: toFigures(row, "Before", share),
        buckets: stepTimes(range, stepMs).map((time) => ({
          time: toIso(BigInt(time) * 1_000_000n),
          completed: count(row.completedBuckets, time),
          failed: count(row.failedBuckets, time),
          abandoned: count(row.abandonedBuckets, time),
        })),
      },
      ...toReasons(row, share),
      typeCount: Number(row.typeCount),
      lostAmounts: row.lostAmounts ?? {},
      lostPeople: Number(row.lostPeople ?? 0),
    };
  });
}

/** Conditions on people choose the people of each of both ranges by its own records: then each is read apart. */
async function askFigures(query: QueryParams, context: ApiContext): Promise<readonly FiguresRow[]> {
  const ask = (times: QueryParams): Promise<FiguresRow[]> =>
    run<FiguresRow>(context, "transaction-figures", { ...query, ...times });
  if (query["populated"] !== true) return ask({});
  const { from, before } = query;
  const [now, earlier] = await Promise.all([ask({ before: from }), ask({ from: before, to: from })]);
  const known = new Set(earlier.map(({ type }) => type));
  // beyond the limit of the query
  const missing = now.filter(({ type }) => !known.has(type)).map(({ type }) => type);
  if (earlier.length === mostTypes && missing.length > 0)
    earlier.push(...(await ask({ from: before, to: from, names: missing })));
  return joinRanges(now, earlier);
}

/** The limit of the query. */
const mostTypes = 1000;

/** One row a type, the busiest of both ranges first, as the query returns them for both. */
function joinRanges(now: readonly FiguresRow[], earlier: readonly FiguresRow[]): readonly FiguresRow[] {
  const rows = new Map<string, FiguresRow>(now.map((row) => [row.type, row]));
  for (const { type, ...row } of earlier) {
    const own = rows.get(type) ?? { ...noRow, type };
    const ofBefore = columnsNow.map((name) => [`${name}Before`, row[`${name}Now`]]);
    rows.set(type, { ...own, ...Object.fromEntries(ofBefore) });
  }
  const busyness = (row: FiguresRow): number =>
    busyColumns.reduce((sum, name) => sum + Number(row[name] ?? 0), 0);
  const typeCount = Math.max(rows.size, ...[...now, ...earlier].map((row) => Number(row.typeCount)));
  return [...rows.values()]
    .toSorted((a, b) => busyness(b) - busyness(a) || (a.type < b.type ? -1 : 1))
    .slice(0, mostTypes)
    .map((row) => ({ ...row, typeCount: String(typeCount) }));
}

const columnsNow = ["started", "open", "completed", "failed", "abandoned", "amounts", "paid", "quantiles"];
const busyColumns = ["Now", "Before"].flatMap((range) =>
  ["started", "completed", "failed", "abandoned"].map((name) => name + range),
);
/** Of a type that has transactions in the range before only. */
const noRow = {
  completedBuckets: {},
  failedBuckets: {},
  abandonedBuckets: {},
  amountsNow: {},
  paidNow: {},
  quantilesNow: [],
  typeCount: "0",
};

function toReasons(
  { reasonsNow = [], reasonCount = "0" }: FiguresRow,
  share: number,
): Pick<FoundFigures, "reasons" | "truncatedReasons"> {
  const { items, truncated } = limitList(reasonsNow, { total: Number(reasonCount) });
  return {
    reasons: items.map(([key, transactions, people, amounts]) => ({
      outcome: key.slice(0, key.indexOf(" ")) as Outcome,
      reason: key.slice(key.indexOf(" ") + 1),
      count: Number(transactions) * share,
      people: Number(people) * share,
      lost: toMoney(amounts, share),
    })),
    truncatedReasons: truncated,
  };
}

/** The summary of a type without records. */
export function noFigures(type: string, range: Range, stepMs: number): TypeFigures {
  const none: TransactionFigures = {
    started: 0,
    completed: 0,
    failed: 0,
    abandoned: 0,
    open: 0,
    completionRate: null,
    amounts: [],
    p50Ms: null,
    p95Ms: null,
  };
  const buckets = stepTimes(range, stepMs).map((time) => ({
    time: toIso(BigInt(time) * 1_000_000n),
    completed: 0,
    failed: 0,
    abandoned: 0,
  }));
  return { type, current: none, previous: none, buckets };
}

function toFigures(row: FiguresRow, period: "Now" | "Before", share: number): TransactionFigures {
  const count = (name: string): number => Number(row[name + period] ?? 0) * share;
  const [completed, failed, abandoned] = [count("completed"), count("failed"), count("abandoned")];
  const ended = completed + failed + abandoned;
  const [p50Ms = null, p95Ms = null] = row[`quantiles${period}`] as readonly (number | null)[];
  const paid = row[`paid${period}`] as Counts;
  return {
    started: count("started"),
    completed,
    failed,
    abandoned,
    open: count("open"),
    completionRate: ended === 0 ? null : completed / ended,
    amounts: toMoney(row[`amounts${period}`] as Readonly<Record<string, string>>, share).map((money) => ({
      ...money,
      transactions: Number(paid[money.currency] ?? 0) * share,
    })),
    p50Ms,
    p95Ms,
  };
}
