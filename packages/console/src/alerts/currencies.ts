// The currencies that a rule on amounts adds, where neither a condition nor a group names one. The store is asked for rules on amounts only,
// and never in a round: by a preview, by who looks at the rule, and by a message.
import type { Input, Labels, Source, SourceOf } from "alerts/readings";
import { addsAmounts } from "alerts/currency";
import { toTransactionTimes } from "../api/transactions/transaction-params.ts";
import { conditionsOf } from "./messages/fired.ts";
import { type AmountRow, currenciesOf, readAmounts } from "./read/amounts.ts";
import type { AskOptions, ReadQueries } from "./read/ask.ts";
import { toSqlTime } from "./read/family.ts";

/** Unix ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** What is asked of the store. */
export interface Sum {
  readonly type: string;
  readonly where: readonly (readonly [key: string, value: string])[];
  readonly window: Window;
}

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
    const where = conditionsOf({ source, group });
    return [{ type: source.transaction, where, window: windowOf(input) }];
  });
  return [...new Map(sums.map((sum) => [JSON.stringify(sum), sum])).values()];
}

const isTransaction = (source: Source): source is SourceOf<"transaction"> => "transaction" in source;

/** The currencies of the sums that have several, those of most transactions first; an amount without a currency has an empty one. */
export async function readCurrencies(
  sums: readonly Sum[],
  queries: ReadQueries,
  options: AskOptions,
): Promise<readonly string[]> {
  // windows of one rule are compared with each other
  const found = new Map<string, Set<string>>();
  for (const sum of sums) {
    const key = JSON.stringify([sum.type, sum.where]);
    const known = found.get(key) ?? new Set();
    found.set(key, known);
    for (const code of await askCurrencies(sum, queries, options)) known.add(code);
  }
  return [...new Set([...found.values()].flatMap((codes) => (codes.size > 1 ? [...codes] : [])))];
}

async function askCurrencies(
  { type, where, window: { from, to } }: Sum,
  queries: ReadQueries,
  options: AskOptions,
): Promise<readonly string[]> {
  const [fromNs, toNs] = [BigInt(from) * 1_000_000n, BigInt(to) * 1_000_000n];
  const { sinceNs } = toTransactionTimes({ fromNs, toNs });
  const query = {
    type,
    where,
    from: toSqlTime(from),
    to: toSqlTime(to),
    since: toSqlTime(Number(sinceNs / 1_000_000n)),
    fromMs: from,
    stepMs: to - from,
  };
  const rows = await readAmounts(queries, query, options);
  return currenciesOf(rows.filter(isAdded));
}

/** What costs nothing changes no sum, whatever its currency. */
const isAdded = ({ total }: AmountRow): boolean => total !== 0;

/** Answers that previews share: another limit costs no query. */
const kept = new WeakMap<
  ReadQueries,
  Map<string, { readonly at: number; readonly found: readonly string[] }>
>();
const keptMs = 300_000;
const mostKept = 50;

/** As {@link readCurrencies}, or what it found in the last minutes for as long a range. */
export async function keptCurrencies(
  sums: readonly Sum[],
  queries: ReadQueries,
  { nowMs, ...options }: AskOptions & { readonly nowMs: () => number },
): Promise<readonly string[]> {
  if (sums.length === 0) return [];
  const known =
    kept.get(queries) ?? new Map<string, { readonly at: number; readonly found: readonly string[] }>();
  kept.set(queries, known);
  const now = nowMs();
  for (const [key, { at }] of known) if (now - at >= keptMs || now < at) known.delete(key);
  const key = JSON.stringify(
    sums.map(({ window: { from, to }, ...sum }) => [sum, to - from, Math.floor(to / keptMs)]),
  );
  const before = known.get(key);
  if (before !== undefined) return before.found;
  const found = await readCurrencies(sums, queries, options);
  known.set(key, { at: now, found });
  for (const one of known.keys()) if (known.size > mostKept) known.delete(one);
  return found;
}
