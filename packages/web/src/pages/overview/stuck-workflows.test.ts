import type { WorkflowTypeSummary } from "contract";
import { expect, test } from "vitest";

import { findBacklog, findStuck, growsBacklog } from "./stuck-workflows.ts";

const workflow = (
  type: string,
  open: number,
  stuck: number,
  started = 0,
  ended = 0,
): WorkflowTypeSummary => ({
  type,
  instances: open,
  open,
  ended,
  stuck,
  events: 0,
  averageIntervalMs: null,
  p50Ms: null,
  p95Ms: null,
  illegal: 0,
  beganBefore: 0,
  states: [],
  timeoutMs: null,
  reworked: 0,
  transitions: [],
  truncatedTransitions: 0,
  buckets: [{ time: "", started, ended, stuck: 0 }],
});

test("names the type with most stuck instances, from five and from one percent on", () => {
  expect(findStuck([workflow("return", 72, 6), workflow("order", 409, 302)])?.type).toBe("order");
  expect(findStuck([workflow("order", 400, 5)])?.stuck).toBe(5);
  expect(findStuck([workflow("order", 400, 4)])).toBeUndefined();
  expect(findStuck([workflow("order", 1001, 10)])).toBeUndefined();
});

test("a backlog grows when more start than end, by more than chance gives", () => {
  expect(growsBacklog(workflow("order", 0, 0, 1400, 1100))).toBe(true);
  expect(growsBacklog(workflow("order", 0, 0, 1400, 1300))).toBe(false);
  expect(growsBacklog(workflow("order", 0, 0, 1100, 1400))).toBe(false);
});

test("names the type whose backlog grew most", () => {
  const types = [workflow("return", 0, 0, 140, 20), workflow("order", 0, 0, 1400, 1100)];
  expect(findBacklog(types)?.type).toBe("order");
  expect(findBacklog([workflow("order", 0, 0, 1400, 1300)])).toBeUndefined();
});
