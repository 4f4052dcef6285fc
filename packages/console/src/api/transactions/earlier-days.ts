// Counts of transactions at times of earlier days. All who ask share what was read.
import type { TransactionDay } from "contract";
import { type ApiContext, run } from "../context.ts";
import type { Range } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { keptAnswers } from "../kept/kept-answers.ts";
import { marginOf, toTransactionParams } from "./transaction-params.ts";

type DayCounts = Pick<TransactionDay, "started" | "completed" | "failed" | "abandoned">;

interface DayRow {
  readonly type: string;
  readonly started: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
}

/** The limit of the query, which has the busiest types. */
const mostTypes = 1000;
const minuteNs = 60_000_000_000n;
const stepMinutes = [30n, 15n, 10n, 5n, 2n, 1n] as const;
const mostSteps = 30n;
/** Shorter ranges are counted exactly. */
const leastRoundedNs = 10n * minuteNs;

/** Counts of a type; `undefined`: not known, because busier types were too many. */
export type CountsOf = (type: string) => DayCounts | undefined;

/** Each range is read on its own, with the margin that the figures of a range of its length have. */
export async function countEarlier(
  day: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<CountsOf> {
  const range = roundDown(day);
  const { fromNs, toNs } = range;
  const marginNs = marginOf(range);
  const key = JSON.stringify(["day", String(fromNs), String(toNs), environment ?? null]);
  const rows = await keptAnswers.read(key, context, async () =>
    run<DayRow>(context, "transaction-day", {
      ...toTransactionParams(range, context),
      since: toSqlTime(fromNs > marginNs ? fromNs - marginNs : 0n),
      environment,
    }),
  );
  const counts = new Map(rows.map((row) => [row.type, toCounts(row)]));
  const others = rows.length < mostTypes ? noTransactions : undefined;
  return (type) => counts.get(type) ?? others;
}

/** The range as long as it is, with an end that those who ask within the same minutes share. */
function roundDown(range: Range): Range {
  const lengthNs = range.toNs - range.fromNs;
  if (lengthNs < leastRoundedNs) return range;
  const step = minuteNs * (stepMinutes.find((minutes) => minutes * minuteNs * mostSteps <= lengthNs) ?? 1n);
  const toNs = (range.toNs / step) * step;
  return { fromNs: toNs > lengthNs ? toNs - lengthNs : 0n, toNs };
}

function toCounts({ started, completed, failed, abandoned }: DayRow): DayCounts {
  return {
    started: Number(started),
    completed: Number(completed),
    failed: Number(failed),
    abandoned: Number(abandoned),
  };
}

const noTransactions: DayCounts = { started: 0, completed: 0, failed: 0, abandoned: 0 };
