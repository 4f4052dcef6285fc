import { expect, test } from "vitest";
import { withTraceComment } from "./trace-comment.ts";

const context = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };
const span = { spanContext: () => context } as never;
const comment = `/*traceparent='00-${context.traceId}-${context.spanId}-01'*/`;

test.each([
  ["SELECT 1", `SELECT 1 ${comment}`],
  ["SELECT 1; ", `SELECT 1 ${comment}; `],
  ["SELECT 1 -- why", "SELECT 1 -- why"],
  ["/* a */ SELECT 1", "/* a */ SELECT 1"],
  ["SELECT 1 # why", "SELECT 1 # why"],
])("%s", (text, commented) => {
  expect(withTraceComment(text, span)).toBe(commented);
});

test("without a trace there is nothing to say", () => {
  const none = { spanContext: () => ({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 }) };
  expect(withTraceComment("SELECT 1", none as never)).toBe("SELECT 1");
});
