import type { WorkflowTypeSummary } from "contract";
import { expect, test } from "vitest";

import { lateOfType, type Services } from "../../lib/completeness.ts";
import { backlogOf, findBacklog, findStuck, upTo } from "./stuck-workflows.ts";

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
  services: [],
  buckets: [{ time: "", started, ended, stuck: 0 }],
});

test("names the type with most stuck instances, from five and from one percent on", () => {
  expect(findStuck([workflow("return", 72, 6), workflow("order", 409, 302)])?.type).toBe("order");
  expect(findStuck([workflow("order", 400, 5)])?.stuck).toBe(5);
  expect(findStuck([workflow("order", 400, 4)])).toBeUndefined();
  expect(findStuck([workflow("order", 1001, 10)])).toBeUndefined();
});

const flows = (...buckets: readonly (readonly [started: number, ended: number])[]): WorkflowTypeSummary => ({
  ...workflow("order", 0, 0),
  buckets: buckets.map(([started, ended], at) => ({
    time: new Date(Date.UTC(2026, 10, 20, 14, at)).toISOString(),
    started,
    ended,
    stuck: 0,
  })),
});
const steady = Array.from({ length: 26 }, () => [12, 12] as const);
const stopped = Array.from({ length: 4 }, () => [12, 0] as const);

test("a backlog grows when more start than end, by more than chance gives", () => {
  expect(backlogOf(workflow("order", 0, 0, 1400, 1100))).toMatchObject({
    in: 1400,
    out: 1100,
    since: undefined,
  });
  expect(backlogOf(workflow("order", 0, 0, 1400, 1300))).toBeUndefined();
  expect(backlogOf(workflow("order", 0, 0, 1100, 1400))).toBeUndefined();
});

test("a queue that stopped minutes ago grows since then, however many ended before", () => {
  expect(backlogOf(flows(...steady, ...stopped))).toMatchObject({
    in: 48,
    out: 0,
    since: "2026-11-20T14:26:00.000Z",
  });
  expect(backlogOf(flows(...steady, [12, 0]))).toBeUndefined();
  // it was worked off
  expect(backlogOf(flows(...stopped, ...steady, [0, 48]))).toBeUndefined();
});

/** A job ends in each `everyth` bucket what started since the last one. */
const batches = (count: number, every: number) =>
  Array.from({ length: count }, (_, at) => [12, at % every === every - 1 ? 12 * every : 0] as const);

test("instances that end in batches do not make a backlog, whenever the next batch is due, until it fails to come", () => {
  for (let since = 0; since < 15; since++)
    expect(backlogOf(flows(...batches(45 + since, 15)))).toBeUndefined();
  // one batch in the range
  for (const before of [1, 5, 20, 29])
    expect(backlogOf(flows(...batches(60, 30).slice(30 - before, 59)))).toBeUndefined();
  const missed = Array.from({ length: 23 }, () => [12, 0] as const);
  expect(backlogOf(flows(...batches(45, 15), ...missed))).toMatchObject({
    in: 23 * 12,
    out: 0,
    since: "2026-11-20T14:45:00.000Z",
  });
});

test("ends that have not arrived yet do not make a backlog", () => {
  const upToMs = Date.UTC(2026, 10, 20, 14, 26);
  const complete = upTo(flows(...steady, ...stopped), { upToMs });
  expect(complete.buckets).toHaveLength(26);
  expect(backlogOf(complete)).toBeUndefined();
});

test("late data of a service matters to the types whose records it sends", () => {
  const late = { upToMs: 0, items: [] };
  const lateIn = (services?: Services) => (services?.includes("billing") === false ? undefined : late);
  expect(lateOfType({ services: ["shop"] }, lateIn)).toBeUndefined();
  expect(lateOfType({ services: ["billing", "shop"] }, lateIn)).toBe(late);
  // which services send them is not known
  expect(lateOfType({ services: [] }, lateIn)).toBe(late);
});

test("names the type whose backlog grew most", () => {
  const types = [workflow("return", 0, 0, 140, 20), workflow("order", 0, 0, 1400, 1100)];
  expect(findBacklog(types)?.type).toBe("order");
  expect(findBacklog([workflow("order", 0, 0, 1400, 1300)])).toBeUndefined();
});
