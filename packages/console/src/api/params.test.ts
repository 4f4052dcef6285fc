import { describe, expect, test } from "vitest";
import { ProblemError } from "../http/problem.ts";
import { filterFields, oneOf, pageFields, rangeFields, readParams, readRange, whole } from "./params.ts";

const fields = {
  ...rangeFields,
  ...pageFields,
  ...filterFields,
  status: oneOf("error", "ok"),
  step: whole(1, 10),
};
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
  test("takes what fits, and empty values as absent", () => {
    expect(readParams(fields, { limit: "500", status: "", filter: "a=b" })).toEqual({
      limit: 500,
      filter: ["a=b"],
    });
    expect(readParams(fields, { filter: ["a=b", "c=d"] })).toEqual({ filter: ["a=b", "c=d"] });
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
    const problem = problemOf(() => readParams(fields, { [name]: value }));
    expect([problem.status, problem.code]).toEqual([400, "BAD_PARAMETER"]);
    expect(problem.message).toContain(`\`${name}=`);
    expect(problem.message).toContain(expectation);
    expect(problem.fix).not.toBe("");
  });

  test("refuses a parameter that is given twice", () => {
    expect(problemOf(() => readParams(fields, { limit: ["1", "2"] })).message).toBe(
      "Cannot use `limit=1, 2`: expected one value.",
    );
  });

  test("refuses more than twenty filters, and takes twenty", () => {
    expect(readParams(fields, { filter: filters(20) }).filter).toHaveLength(20);
    expect(problemOf(() => readParams(fields, { filter: filters(21) })).message).toContain(
      "expected at most 20 of them",
    );
  });

  test("names what there is for a parameter that is not", () => {
    const problem = problemOf(() => readParams({ limit: whole(1, 5) }, { limt: "3" }));
    expect(problem.message).toBe("Cannot use `limt=3`: expected no parameter of this name.");
    expect(problem.fix).toBe("Use `limit`.");
  });

  test("is not misled by names every object has", () => {
    expect(problemOf(() => readParams(fields, { constructor: "x" })).code).toBe("BAD_PARAMETER");
  });

  test("cuts a long value in the message", () => {
    expect(problemOf(() => readParams(fields, { limit: "9".repeat(5000) })).message.length).toBeLessThan(250);
  });
});

describe("readRange", () => {
  test("is the last hour when nothing is said", () => {
    const { fromNs, toNs } = readRange({}, clock);
    expect(toNs - fromNs).toBe(3_600_000_000_000n);
    expect(toNs).toBe(BigInt(clock.nowMs()) * 1_000_000n);
  });

  test("refuses an expression that is no time", () => {
    const problem = problemOf(() => readRange({ from: "24 hours ago" }, clock));
    expect(problem.message).toContain("`from=24 hours ago`");
    expect(problem.fix).toContain("-1h");
  });

  test("refuses a range that is empty or runs backwards", () => {
    expect(problemOf(() => readRange({ from: "now", to: "-1h" }, clock)).message).toContain(
      "a time before `to`",
    );
    expect(problemOf(() => readRange({ from: "now", to: "now" }, clock)).code).toBe("BAD_PARAMETER");
  });
});
