import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { toMoney } from "./money.ts";
import { findShares, noShares } from "./transaction-shares.ts";

const withSizes = (sizes: readonly (readonly [type: string, now: number, before: number])[]): ApiContext => {
  const rows = sizes.map(([type, now, before]) => ({
    type,
    recordsNow: String(now),
    recordsBefore: String(before),
  }));
  return { queries: { run: () => Promise.resolve(rows) } } as unknown as ApiContext;
};

test("only types with very many records are counted in part", async () => {
  const shares = await findShares(
    {},
    withSizes([
      ["purchase", 650_000, 700_000],
      ["refund", 159_999, 160_000],
      ["sign-up", 12, 0],
    ]),
  );
  expect([shares.of("purchase"), shares.of("refund"), shares.of("sign-up"), shares.of("other")]).toEqual([
    16, 1, 1, 1,
  ]);
  expect(shares.params).toEqual({ sharedTypes: ["purchase"], shares: [16] });
  expect(shares.isEstimate).toBe(true);
});

test("a type that had or has few transactions is counted as a whole; one without any does not change that", async () => {
  const shares = await findShares(
    {},
    withSizes([
      ["grown", 1_300_000, 60],
      ["fallen", 60, 1_300_000],
      ["new", 400_000, 0],
      ["gone", 0, 400_000],
    ]),
  );
  expect(["grown", "fallen", "new", "gone"].map((type) => shares.of(type))).toEqual([1, 1, 10, 10]);
});

test("where all types are rare nothing is estimated", async () => {
  expect(await findShares({}, withSizes([["refund", 159_999, 159_999]]))).toBe(noShares);
});

test("money of a part is multiplied exactly", () => {
  expect(toMoney({ USD: "-0.000000001", EUR: "99999999999999999999.999999999" }, 16)).toEqual([
    { currency: "EUR", amount: "1599999999999999999999.999999984" },
    { currency: "USD", amount: "-0.000000016" },
  ]);
  expect(toMoney({ EUR: "0.50" }, 4)).toEqual([{ currency: "EUR", amount: "2" }]);
});
