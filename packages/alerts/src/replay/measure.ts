// Numbers from facts: sums, percentiles, shares. A fact that stands for several counts as often.
import type { Sample } from "../condition/reading.ts";
import { exactSum, sumOfAmounts } from "./exact-sum.ts";
import type { Fact } from "./fact.ts";

type Quantity = "value" | "amount" | "seconds";

const countOf = ({ count = 1 }: Fact): number => count;
const quantityOf = (fact: Fact, name: Quantity): number | undefined =>
  (fact as Fact & Readonly<Partial<Record<Quantity, number>>>)[name];

/** The number of facts. */
export function weigh(facts: readonly Fact[]): number {
  let total = 0;
  for (const fact of facts) total += countOf(fact);
  return total;
}

/** The sum of the values of points. */
export function sumOf(facts: readonly Fact[]): number {
  return exactSum(facts.map((fact) => countOf(fact) * (quantityOf(fact, "value") ?? 0)));
}

/** The sum of the amounts of transactions. */
export function amountOf(facts: readonly Fact[]): number {
  return sumOfAmounts(facts.map((fact) => [quantityOf(fact, "amount") ?? 0, countOf(fact)]));
}

/** What was counted: increases of a counter by their values, observations by their number. */
export function increaseOf(facts: readonly Fact[]): number {
  return exactSum(
    facts.map((fact) =>
      "metric" in fact && fact.kind === "observation"
        ? countOf(fact)
        : countOf(fact) * (quantityOf(fact, "value") ?? 0),
    ),
  );
}

export function average(facts: readonly Fact[]): number | undefined {
  const count = weigh(facts);
  return count === 0 ? undefined : sumOf(facts) / count;
}

/** The smallest value that at least `share` of the facts do not exceed. */
export function percentile(facts: readonly Fact[], quantity: Quantity, share: number): number | undefined {
  const known = facts.flatMap((fact) => {
    const value = quantityOf(fact, quantity);
    return value === undefined ? [] : [[value, countOf(fact)] as const];
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
export function lastOf(facts: readonly Fact[]): number | undefined {
  const series = new Map<string, number>();
  for (const fact of facts) series.set(JSON.stringify(fact.attributes), quantityOf(fact, "value")!);
  if (series.size === 0) return undefined;
  // not `Math.max(...)`: there may be more series than a call has arguments
  let highest = -Infinity;
  for (const value of series.values()) highest = Math.max(highest, value);
  return highest;
}

export function shareOf(part: readonly Fact[], whole: readonly Fact[]): Sample | undefined {
  const count = weigh(whole);
  return count === 0 ? undefined : { value: weigh(part) / count, part: weigh(part), count };
}
