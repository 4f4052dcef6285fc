// Counts of transactions at times of earlier days. These do not change but for data that arrives late, so what was read of whole hours is
// kept for a while, for all who ask.
import type { TransactionDay } from "contract";
import { type ApiContext, type ApiQueries, run } from "../context.ts";
import type { Range } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { marginOf, toTransactionParams } from "./transaction-params.ts";

export type DayCounts = Pick<TransactionDay, "started" | "completed" | "failed" | "abandoned">;

interface MinuteRow {
  readonly type: string;
  readonly minute: string;
  readonly started: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
}

interface KeptHour {
  readonly readMs: number;
  readonly rows: readonly MinuteRow[];
}

/** By environment, margin and hour; those read last are last. */
type KeptHours = Map<string, KeptHour>;

/** What arrives later than a day counts after this time. */
const keptMs = 3_600_000;
/** Rows of all hours together, for each tenant. */
const mostRows = 200_000;
const kept = new WeakMap<ApiQueries, KeptHours>();

const minuteNs = 60_000_000_000n;
const hourNs = 60n * minuteNs;
/** Shorter ranges are counted exactly; others from whole minutes. */
const leastWholeNs = 10n * minuteNs;

/** By type. */
export async function countEarlier(
  day: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<ReadonlyMap<string, DayCounts>> {
  const marginNs = wholeHours(marginOf(day));
  if (day.toNs - day.fromNs < leastWholeNs) return sumOf(await read(day, marginNs, environment, context));
  const [fromNs, toNs] = [floor(day.fromNs, minuteNs), floor(day.toNs, minuteNs)];
  const hours = await readHours({ fromNs, toNs }, marginNs, environment, context);
  return sumOf(
    hours.flatMap(({ rows }) => rows.filter(({ minute }) => isWithin(BigInt(minute) * 1_000_000_000n))),
  );

  function isWithin(ns: bigint): boolean {
    return ns >= fromNs && ns < toNs;
  }
}

/** The hours of a range: those that are kept, and one query from the first to the last of the others. */
async function readHours(
  { fromNs, toNs }: Range,
  marginNs: bigint,
  environment: string | undefined,
  context: ApiContext,
): Promise<readonly KeptHour[]> {
  const known = keptOf(context);
  const nowMs = context.nowMs();
  const keyOf = (hour: bigint): string => `${hour} ${marginNs} ${environment ?? ""}`;
  const hours: bigint[] = [];
  for (let hour = floor(fromNs, hourNs); hour < toNs; hour += hourNs) hours.push(hour);
  const missing = hours.filter((hour) => {
    const one = known.get(keyOf(hour));
    return one === undefined || Math.abs(nowMs - one.readMs) >= keptMs;
  });
  const fresh = new Map<bigint, KeptHour>();
  if (missing.length > 0) {
    const range = { fromNs: missing[0]!, toNs: missing.at(-1)! + hourNs };
    const rows = await read(range, marginNs, environment, context);
    for (const hour of hours.filter((one) => one >= range.fromNs && one < range.toNs))
      fresh.set(hour, { readMs: nowMs, rows: rows.filter((row) => hourOf(row) === hour) });
  }
  const all = hours.map((hour) => fresh.get(hour) ?? known.get(keyOf(hour))!);
  for (const [hour, one] of fresh) if (isClosed(hour, nowMs)) keep(known, keyOf(hour), one);
  return all;
}

async function read(
  range: Range,
  marginNs: bigint,
  environment: string | undefined,
  context: ApiContext,
): Promise<readonly MinuteRow[]> {
  const { fromNs, toNs } = range;
  return run<MinuteRow>(context, "transaction-minutes", {
    ...toTransactionParams(range, context),
    since: toSqlTime(fromNs > marginNs ? fromNs - marginNs : 0n),
    until: toSqlTime(toNs + marginNs),
    environment,
  });
}

function keptOf({ queries }: ApiContext): KeptHours {
  const known = kept.get(queries) ?? new Map<string, KeptHour>();
  kept.set(queries, known);
  return known;
}

function keep(known: KeptHours, key: string, hour: KeptHour): void {
  known.delete(key);
  known.set(key, hour);
  let rows = 0;
  for (const one of known.values()) rows += 1 + one.rows.length;
  for (const [oldest, one] of known) {
    if (rows <= mostRows) break;
    rows -= 1 + one.rows.length;
    known.delete(oldest);
  }
}

/** Of an hour that ended later, much may still arrive. */
function isClosed(hour: bigint, nowMs: number): boolean {
  return Number((hour + 2n * hourNs) / 1_000_000n) <= nowMs;
}

function hourOf({ minute }: MinuteRow): bigint {
  return floor(BigInt(minute) * 1_000_000_000n, hourNs);
}

function floor(ns: bigint, step: bigint): bigint {
  return (ns / step) * step;
}

function wholeHours(ns: bigint): bigint {
  return floor(ns + hourNs - 1n, hourNs);
}

function sumOf(rows: readonly MinuteRow[]): ReadonlyMap<string, DayCounts> {
  const sums = new Map<string, DayCounts>();
  for (const { type, started, completed, failed, abandoned } of rows) {
    const one = sums.get(type) ?? noTransactions;
    sums.set(type, {
      started: one.started + Number(started),
      completed: one.completed + Number(completed),
      failed: one.failed + Number(failed),
      abandoned: one.abandoned + Number(abandoned),
    });
  }
  return sums;
}

export const noTransactions: DayCounts = { started: 0, completed: 0, failed: 0, abandoned: 0 };
