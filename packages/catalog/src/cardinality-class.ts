// How many different values an attribute takes, as four classes.

/** How many different values an attribute takes: `low` up to 20, `medium` up to 1,000, `high` up to 100,000, `unbounded` more. */
export type CardinalityClass = "low" | "medium" | "high" | "unbounded";

/** The most values of each class, smallest first. */
export const classSizes: Readonly<Record<CardinalityClass, number>> = {
  low: 20,
  medium: 1000,
  high: 100_000,
  unbounded: Infinity,
};

export const cardinalityClasses = Object.keys(classSizes) as readonly CardinalityClass[];

/** The smallest class that has room for `count` values. */
export function classOfCount(count: number): CardinalityClass {
  return cardinalityClasses.find((name) => count <= classSizes[name])!;
}
