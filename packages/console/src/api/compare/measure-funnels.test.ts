import { expect, test } from "vitest";
import { compareSides } from "../../compare/compare.ts";
import type { Measured } from "../../compare/measured.ts";
import { observed } from "./measure-funnels.ts";

const sideOf = (entered: number, converted: number): Measured => ({
  transactions: [],
  transactionsAreCut: false,
  seconds: 3600,
  spans: [],
  errors: [],
  metrics: [],
  funnels: [{ name: "checkout", entered, converted }],
  spansAreCut: false,
  funnelsAreCut: false,
  errorsAreCut: false,
  metricsAreCut: false,
});

test("people of a sample count once, so that chance is not a difference", () => {
  // 30 people were read of each side, of whom each represents 400
  const share = 400;
  const [base, now] = [
    [30 * share, 15 * share],
    [30 * share, 11 * share],
  ];
  const [before, after] = [base, now].map((people) => observed(people!, share));
  expect([before, after]).toEqual([
    [30, 15],
    [30, 11],
  ]);
  const { changes } = compareSides(sideOf(before![0]!, before![1]!), sideOf(after![0]!, after![1]!));
  expect(changes).toEqual([]);
});
