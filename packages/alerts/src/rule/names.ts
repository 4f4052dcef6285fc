// The names that rules and objectives may refer to.
import { longestCompared } from "catalog/name-distance";
import { mostEdits, nearest } from "catalog/nearest";

export interface Names {
  readonly all: readonly string[];
  /** How many things have this name. */
  count(name: string): number;
  /** The name that `wrong` is probably a misspelling of, while there is room for looking for it. */
  near(wrong: string): string | undefined;
}

/** What looking for suggestions may still cost, for all wrong names of one check together. */
export interface Hints {
  /** Steps of comparisons, some nanoseconds each: two names take as many as the product of their lengths. */
  left: number;
}

/** Some ten milliseconds. */
const mostSteps = 4_000_000;
/** Of a comparison, besides those of its characters. */
const stepsOfOne = 20;

export const newHints = (left: number = mostSteps): Hints => ({ left });

export function toNames(all: readonly string[], hints: Hints): Names {
  const counts = new Map<string, number>();
  for (const name of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  const suggested = new Map<string, string | undefined>();
  let byLength: ReadonlyMap<number, readonly string[]> | undefined;
  return {
    all,
    count: (name) => counts.get(name) ?? 0,
    near(wrong) {
      if (suggested.has(wrong)) return suggested.get(wrong);
      const { length } = wrong.toLowerCase();
      if (length > longestCompared) return undefined;
      byLength ??= namesByLength(counts.keys());
      const alike = lengthsNear(length).map((one) => [one, byLength!.get(one) ?? []] as const);
      const steps = alike.reduce((sum, [one, names]) => sum + names.length * (length * one + stepsOfOne), 0);
      if (steps > hints.left) return undefined;
      hints.left -= steps;
      const near = nearest(
        wrong,
        alike.flatMap(([, names]) => names),
      );
      suggested.set(wrong, near);
      return near;
    },
  };
}

function namesByLength(names: Iterable<string>): ReadonlyMap<number, readonly string[]> {
  const byLength = new Map<number, string[]>();
  for (const name of names) {
    const { length } = name.toLowerCase();
    const alike = byLength.get(length);
    if (alike === undefined) byLength.set(length, [name]);
    else alike.push(name);
  }
  return byLength;
}

/** The same length first. */
function lengthsNear(length: number): readonly number[] {
  return Array.from({ length: mostEdits }, (_, index) => index + 1).reduce(
    (lengths, more) => [...lengths, length - more, length + more],
    [length],
  );
}
