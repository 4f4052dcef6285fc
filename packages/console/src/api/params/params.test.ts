import { decimal, filterFields, oneOf, pageFields, rangeFields, whole } from "contract";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import { readParams, readRange } from "./params.ts";

const form = z.object({
  ...rangeFields,
  ...pageFields,
  ...filterFields,
  status: oneOf("error", "ok"),
  step: whole(1, 10),
});
const clock = { nowMs: () => Date.parse("2026-11-20T14:48:00Z") };

function problemOf(action: () => unknown): ProblemError {
  try {
    action();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const filters = (count: number): string[] => Array.from({ length: count }, (_, at) => `k${at}=v`);

describe("readParams", () => {
  test("accepts valid values, and treats empty values as absent", () => {
    expect(readParams(form, { limit: "500", status: "", filter: "a=b" })).toEqual({
      limit: 500,
      filter: ["a=b"],
    });
    expect(readParams(form, { filter: ["a=b", "c=d"] })).toEqual({ filter: ["a=b", "c=d"], limit: 50 });
  });

  test("reads a number with all the digits that JavaScript writes", () => {
    const durations = z.object({ minDurationMs: decimal(0, 1e12) });
    for (const value of [0.5, 304.8096482076607, 0.1 + 0.2, 1 / 3e5])
      expect(readParams(durations, { minDurationMs: String(value) })).toEqual({ minDurationMs: value });
  });

  test.each([
    ["limit", "0", "expected a whole number from 1 to 500"],
    ["limit", "501", "expected a whole number from 1 to 500"],
    ["limit", "1e2", "expected a whole number from 1 to 500"],
    ["limit", "5 OR 1=1", "expected a whole number from 1 to 500"],
    ["status", "bad", "expected one of `error`, `ok`"],
    ["step", "11", "expected a whole number from 1 to 10"],
    ["cursor", "x".repeat(4097), "expected at most 4096 characters"],
  ])("refuses %s=%s and names it", (name, value, expectation) => {
    const problem = problemOf(() => readParams(form, { [name]: value }));
    expect([problem.status, problem.code]).toEqual([400, "BAD_PARAMETER"]);
    expect(problem.message).toContain(`\`${name}=`);
    expect(problem.message).toContain(expectation);
    expect(problem.fix).not.toBe("");
  });

  test("rejects a parameter that is given twice", () => {
    expect(problemOf(() => readParams(form, { limit: ["1", "2"] })).message).toBe(
      "Cannot use `limit=1, 2`: expected one value.",
    );
  });

  test("accepts twenty filters and rejects more", () => {
    expect(readParams(form, { filter: filters(20) }).filter).toHaveLength(20);
    expect(problemOf(() => readParams(form, { filter: filters(21) })).message).toContain(
      "expected at most 20 of them",
    );
  });

  test("names the known parameters for an unknown one", () => {
    const problem = problemOf(() => readParams(z.object({ limit: whole(1, 5) }), { limt: "3" }));
    expect(problem.message).toBe("Cannot use `limt=3`: expected no parameter of this name.");
    expect(problem.fix).toBe("Use `limit`.");
  });

  test("suggests the nearest name, and none when no name is near", () => {
    const fixOf = (name: string): string => problemOf(() => readParams(form, { [name]: "3" })).fix;
    expect(fixOf("stattus")).toBe(
      "Did you mean `status`? Use `from`, `to`, `environment`, `limit`, `cursor`, `filter`, `status`, `step`.",
    );
    expect(fixOf("quantile")).toMatch(/^Use `from`/);
    expect(fixOf("x".repeat(5000))).toMatch(/^Use `from`/);
  });

  test("accepts only whole numbers for integers, and fractions for numbers", () => {
    const numbers = z.object({ whole: whole(1, 10), decimal: decimal(0, 10) });
    expect(readParams(numbers, { whole: "7", decimal: "0.25" })).toEqual({ whole: 7, decimal: 0.25 });
    for (const value of ["1.0", "-1", " 1", "0x1", "1e0"])
      expect(problemOf(() => readParams(numbers, { whole: value })).message).toContain(
        "expected a whole number",
      );
    for (const value of ["1e0", "-0.5", "Infinity", `0.${"0".repeat(25)}1`])
      expect(problemOf(() => readParams(numbers, { decimal: value })).message).toContain("expected a number");
  });

  test("handles names of object properties", () => {
    expect(problemOf(() => readParams(form, { constructor: "x" })).code).toBe("BAD_PARAMETER");
  });

  test("cuts a long value in the message", () => {
    expect(problemOf(() => readParams(form, { limit: "9".repeat(5000) })).message.length).toBeLessThan(250);
  });
});

describe("readRange", () => {
  test("is the last hour by default", () => {
    const { fromNs, toNs } = readRange({}, clock);
    expect(toNs - fromNs).toBe(3_600_000_000_000n);
    expect(toNs).toBe(BigInt(clock.nowMs()) * 1_000_000n);
  });

  test("rejects an invalid time", () => {
    const problem = problemOf(() => readRange({ from: "24 hours ago" }, clock));
    expect(problem.message).toContain("`from=24 hours ago`");
    expect(problem.fix).toContain("-1h");
  });

  test("rejects a range that is empty or backwards", () => {
    expect(problemOf(() => readRange({ from: "now", to: "-1h" }, clock)).message).toContain(
      "a time before `to`",
    );
    expect(problemOf(() => readRange({ from: "now", to: "now" }, clock)).code).toBe("BAD_PARAMETER");
  });
});
