// GET /api/services/business: which share of the business transactions passes each node and each call of the service graph.
import type { BusinessShare, ParamsOf, ServiceBusiness } from "contract";
import { type ApiContext, run } from "../context.ts";
import { limitLists } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { inWholeMinutes, type Range, toRangeParams, toResolved } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { chooseSlices } from "../time/time-slices.ts";

interface PassedRow {
  /** Both empty: all transactions. */
  readonly callerId: string;
  /** Empty: of the node itself. */
  readonly calleeId: string;
  readonly transactions: number | string;
  /** By currency; of a transaction without an amount 0. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Transactions that were looked at, those included whose traces are not stored. */
  readonly looked: number | string;
}

/** Transactions that are looked at; of more a sample by the hash of their id. */
const maxTransactions = 2_000;
/** Nodes and calls of the answer, those with most transactions: as many of each as the graph may have. */
const maxPlaces = 10_000;
const maxListed = 4_000;
const maxBytes = 4_000_000;
/** Longer ranges are looked at in this many minutes, spread over the range. */
const maxMinutes = 96;
const wholeNs = 6n * 3_600_000_000_000n;

export async function getServiceBusiness(
  params: ParamsOf<"GET /api/services/business">,
  context: ApiContext,
): Promise<ServiceBusiness> {
  const range = readRange(params, context);
  // the minutes of the graph
  const covered = inWholeMinutes(range, context.nowMs());
  const minutes = minutesOf(range);
  const rows = await run<PassedRow>(context, "service-business", {
    ...toRangeParams(range),
    callsFrom: toSqlTime(covered.fromNs),
    callsTo: toSqlTime(covered.toNs),
    environment: params.environment,
    minutes,
    spanMinutes: minutes && [...new Set(minutes.flatMap((at) => [at - 60, at, at + 60]))],
    limit: maxTransactions,
    places: maxPlaces,
  });
  const all = rows.find(({ callerId }) => callerId === "");
  const transactions = Number(all?.transactions ?? 0);
  const currency = largest(all?.amounts ?? {});
  const total = all?.amounts[currency] ?? 0;
  const toShare = (row: PassedRow): BusinessShare => ({
    transactions: Number(row.transactions),
    share: Number(row.transactions) / Math.max(1, transactions),
    amountShare: total === 0 ? null : (row.amounts[currency] ?? 0) / total,
  });
  const { items, truncated } = limitLists(
    {
      nodes: rows
        .filter(({ callerId, calleeId }) => callerId !== "" && calleeId === "")
        .map((row) => ({ id: row.callerId, ...toShare(row) })),
      edges: rows
        .filter(({ calleeId }) => calleeId !== "")
        .map((row) => ({ caller: row.callerId, callee: row.calleeId, ...toShare(row) })),
    },
    { rows: maxListed, bytes: maxBytes },
  );
  return {
    ...toResolved(range),
    transactions,
    isSample: minutes !== undefined || Number(all?.looked) === maxTransactions,
    currency,
    ...items,
    truncated: truncated || rows.length === maxPlaces,
  };
}

/** Minutes (Unix seconds) spread evenly over a long range; `undefined`: all of a short one. */
function minutesOf(range: Range): number[] | undefined {
  if (range.toNs - range.fromNs <= wholeNs) return undefined;
  return chooseSlices(range, maxMinutes, 60).minutes.map((minute) => Number(minute) * 60);
}

/** The currency with the largest sum. */
function largest(amounts: Readonly<Record<string, number>>): string {
  return Object.entries(amounts).toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}
