import { expect, test } from "vitest";
import { createShares, type Holder } from "./shares.ts";

const of = (tenant: string, identity = ""): Holder => ({ tenant, identity });

test("a tenant has half, and a token three quarters of that, once there is a named tenant", () => {
  const shares = createShares({ all: 64 });
  const first = of("", "token:a");
  shares.add(first, 47);
  expect(shares.reached(first, 1)).toBeUndefined();
  expect(shares.reached(first, 2)).toEqual({ of: "principal", used: 47, limit: 48 });
  expect(shares.reached(of("", "token:b"), 17)).toBeUndefined();
  expect(shares.reached(of("", "token:b"), 18)).toMatchObject({ of: "all" });

  const red = of("red", "token:a");
  expect(shares.reached(red, 17)).toBeUndefined();
  expect(shares.reached(first, 1)).toEqual({ of: "tenant", used: 47, limit: 32 });
  shares.add(first, -47);
  shares.add(red, 24);
  expect(shares.reached(red, 1)).toEqual({ of: "principal", used: 24, limit: 24 });
  shares.add(of("red", "token:b"), 8);
  expect(shares.reached(of("red", "token:c"), 1)).toEqual({ of: "tenant", used: 32, limit: 32 });
  expect(shares.reached(of("blue", "token:d"), 32)).toBeUndefined();
});

test("without authentication a sender shares with no other", () => {
  const shares = createShares({ all: 64 });
  shares.add(of(""), 63);
  expect(shares.reached(of(""), 1)).toBeUndefined();
  expect(shares.reached(of(""), 2)).toMatchObject({ of: "all" });
});

test("who alone holds something at a level is not refused there", () => {
  const shares = createShares({ all: 100 });
  const red = of("red", "token:a");
  shares.add(red, 30);
  expect(shares.reached(red, 200, 30)).toBeUndefined();
  shares.add(of("blue"), 1);
  expect(shares.reached(red, 69, 30)).toBeUndefined();
  expect(shares.reached(red, 70, 30)).toMatchObject({ of: "all" });
});
