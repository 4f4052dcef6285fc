// The names that rules and objectives may refer to.
import { nearest } from "../shape/problem.ts";

export interface Names {
  readonly all: readonly string[];
  /** How many things have this name. */
  count(name: string): number;
  /** The name that `wrong` is probably a misspelling of. */
  near(wrong: string): string | undefined;
}

/** Comparisons of two names, some microseconds each: beyond them nothing is suggested. */
const mostComparisons = 20_000;

/** `most`: so many comparisons are made for suggestions, which tens of thousands of wrong names would want. */
export function toNames(all: readonly string[], most: number = mostComparisons): Names {
  const counts = new Map<string, number>();
  for (const name of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  const suggested = new Map<string, string | undefined>();
  let left = most;
  return {
    all,
    count: (name) => counts.get(name) ?? 0,
    near(wrong) {
      if (suggested.has(wrong)) return suggested.get(wrong);
      if (left < counts.size) return undefined;
      left -= counts.size;
      const near = nearest(wrong, [...counts.keys()]);
      suggested.set(wrong, near);
      return near;
    },
  };
}
