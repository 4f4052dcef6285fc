// What a benchmark answers with: figures in one JSON line on standard output, read by tools/bench.ts.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Smallest and largest of the runs, where there were several. */
  readonly spread?: readonly [number, number];
}

export interface Answer {
  readonly question: string;
  /** What was done, in a sentence or two, so that the figure can be judged. */
  readonly method: string;
  readonly figures: readonly Figure[];
  /** What was missing, and how to provide it: then nothing is published. */
  readonly lacks?: string;
}

/** Prints the answer. Call it once, at the end. */
export function answer(value: Answer): void {
  console.log(JSON.stringify(value));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The figure of several runs: median and spread. */
export function figureOf(name: string, unit: string, values: readonly number[]): Figure {
  return {
    name,
    unit,
    value: median(values),
    spread: [Math.min(...values), Math.max(...values)],
  };
}
