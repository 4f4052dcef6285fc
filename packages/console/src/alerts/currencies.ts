// The currencies that a rule on amounts adds, where neither a condition nor a group names one. The store is asked for rules on amounts only,
// and never in a round: by a preview, by who looks at the rule, and by a message.
import type { Input, Labels, Source, SourceOf } from "alerts/readings";
import { addsAmounts } from "alerts/currency";
import { toTransactionTimes } from "../api/transactions/transaction-params.ts";
import { type AskOptions, type ReadQueries, runAll } from "./read/ask.ts";
import { cellParams, toSqlTime, whereOf } from "./read/family.ts";
import { createKept, type Keep, keptMs } from "./read/kept.ts";

/** Unix ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** What is asked of the store. */
export interface Sum {
  readonly type: string;
  readonly where: Pairs;
  /** What the group has; empty values are of data without the attribute. */
  readonly group: Pairs;
  readonly window: Window;
}

type Pairs = readonly (readonly [key: string, value: string])[];

/** What is added. */
export interface AddedCurrencies {
  /** Those of most transactions first, at most ten; an amount without a currency has an empty one. None where there is only one. */
  readonly codes: readonly string[];
  /** All of them. */
  readonly count: number;
}

const mostCodes = 10;
const none: AddedCurrencies = { codes: [], count: 0 };

type Adding = Pick<Input, "source" | "groupBy" | "windowMs" | "agoMs">;

/** The sums of a message: of the windows that were evaluated `at`, of the group. */
export function evaluatedSums(inputs: readonly Adding[], at: number, group: Labels): readonly Sum[] {
  return sumsOf(inputs, ({ windowMs, agoMs }) => ({ from: at - agoMs - windowMs, to: at - agoMs }), group);
}

/** The sums of a whole range, for who looks at a rule. */
export function sumsWithin(inputs: readonly Adding[], range: Window): readonly Sum[] {
  return sumsOf(inputs, () => range, {});
}

/** Each once: of rules that add no amounts there are none. */
function sumsOf(
  inputs: readonly Adding[],
  windowOf: (input: Adding) => Window,
  group: Labels,
): readonly Sum[] {
  const sums = inputs.flatMap((input) => {
    const { source, groupBy } = input;
    if (!isTransaction(source) || !addsAmounts(source, groupBy)) return [];
    // a member of a condition need not have the groups of its rule
    const own = Object.entries(group).filter(([key]) => groupBy.includes(key));
    return [{ type: source.transaction, where: whereOf(source), group: own, window: windowOf(input) }];
  });
  return [...new Map(sums.map((sum) => [JSON.stringify(sum), sum])).values()];
}

const isTransaction = (source: Source): source is SourceOf<"transaction"> => "transaction" in source;

/** The currencies of the sums that have several. */
export async function readCurrencies(
  sums: readonly Sum[],
  queries: ReadQueries,
  options: AskOptions,
): Promise<AddedCurrencies> {
  // windows of one rule are compared with each other
  const found = new Map<string, Row[]>();
  const tasks = sums.map((sum) => async () => {
    const key = JSON.stringify([sum.type, sum.where, sum.group]);
    const rows = await askCurrencies(sum, queries, options);
    found.set(key, [...(found.get(key) ?? []), ...rows]);
  });
  await runAll(tasks, width);
  const several = [...found.values()].filter((rows) => new Set(rows.map(({ code }) => code)).size > 1).flat();
  const entries = new Map<string, number>();
  for (const { code, entries: more } of several) entries.set(code, (entries.get(code) ?? 0) + Number(more));
  const codes = [...entries]
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([code]) => code);
  const count = Math.max(codes.length, ...several.map(({ total }) => Number(total)));
  return { codes: codes.slice(0, mostCodes), count };
}

/** Queries at a time. */
const width = 4;

interface Row {
  readonly code: string;
  /** Transactions. */
  readonly entries: string;
  /** Currencies of the sum, of which the answer has the first hundred. */
  readonly total: string;
}

async function askCurrencies(
  { type, where, group, window: { from, to } }: Sum,
  queries: ReadQueries,
  { signal, priority = "interactive" }: AskOptions,
): Promise<readonly Row[]> {
  const [fromNs, toNs] = [BigInt(from) * 1_000_000n, BigInt(to) * 1_000_000n];
  const { sinceNs } = toTransactionTimes({ fromNs, toNs });
  const params = {
    names: [type],
    hasAmounts: true,
    from: toSqlTime(from),
    to: toSqlTime(to),
    since: toSqlTime(Number(sinceNs / 1_000_000n)),
    ...cellParams({ groupBy: group.map(([key]) => key), where }),
    ...Object.fromEntries(group.map(([, value], at) => [`group${at + 1}Value`, value])),
  };
  return queries.run<Row>("added-currencies", params, { signal, priority });
}

/** Of each tenant: another limit costs no query. */
const kept = new WeakMap<ReadQueries, Keep<AddedCurrencies>>();
const mostKept = 50;

/** As {@link readCurrencies}, or what it found in the last minutes for as long a range. */
export async function keptCurrencies(
  sums: readonly Sum[],
  queries: ReadQueries,
  { nowMs, ...options }: AskOptions & { readonly nowMs: () => number },
): Promise<AddedCurrencies> {
  if (sums.length === 0) return none;
  const keep = kept.get(queries) ?? createKept<AddedCurrencies>(mostKept, nowMs);
  kept.set(queries, keep);
  const key = JSON.stringify(sums.map(({ window, ...sum }) => [sum, ...placeOf(window)]));
  return keep(key, options.signal, async () => readCurrencies(sums, queries, options));
}

/** The same for ranges that are as long and end at about the same time: short ranges within a tenth of their length. */
function placeOf({ from, to }: Window): readonly number[] {
  const step = Math.max(1, Math.min(keptMs, (to - from) / 10));
  return [to - from, Math.floor(to / step)];
}
