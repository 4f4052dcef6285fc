import { expect, test } from "vitest";
import { toSqlTime } from "./time.ts";

test("toSqlTime keeps all nine digits", () => {
  const ns = BigInt(Date.parse("2026-11-20T14:48:00Z")) * 1_000_000n;
  expect(toSqlTime(ns + 7n)).toBe("2026-11-20 14:48:00.000000007");
});
