// What is usual for types of transactions: their counts at the same hours of earlier days, and how many start in a time as long as the one
// since their last start.
import type { TransactionDay } from "contract";
import { type ApiContext, run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { marginOf, toTransactionParams } from "./transaction-params.ts";

const dayMs = 86_400_000;
const dayNs = 86_400_000_000_000n;
const mostDays = 7;
/** Parts of the time before the last start in which starts are counted, and the first of their numbers in the query. */
const parts = 12;
const firstPart = 100;

/** Days that are read have this many hours together, so that a longer range reads fewer of them. */
const readHours = 24;

export interface UsualTransactions {
  readonly type: string;
  readonly lastStarted: string;
  readonly startedBefore: number;
  readonly beforeMs: number;
  readonly busyShare: number;
  /** The latest first. */
  readonly days: readonly TransactionDay[];
}

interface LastStartRow {
  readonly type: string;
  readonly lastMs: string;
  readonly firstMs: string;
}

interface DayRow {
  readonly type: string;
  readonly started: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
}

/** The types of which a transaction started in the eight days before the end of the range. */
export async function findUsual(
  range: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<readonly UsualTransactions[]> {
  const sinceNs = range.toNs - dayNs * BigInt(mostDays + 1);
  const shared = { ...toRangeParams(range), since: toSqlTime(sinceNs > 0n ? sinceNs : 0n), environment };
  const types = (await run<LastStartRow>(context, "transaction-last-start", shared)).map((row) =>
    toKnown(row, range),
  );
  const [starts, days] = await Promise.all([
    findStarts(types, shared, context),
    findDays(range, environment, context),
  ]);
  return types.map((known) => {
    const own = starts.get(known.type) ?? new Map<number, number>();
    const before = Array.from({ length: parts }, (_, at) => own.get(firstPart + at) ?? 0);
    return {
      type: known.type,
      lastStarted: new Date(known.lastMs).toISOString(),
      startedBefore: before.reduce((sum, count) => sum + count, 0),
      beforeMs: known.beforeMs,
      busyShare: before.filter((count) => count > 0).length / parts,
      days: days
        .filter(({ day }) => known.firstMs <= Number(day.fromNs / 1_000_000n))
        .map(({ ago, day, counts }) => ({
          from: toIso(day.fromNs),
          ...toCounts(counts.get(known.type)),
          startedInGap: ago * dayMs < known.gapMs ? null : (own.get(ago) ?? 0),
        })),
    };
  });
}

interface StartedType {
  readonly type: string;
  readonly lastMs: number;
  readonly firstMs: number;
  readonly gapMs: number;
  readonly beforeMs: number;
}

function toKnown({ type, lastMs, firstMs }: LastStartRow, { fromNs, toNs }: Range): StartedType {
  const [last, first] = [Number(lastMs), Number(firstMs)];
  return {
    type,
    lastMs: last,
    firstMs: first,
    gapMs: Number(toNs / 1_000_000n) - last,
    beforeMs: Math.min(Number((toNs - fromNs) / 1_000_000n), last - first),
  };
}

/** By type, by part. */
async function findStarts(
  types: readonly StartedType[],
  shared: Readonly<Record<string, unknown>>,
  context: ApiContext,
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  if (types.length === 0) return new Map();
  const rows = await run<{ type: string; part: string; started: string }>(
    context,
    "transaction-usual-starts",
    {
      ...shared,
      types: types.map(({ type }) => type),
      gapsMs: types.map(({ gapMs }) => gapMs),
      beforesMs: types.map(({ beforeMs }) => beforeMs),
    },
  );
  const starts = new Map<string, Map<number, number>>();
  for (const { type, part, started } of rows) {
    const own = starts.get(type) ?? new Map<number, number>();
    starts.set(type, own.set(Number(part), Number(started)));
  }
  return starts;
}

interface EarlierDay {
  readonly ago: number;
  readonly day: Range;
  readonly counts: ReadonlyMap<string, DayRow>;
}

/** One after the other: the page shows its figures before it needs these. */
async function findDays(
  range: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<readonly EarlierDay[]> {
  const days: EarlierDay[] = [];
  for (let ago = 1; ago <= daysOf(range); ago++) {
    const [fromNs, toNs] = [range.fromNs - dayNs * BigInt(ago), range.toNs - dayNs * BigInt(ago)];
    if (fromNs <= 0n) break;
    const day = { fromNs, toNs };
    const marginNs = marginOf(day);
    const rows = await run<DayRow>(context, "transaction-day", {
      ...toTransactionParams(day, context),
      since: toSqlTime(fromNs > marginNs ? fromNs - marginNs : 0n),
      environment,
    });
    days.push({ ago, day, counts: new Map(rows.map((row) => [row.type, row])) });
  }
  return days;
}

function daysOf({ fromNs, toNs }: Range): number {
  const hours = Number((toNs - fromNs) / 1_000_000n) / 3_600_000;
  return Math.min(mostDays, Math.floor(readHours / hours));
}

function toCounts(
  row: DayRow | undefined,
): Pick<TransactionDay, "started" | "completed" | "failed" | "abandoned"> {
  return {
    started: Number(row?.started ?? 0),
    completed: Number(row?.completed ?? 0),
    failed: Number(row?.failed ?? 0),
    abandoned: Number(row?.abandoned ?? 0),
  };
}
