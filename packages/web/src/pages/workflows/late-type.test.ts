import type { WorkflowTypeResult } from "contract";
import { expect, test } from "vitest";

import { lateType, statusOf, stuckCount, stuckValue } from "./late-type.ts";

const result = {
  summary: { type: "order", open: 400, stuck: 302 },
  states: [{ state: "created", open: 400, stuck: 302 }],
  ages: [{ fromMs: 0, toMs: null, open: 400, stuck: 302 }],
} as unknown as WorkflowTypeResult;
const late = { upToMs: 0, items: [] };

test("while records are late no part of a type has stuck instances", () => {
  const { summary, states, ages, late: why } = lateType(result, late);
  expect([summary, ...states, ...ages].map(({ open, stuck }) => [open, stuck])).toEqual(
    Array.from({ length: 3 }, () => [400, 0]),
  );
  expect(why).toBe(late);
  expect([stuckCount(0, late), stuckValue(0, late)]).toEqual(["unknown", "unknown"]);
});

test("a complete type has those that it was read with", () => {
  expect(lateType(result, undefined)).toBe(result);
  expect([stuckCount(1302, undefined), stuckValue(1302, undefined)]).toEqual(["1,302", 1302]);
});

test("only whether an open instance is stuck is unknown while records are late", () => {
  const rows = [
    { ended: true, stuck: false },
    { ended: false, stuck: false },
    { ended: false, stuck: true },
  ];
  expect(rows.map((row) => statusOf(row, late))).toEqual(["ended", "open", "unknown"]);
  expect(rows.map((row) => statusOf(row, undefined))).toEqual(["ended", "open", "stuck"]);
});
