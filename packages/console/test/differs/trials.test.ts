// The benchmark `console-differs` on fewer data sets, with other seeds.
// @module-tag extended
import { expect, test } from "vitest";
import { runTrials } from "./trials.ts";

const sets = 10;
/** Of random splits more: a share of one in twenty is to be told from none. */
const splits = 20;

test("a planted cause is the first finding", () => {
  expect(runTrials("single", sets, 9000, ["telltale"])["telltale"]).toBeGreaterThanOrEqual(0.9 * sets);
});

test("a planted pair is the first finding", () => {
  expect(runTrials("pair", sets, 9000, ["telltale"])["telltale"]).toBeGreaterThanOrEqual(0.8 * sets);
});

test("nothing differs between the parts of a random split", () => {
  expect(runTrials("random", splits, 1, ["telltale"])["telltale"]).toBeGreaterThanOrEqual(0.95 * splits);
});
