import { expect, test } from "vitest";
import { compareSides } from "../../compare/compare.ts";
import type { Measured, MeasuredFunnel } from "../../compare/measured.ts";
import { toMeasured } from "./measure-funnels.ts";

const sideOf = (funnel: MeasuredFunnel): Measured => ({
  transactions: [],
  transactionsAreCut: false,
  seconds: 3600,
  spans: [],
  errors: [],
  metrics: [],
  funnels: [funnel],
  spansAreCut: false,
  funnelsAreCut: false,
  errorsAreCut: false,
  metricsAreCut: false,
});

/** So many were read, each of whom represents 400. */
const read = (entered: number, converted: number): MeasuredFunnel =>
  toMeasured("checkout", [entered * 400, converted * 400], 400);

test("people of a sample count once, so that chance is not a difference", () => {
  expect(read(30, 15)).toEqual({ name: "checkout", entered: 30, converted: 15, estimated: 12_000 });
  expect(compareSides(sideOf(read(30, 15)), sideOf(read(30, 11))).changes).toEqual([]);
});

test("those concerned are all whom a sample represents", () => {
  const [change] = compareSides(sideOf(read(400, 200)), sideOf(read(400, 100))).changes;
  expect(change).toMatchObject({ what: "conversion", baseCount: 400, nowCount: 400, affected: 40_000 });
});
