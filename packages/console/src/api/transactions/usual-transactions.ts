// What is usual for types of transactions: their counts at the same hours of earlier days, and how many start in a time as long as the one
// since their last start.
import { createHash } from "node:crypto";
import type { TransactionDay } from "contract";
import { type ApiContext, run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { type CountsOf, countEarlier } from "./earlier-days.ts";
import { fitParam } from "../../store/query/param-texts.ts";
import { keptAnswers, recentAnswers } from "../kept/kept-answers.ts";

const dayMs = 86_400_000;
const dayNs = 86_400_000_000_000n;
const mostDays = 7;
/** Parts of the time before the last start in which starts are counted, and the first of their numbers in the query. */
const parts = 12;
const firstPart = 100;

/** Days that are read have this many hours together, so that a longer range reads fewer of them. */
const readHours = 24;

interface UsualTransactions {
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
  /** How many types there are. */
  readonly total: string;
}

/** What is usual, and of how many other types it was not looked at. */
export interface Usual {
  readonly types: readonly UsualTransactions[];
  /** At least so many. */
  readonly truncated: number;
}

const mostTypes = 1000;
const sharedNs = 30_000_000_000n;

/** A range that ends now, with an end up to half a minute earlier: all who ask in that time ask the same. */
export function toSharedRange(range: Range, nowMs: number): Range {
  const nowNs = BigInt(Math.floor(nowMs)) * 1_000_000n;
  if (range.toNs < nowNs - sharedNs || range.toNs > nowNs + sharedNs) return range;
  const laterNs = range.toNs % sharedNs;
  const fromNs = range.fromNs - laterNs;
  return { fromNs: fromNs > 0n ? fromNs : 0n, toNs: range.toNs - laterNs };
}

/**
 * The types of which a transaction started in the eight days before the end of the range.
 *
 * @param first types that are not left out when there are more than a thousand, or their names take more than a query may have.
 */
export async function findUsual(
  range: Range,
  environment: string | undefined,
  context: ApiContext,
  first: readonly string[] = [],
): Promise<Usual> {
  const shared = { ...toRangeParams(range), since: toSqlTime(sinceOf(range.toNs)), environment };
  const { rows, truncated } = await findLastStarts(range, { ...shared, first: first.toSorted() }, context);
  const types = rows.map((row) => toKnown(row, range));
  const [starts, days] = await Promise.all([
    findStarts(types, shared, context),
    findDays(range, environment, context),
  ]);
  return { types: types.map((known) => toUsual(known, starts, days)), truncated };
}

type Starts = ReadonlyMap<string, ReadonlyMap<number, number>>;

function toUsual(known: StartedType, starts: Starts, days: readonly EarlierDay[]): UsualTransactions {
  const own = starts.get(known.type) ?? new Map<number, number>();
  const before = Array.from({ length: parts }, (_, at) => own.get(firstPart + at) ?? 0);
  return {
    type: known.type,
    lastStarted: new Date(known.lastMs).toISOString(),
    startedBefore: before.reduce((sum, count) => sum + count, 0),
    beforeMs: known.beforeMs,
    busyShare: before.filter((count) => count > 0).length / parts,
    days: days
      .filter(({ day }) => (known.firstMs ?? Infinity) <= Number(day.fromNs / 1_000_000n))
      .flatMap(({ ago, day, countsOf }) => {
        const counts = countsOf(known.type);
        const startedInGap = ago * dayMs < known.gapMs ? null : (own.get(ago) ?? 0);
        return counts === undefined ? [] : [{ from: toIso(day.fromNs), ...counts, startedInGap }];
      }),
  };
}

/** Parameters of all queries. */
interface Shared {
  readonly from: string;
  readonly to: string;
  readonly since: string;
  readonly environment: string | undefined;
  readonly first: readonly string[];
}

const hourNs = 3_600_000_000_000n;

/** Begin of what is read up to a time. */
function sinceOf(toNs: bigint): bigint {
  const sinceNs = toNs - dayNs * BigInt(mostDays + 1);
  return sinceNs > 0n ? sinceNs : 0n;
}

/** Up to the hour before this one all who ask share what was read. What arrives more than an hour late counts after a while. */
async function findLastStarts(
  { toNs }: Range,
  shared: Shared,
  context: ApiContext,
): Promise<{ readonly rows: readonly StartRow[]; readonly truncated: number }> {
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const hour = ((toNs < nowNs ? toNs : nowNs) / hourNs) * hourNs - hourNs;
  const closedNs = hour > 0n ? hour : 0n;
  const closed = toSqlTime(closedNs);
  const { environment = null, first } = shared;
  const key = JSON.stringify(["starts", closed, environment, first]);
  const [before, since] = await Promise.all([
    keptAnswers.read(key, context, async () =>
      run<LastStartRow>(context, "transaction-last-start", {
        ...shared,
        since: toSqlTime(sinceOf(closedNs)),
        to: closed,
      }),
    ),
    recentAnswers.read(JSON.stringify(["starts", shared]), context, async () =>
      run<LastStartRow>(context, "transaction-last-start", { ...shared, since: closed }),
    ),
  ]);
  const all = unite(before, since, new Set(first));
  const rows = fitParam(all.slice(0, mostTypes), ({ type }) => type);
  const [total = all.length] = [...before.slice(0, 1), ...since.slice(0, 1)]
    .map((row) => Number(row.total))
    .toSorted((a, b) => b - a);
  return { rows, truncated: Math.max(total, all.length) - rows.length };
}

/** The first and the last start of a type. */
interface StartRow {
  readonly type: string;
  readonly lastMs: number;
  /** `undefined`: not known, as there were too many types before. */
  readonly firstMs: number | undefined;
}

/** One row a type: those in `first`, then the one that started last. */
function unite(
  before: readonly LastStartRow[],
  since: readonly LastStartRow[],
  first: ReadonlySet<string>,
): readonly StartRow[] {
  const isCut = before.length < Number(before[0]?.total ?? 0);
  const types = new Map<string, StartRow>(
    before.map(({ type, lastMs, firstMs }) => [
      type,
      { type, lastMs: Number(lastMs), firstMs: Number(firstMs) },
    ]),
  );
  for (const { type, lastMs, firstMs } of since) {
    const earlier = types.get(type);
    // one that is not among the latest before may be an old one
    const isUnknown = earlier === undefined && isCut && !first.has(type);
    types.set(type, {
      type,
      lastMs: Math.max(Number(lastMs), earlier?.lastMs ?? 0),
      firstMs: isUnknown ? undefined : Math.min(Number(firstMs), earlier?.firstMs ?? Infinity),
    });
  }
  return [...types.values()].toSorted(
    (a, b) =>
      Number(first.has(b.type)) - Number(first.has(a.type)) ||
      b.lastMs - a.lastMs ||
      (a.type < b.type ? -1 : 1),
  );
}

interface StartedType extends StartRow {
  readonly gapMs: number;
  readonly beforeMs: number;
}

function toKnown(row: StartRow, { fromNs, toNs }: Range): StartedType {
  const { lastMs, firstMs = -Infinity } = row;
  return {
    ...row,
    gapMs: Number(toNs / 1_000_000n) - lastMs,
    beforeMs: Math.min(Number((toNs - fromNs) / 1_000_000n), lastMs - firstMs),
  };
}

/** By type, by part. */
async function findStarts(
  types: readonly StartedType[],
  shared: Omit<Shared, "first">,
  context: ApiContext,
): Promise<Starts> {
  if (types.length === 0) return new Map();
  const params = {
    ...shared,
    types: types.map(({ type }) => type),
    gapsMs: types.map(({ gapMs }) => gapMs),
    beforesMs: types.map(({ beforeMs }) => beforeMs),
  };
  const key = createHash("sha256").update(JSON.stringify(params)).digest("base64");
  const rows = await recentAnswers.read(key, context, async () =>
    run<{ type: string; part: string; started: string }>(context, "transaction-usual-starts", params),
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
  readonly countsOf: CountsOf;
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
    days.push({ ago, day, countsOf: await countEarlier(day, environment, context) });
  }
  return days;
}

function daysOf({ fromNs, toNs }: Range): number {
  const hours = Number((toNs - fromNs) / 1_000_000n) / 3_600_000;
  return Math.min(mostDays, Math.floor(readHours / hours));
}
