// What a comparison comes to, in one sentence: what got worse for most, what it cost, and how much got better.
import type { ComparedRow, CompareResult, Money } from "contract";

import { formatCount } from "../../lib/format.ts";
import { formatDuration, formatPercentile } from "../../lib/format-duration.ts";
import { formatAmounts } from "../../lib/format-money.ts";
import { unbroken } from "../../lib/unbroken.ts";
import { valueWords } from "./row-words.ts";

export interface Sentence {
  /** What is compared with what: `2.41.0 against 2.40.3`. */
  readonly sides: string;
  /** What got worse or is a new error, those that concern most first; empty: nothing. */
  readonly worse: readonly string[];
  /** What was lost beyond the base, by how many people; `undefined` where no amount is known. */
  readonly cost: string | undefined;
  /** What is said when nothing got worse: only what was compared is known. */
  readonly nothing: string;
  /** How much beyond these got worse or is new, and how much got better; then what was not compared. */
  readonly rest: readonly string[];
}

const most = 3;
/** Currencies of the cost. */
const mostAmounts = 2;

export function sentenceOf(result: CompareResult): Sentence {
  const bad = result.changes.filter(isBad);
  const better = result.changes.filter(({ verdict }) => verdict === "better").length;
  const partial = partialOf(result);
  const named = namedOf(bad);
  const more = bad.length - named.length;
  return {
    sides: sidesOf(result),
    worse: named.map(phraseOf),
    cost: costOf(bad),
    nothing: nothingOf(partial),
    rest: [
      ...(more === 0 ? [] : [`${figures(more, "more")} got worse`]),
      ...(better === 0 ? [] : [`${figures(better)} got better`]),
      ...(bad.length === 0 ? [] : partial),
    ],
  };
}

/** Those that concern most, and of durations one: that of transactions, however many others are longer. */
function namedOf(bad: readonly ComparedRow[]): readonly ComparedRow[] {
  const ofTransactions = bad.find((row) => isSlower(row) && row.kind === "transaction");
  const slower = ofTransactions ?? bad.find(isSlower);
  const first = bad.filter((row) => !isSlower(row)).slice(0, most);
  const isNamed = ofTransactions !== undefined || first.length < most;
  return slower !== undefined && isNamed ? [...first, slower] : first;
}

const isSlower = ({ what }: ComparedRow): boolean => what === "p95";

/** People only of one type: those of several may be the same. */
function costOf(bad: readonly ComparedRow[]): string | undefined {
  const costly = bad.filter(({ lost }) => lost.some(isLost));
  if (costly.length === 0) return undefined;
  const sums = new Map<string, number>();
  for (const { currency, amount } of costly.flatMap(({ lost }) => lost.filter(isLost)))
    sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  const amounts = [...sums].map(([currency, amount]) => ({ currency, amount: String(amount) }));
  const people = costly.length === 1 ? costly[0]!.people : null;
  const from = people === null ? "" : ` from ${unbroken(peopleWords(people))}`;
  return `about ${formatAmounts(amounts, mostAmounts)} more${from} was lost`;
}

const isLost = ({ amount }: Money): boolean => Number(amount) > 0;

function peopleWords(people: number): string {
  const count = Math.max(1, Math.round(people));
  return `${formatCount(count)} ${count === 1 ? "person" : "people"}`;
}

/** Parts that failed, and those of which only some were compared. */
function partialOf({ cut, failed }: CompareResult): readonly string[] {
  const missing = failed.map(({ part }) => `${part} were not compared`);
  const some = cut
    .filter((part) => failed.every((one) => one.part !== part))
    .map((part) => `not all ${part} were compared`);
  return [...missing, ...some];
}

function nothingOf(partial: readonly string[]): string {
  const words = "nothing got worse by more than chance explains";
  return partial.length === 0 ? words : `${words} among what could be compared (${partial.join(", ")})`;
}

const isBad = ({ kind, verdict }: ComparedRow): boolean =>
  verdict === "worse" || (verdict === "new" && kind === "error");

const figures = (count: number, more?: string): string =>
  [formatCount(count), ...(more === undefined ? [] : [more]), count === 1 ? "figure" : "figures"].join(" ");

function sidesOf({ base, now, by }: CompareResult): string {
  if (by !== "") return `${now.value} against ${base.value}`;
  if (base.environment !== now.environment)
    return `${now.environment || "all environments"} against ${base.environment || "all environments"}`;
  return "now against the base";
}

const verbs: Readonly<Partial<Record<ComparedRow["what"], string>>> = {
  completion: "completes",
  conversion: "converts",
  errors: "fails",
  occurrences: "occurs",
};

function phraseOf(row: ComparedRow): string {
  if (row.verdict === "new") return `${row.name} is new`;
  if (row.what === "p95") {
    // those of spans are known by their buckets
    const format = row.kind === "transaction" ? formatDuration : formatPercentile;
    return `${row.name} takes ${unbroken(format(row.now - row.base))} longer at p95`;
  }
  const [base, now] = [valueWords(row, row.base), valueWords(row, row.now)];
  const of = now.endsWith("per 1,000") ? " requests" : "";
  return `${row.name} ${verbs[row.what] ?? row.what} ${unbroken(`${base} → ${now}${of}`)}`;
}
