// fast-check as the tests import it, with one seed: a run of the tests finds what the run before found. `TELLTALE_SEED=N` tries other
// values, `TELLTALE_SEED=random` new ones each time; a failure prints the seed.
import fc from "../node_modules/fast-check/lib/fast-check.js";

const seed = process.env["TELLTALE_SEED"] ?? "20261121";
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });

export * from "../node_modules/fast-check/lib/fast-check.js";
export default fc;
