// A generated fault is the first finding wherever it shows, and without one nothing differs. `npm run test:nightly` tries 300 stores, and 60
// of other applications. `TELLTALE_FAULT_STORES` is how many, `TELLTALE_FAULT_SEED` the first seed; `npm run test:all` tries a few.
// @module-tag extended
import { expect, test } from "vitest";
import { type Answer, inTable, isHealthy, missesOf, rightShare } from "./answers.ts";
import { makeUpShape } from "./made-up-shape.ts";
import { knownShape, runStores } from "./run.ts";
import type { Shape } from "./shape.ts";

/** So many stores with and as many without a fault. Few find what is wrong in general. */
const stores = Number(process.env["TELLTALE_FAULT_STORES"] ?? 3);
const firstSeed = Number(process.env["TELLTALE_FAULT_SEED"] ?? 1);

test.each<[name: string, count: number, first: number, (seed: number) => Shape]>([
  ["known", stores, firstSeed, knownShape],
  ["made-up", Math.ceil(stores / 5), 100_000 + firstSeed, makeUpShape],
])(
  "in %s applications the cause of a fault comes first, and without a fault nothing differs",
  async (_name, count, first, shapeOf) => {
    const seeds = Array.from({ length: count }, (_, at) => first + at);
    const answers = await runStores(seeds, shapeOf);
    const ofFaults = answers.filter((one) => !isHealthy(one));
    const ofHealthy = answers.filter(isHealthy);
    const words = [inTable(ofFaults), inTable(ofHealthy), ...missesOf(answers)].join("\n");
    const isReached = (of: readonly Answer[], target: number): boolean =>
      rightShare(of) >= leastOf(target, count);
    expect({
      causes: isReached(ofFaults, 0.9),
      nothing: isReached(ofHealthy, 0.95),
      words,
    }).toEqual({ causes: true, nothing: true, words });
  },
  stores * 60_000 + 120_000,
);

/** Few stores may miss the target by chance: so much of it is asked of them. */
function leastOf(target: number, count: number): number {
  return count >= 60 ? target : target - 0.3;
}
