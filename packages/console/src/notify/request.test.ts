import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";
import { describeNetworkError } from "./request.ts";

test("a failed connection is described by its code, never by its message", () => {
  const failed = (code: string): unknown =>
    Object.assign(new TypeError("fetch failed for https://a.example/secret"), {
      cause: { code, message: "https://a.example/secret" },
    });
  expect(describeNetworkError(failed("ECONNREFUSED"))).toBe("the connection was refused");
  expect(describeNetworkError(failed("E_NEW"))).toBe("the connection failed (E_NEW)");
  expect(describeNetworkError(new Error("https://a.example/secret"))).toBe(
    "the connection failed (unknown reason)",
  );
  expect(describeNetworkError(undefined)).toBe("the connection failed (unknown reason)");
});

test("waits double up to five minutes, with a random half, and at least as long as was asked for up to an hour", () => {
  expect([1, 2, 3, 9, 10, 50].map((failures) => backoffMs(failures, () => 0))).toEqual([
    500, 1000, 2000, 128_000, 150_000, 150_000,
  ]);
  expect([1, 2, 3, 9, 10, 50].map((failures) => backoffMs(failures, () => 1))).toEqual([
    1000, 2000, 4000, 256_000, 300_000, 300_000,
  ]);
  expect(backoffMs(1, () => 0, 90_000)).toBe(90_000);
  expect(backoffMs(1, () => 0, 86_400_000)).toBe(3_600_000);
});
