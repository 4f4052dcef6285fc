// fast-check as the tests import it, with one seed: a run of the tests finds what the run before found. `TELLTALE_SEED=N` tries other
// values, `TELLTALE_SEED=random` new ones each time; a failure prints the seed. `npm test` tries the first hundred values of a property,
// the longer runs as many as the property says.
import fc from "../node_modules/fast-check/lib/fast-check.js";

import { chosenTier } from "./testing/tiers.ts";

const seed = process.env["TELLTALE_SEED"] ?? "20261121";
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });

const usual = 100;
const most = chosenTier() === "quick" ? usual : Infinity;

function assertAtMost(property: never, options?: fc.Parameters<never>): unknown {
  return fc.assert(property, { ...options, numRuns: Math.min(options?.numRuns ?? usual, most) });
}

/** As fast-check has it, but for the number of values in `npm test`. */
export const assert = assertAtMost as typeof fc.assert;

export * from "../node_modules/fast-check/lib/fast-check.js";
export default { ...fc, assert };
