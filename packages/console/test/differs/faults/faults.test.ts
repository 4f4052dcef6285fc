// A generated fault is the first finding wherever it shows, and without one nothing differs. `npm run test:nightly` tries 300 stores, and 60
// of applications that no ranking was made for.
import { expect, test } from "vitest";
import { makeUpShape } from "./made-up-shape.ts";
import { inTable, knownShape, type Score, type Scores, runStores } from "./run.ts";
import type { Shape } from "./shape.ts";

/** So many stores with and as many without a fault. Few find what is wrong in general. */
const stores = Number(process.env["TELLTALE_FAULT_STORES"] ?? 3);

test.each<[name: string, count: number, first: number, (seed: number) => Shape]>([
  ["known", stores, 1, knownShape],
  ["made-up", Math.ceil(stores / 5), 100_001, makeUpShape],
])(
  "in %s applications the cause of a fault comes first, and without a fault nothing differs",
  async (_name, count, first, shapeOf) => {
    const seeds = Array.from({ length: count }, (_, at) => first + at);
    const scores: Scores = await runStores(seeds, shapeOf);
    const words = [inTable(scores.faults), inTable(scores.healthy), ...scores.misses].join("\n");
    const isReached = (of: Scores["faults"], target: number): boolean =>
      shareOf(of) >= leastOf(target, count);
    expect({
      causes: isReached(scores.faults, 0.9),
      nothing: isReached(scores.healthy, 0.95),
      words,
    }).toEqual({ causes: true, nothing: true, words });
  },
  stores * 300_000,
);

/** Of all places. */
function shareOf(scores: ReadonlyMap<string, Score>): number {
  const all = [...scores.values()];
  const sum = (of: (score: Score) => number): number => all.reduce((total, one) => total + of(one), 0);
  const asked = sum((one) => one.asked);
  return asked === 0 ? 1 : sum((one) => one.right) / asked;
}

/** Few stores may miss the target by chance: so much of it is asked of them. */
function leastOf(target: number, count: number): number {
  return count >= 60 ? target : target - 0.3;
}
