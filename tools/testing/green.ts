// Which runs prove that the tests need no second attempt.
import type { TestRun } from "./runs.ts";

interface Wanted {
  readonly name: string;
  readonly count: number;
  readonly of: (run: TestRun) => boolean;
}

/** The last `count` runs of each kind have to be green. A longer run contains the shorter one. */
export const wantedRuns: readonly Wanted[] = [
  { name: "whole runs of `npm test`", count: 10, of: () => true },
  { name: "runs of `npm test` beside busy processes", count: 2, of: ({ burners }) => burners > 0 },
  { name: "runs of `npm run test:all`", count: 3, of: ({ tier }) => tier !== "quick" },
];

/** A line for each kind of which too few runs are there, or one of the last is not green. */
export function missingRuns(runs: readonly TestRun[]): readonly string[] {
  return wantedRuns.flatMap(({ name, count, of }) => {
    const last = runs.filter(of).slice(-count);
    const red = last.findLastIndex(({ failed }) => failed > 0);
    const green = last.length - 1 - red;
    return green >= count ? [] : [`${green} of ${count} ${name} in a row are green.`];
  });
}
