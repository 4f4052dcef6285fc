// Numbers from facts: sums, percentiles, shares. A fact that stands for several counts as often.
import { type Sample, shareOfSampled } from "../condition/sample.ts";
import { exactSum, sumOfAmounts } from "./exact-sum.ts";
import type { AnyFact, FactWindow } from "./fact.ts";

type Quantity = "value" | "amount" | "seconds";

export const countOf = ({ count = 1 }: AnyFact): number => count;
const quantityOf = (fact: AnyFact, name: Quantity): number | undefined =>
  (fact as AnyFact & Readonly<Partial<Record<Quantity, number>>>)[name];

/** How many things a fact represents before sampling. */
const estimateOf = (fact: AnyFact & { readonly weight?: number }): number =>
  countOf(fact) * (fact.weight ?? 1);

/** The number of facts. */
function weigh(facts: readonly AnyFact[]): number {
  let total = 0;
  for (const fact of facts) total += countOf(fact);
  return total;
}

/** A number of things. */
export function counted(facts: readonly AnyFact[]): Sample {
  const count = weigh(facts);
  return { value: count, count };
}

/** A number of things, or how many there are in a second. */
export function countedOrRate(
  measure: string | undefined,
  facts: readonly AnyFact[],
  { from, to }: Pick<FactWindow, "from" | "to">,
): Sample {
  return measure === "rate" ? { value: weigh(facts) / secondsOf({ from, to }) } : counted(facts);
}

export function secondsOf({ from, to }: Pick<FactWindow, "from" | "to">): number {
  return (to - from) / 1000;
}

export const valueSample = (value: number | undefined): Sample | undefined =>
  value === undefined ? undefined : { value };

/** The sum of the values of points. */
export function sumOf(facts: readonly AnyFact[]): number {
  return exactSum(facts.map((fact) => countOf(fact) * (quantityOf(fact, "value") ?? 0)));
}

/** The sum of the amounts of transactions. */
export function amountOf(facts: readonly AnyFact[]): number {
  return sumOfAmounts(facts.map((fact) => [quantityOf(fact, "amount") ?? 0, countOf(fact)]));
}

export function average(facts: readonly AnyFact[]): number | undefined {
  const count = weigh(facts);
  return count === 0 ? undefined : sumOf(facts) / count;
}

/** The smallest value that at least `share` of the facts do not exceed. */
export function percentile(facts: readonly AnyFact[], quantity: Quantity, share: number): number | undefined {
  const known = facts.flatMap((fact) => {
    const value = quantityOf(fact, quantity);
    return value === undefined ? [] : [[value, estimateOf(fact)] as const];
  });
  const ordered = known.toSorted(([a], [b]) => a - b);
  const wanted = share * ordered.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of ordered) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return undefined;
}

/** The last value of each series; of several series the highest. */
export function lastOf(facts: readonly AnyFact[]): number | undefined {
  const series = new Map<string, number>();
  for (const fact of facts) series.set(JSON.stringify(fact.attributes), quantityOf(fact, "value")!);
  if (series.size === 0) return undefined;
  // not `Math.max(...)`: there may be more series than a call has arguments
  let highest = -Infinity;
  for (const value of series.values()) highest = Math.max(highest, value);
  return highest;
}

/** The facts of each series, in their order. */
export function bySeries<F extends AnyFact>(facts: readonly F[]): readonly (readonly F[])[] {
  const series = new Map<string, F[]>();
  for (const fact of facts) {
    const key = JSON.stringify(fact.attributes);
    const own = series.get(key);
    if (own === undefined) series.set(key, [fact]);
    else own.push(fact);
  }
  return [...series.values()];
}

export function shareOf(part: readonly AnyFact[], whole: readonly AnyFact[]): Sample | undefined {
  const count = weigh(whole);
  return count === 0 ? undefined : { value: weigh(part) / count, part: weigh(part), count };
}

/** How many spans there were before sampling. */
export function estimate(facts: readonly AnyFact[]): number {
  let total = 0;
  for (const fact of facts) total += estimateOf(fact);
  return total;
}

/** A share of spans before sampling. */
export function shareOfSpans(part: readonly AnyFact[], whole: readonly AnyFact[]): Sample | undefined {
  const count = weigh(whole);
  if (count === 0) return undefined;
  return shareOfSampled({ part: weigh(part), count }, { part: estimate(part), count: estimate(whole) });
}
