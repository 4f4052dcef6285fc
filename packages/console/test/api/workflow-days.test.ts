// The roll-up by instance and day that the pages of workflows are counted from: a deleted person's records are gone from it and those of
// others stay, and records that came twice or late leave it as it was.
import type { WorkflowInstancesResult, WorkflowsResult, WorkflowTypeResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import { at, attributes, event, now, openApi, type TestApi, workflowDefinition } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

interface Names {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly attributes?: BusinessEventRow["attributes"];
}

function record(id: string, step: string, minutes: number, more: Names): BusinessEventRow {
  return event({
    kind: "workflow",
    name: "order",
    entityId: id,
    phase: "event",
    step,
    state: step,
    timeNs: at(-minutes * minute),
    uid: `${id}-${step}`,
    userId: "",
    sessionId: "",
    ...more,
  });
}

const rows: readonly BusinessEventRow[] = [
  record("o1", "created", 50, { userId: "u1" }),
  record("o1", "packed", 40, { attributes: attributes({ "customer.id": "u1" }) }),
  record("o1", "shipped", 30, {}),
  record("o2", "created", 45, { userId: "u2", sessionId: "s2" }),
  record("o2", "packed", 35, { sessionId: "s1" }),
  record("o3", "created", 20, { sessionId: "s1" }),
  // on the day before
  record("o4", "created", 20 * 60, { userId: "u2" }),
  record("o4", "packed", 5, { userId: "u2" }),
];

/** Renewals of subscriptions, by the days ago on which they began; the last one is new. */
const begun = [29, 30.2, 31, 45, 400, 0.01];
const renewals = begun.flatMap((days, index) =>
  [days * 24 * 60, 5].map((minutes) => ({
    ...record(`s${index}`, "renewed", minutes, {}),
    name: "subscription",
    uid: `s${index}-${minutes}`,
  })),
);

/** Contracts, which may be silent for 45 days, and drafts, which nothing is declared of, by the days since their only record. */
const silent = [10, 50, 80];
const contracts = ["contract", "draft"].flatMap((name) =>
  silent.map((days) => ({
    ...record(`c${days}`, "signed", days * 24 * 60, {}),
    name,
    uid: `${name}-${days}`,
  })),
);

beforeAll(async () => {
  api = await openApi((sink) => {
    for (const row of rows.slice(0, 3)) sink.businessEvent(row);
  });
  await api.write((sink) => {
    for (const row of [...rows, ...renewals, ...contracts].toReversed()) sink.businessEvent(row);
    sink.definition(workflowDefinition("contract", 45 * 24 * 60 * minute));
    sink.identity({ tenant: "", sessionId: "s1", userId: "u1", seenMs: now });
  });
});

afterAll(() => api.close());

const transitions = async (since = "-24h"): Promise<readonly string[]> => {
  const { summary } = await api.get<WorkflowTypeResult>(`/api/workflows/order?from=${since}`);
  return summary.transitions.map(({ from, to, count }) => `${from}>${to} ${count}`).toSorted();
};
const listed = async (): Promise<readonly string[]> => {
  const { items } = await api.get<WorkflowsResult>("/api/workflows?type=order&from=-1h");
  return items.map(({ id, eventCount }) => `${id} ${eventCount}`).toSorted();
};

test("counts each record once, also of an instance that began on another day", async () => {
  expect(await listed()).toEqual(["o1 3", "o2 2", "o3 1", "o4 2"]);
  expect(await transitions()).toEqual([">created 4", "created>packed 3", "packed>shipped 1"]);
  // what was before the range says where an instance came from, and is not counted
  expect(await transitions("-1h")).toEqual([">created 3", "created>packed 3", "packed>shipped 1"]);
});

test.each([
  ["-1h", 1],
  ["-720h", 2],
  ["-1000h", 4],
])(
  "an instance that began before the range, however long ago, did not start in it: from %s",
  async (from, started) => {
    const path = `/api/workflows/subscription?from=${from}`;
    const { summary } = await api.get<WorkflowTypeResult>(path);
    expect(summary.instances).toBe(begun.length);
    expect(summary.buckets.reduce((sum, bucket) => sum + bucket.started, 0)).toBe(started);
  },
);

test("open instances are looked for as far back as by rules: 30 days, and behind a longer timeout", async () => {
  const { types } = await api.get<WorkflowsResult>("/api/workflows?from=-7d");
  const counts = types.map(({ type, open, stuck, buckets }) => [
    type,
    open,
    stuck,
    buckets.reduce((sum, bucket) => sum + bucket.stuck, 0),
  ]);
  expect(counts.filter(([type]) => type !== "order" && type !== "subscription")).toEqual([
    ["contract", 2, 1, 1],
    ["draft", 1, 0, 0],
  ]);
  const one = await api.get<WorkflowTypeResult>("/api/workflows/contract?from=-7d");
  expect([one.summary.open, one.summary.stuck, one.openSince]).toEqual([2, 1, "2026-09-06T00:00:00.000Z"]);
  const { items } = await api.get<WorkflowInstancesResult>(
    "/api/workflow-instances?type=contract&status=stuck&from=-7d",
  );
  expect(items.map(({ id }) => id)).toEqual(["c50"]);
});

test(
  "a person's deletion removes their records, those of their sessions, and those that name them in an attribute",
  { tags: ["extended"] },
  async () => {
    const { pending, rows: found } = await api.store.personalData.deleteOf({ tenant: "", id: "u1" });
    expect(pending).toEqual([]);
    expect(found["workflow_days"]).toBeGreaterThanOrEqual(4);
    expect(await listed()).toEqual(["o1 1", "o2 1", "o4 2"]);
    expect(await transitions()).toEqual([">created 2", ">shipped 1", "created>packed 1"]);
  },
);
