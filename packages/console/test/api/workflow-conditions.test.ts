// Conditions on attributes and on people choose the workflows that count, in all of their figures, on the real engine. Minutes before now:
//   t1  created 50, closed 40      of u1, plan pro, 2 items; closed with a note
//   t2  created 45, ended 30       of the session s2, plan free, 5 items
//   t3  created 20                 of u3, plan pro, by version 2
//   t4  created 10                 of no known user, without attributes
//   t5  created 200                of u1, plan pro: open, without a record in the hour
import type {
  DiffersResult,
  WorkflowInstance,
  WorkflowInstancesResult,
  WorkflowsResult,
  WorkflowTypeResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import { allPages, at, attributes, event, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

type More = Omit<Partial<BusinessEventRow>, "attributes" | "traceId" | "spanId"> & {
  readonly has?: Parameters<typeof attributes>[0];
};

function ticket(id: string, step: string, minutes: number, { has = {}, ...more }: More = {}) {
  return event({
    kind: "workflow",
    name: "ticket",
    entityId: id,
    phase: "event",
    step,
    state: step,
    timeNs: at(-minutes * minute),
    attributes: attributes(has),
    ...more,
  });
}

const paid = { kind: "journey", name: "shop", step: "pay", timeNs: at(-30 * minute) } as const;
const rows: readonly BusinessEventRow[] = [
  ticket("t1", "created", 50, { userId: "u1", has: { plan: "pro", items: 2n } }),
  ticket("t1", "closed", 40, { userId: "u1", has: { note: "late" } }),
  ticket("t2", "created", 45, { sessionId: "s2", has: { plan: "free", items: 5n } }),
  ticket("t2", "", 30, { phase: "ended", sessionId: "s2" }),
  ticket("t3", "created", 20, {
    userId: "u3",
    resource: resource("shop", { "service.version": "2" }),
    has: { plan: "pro" },
  }),
  ticket("t4", "created", 10),
  ticket("t5", "created", 200, { userId: "u1", has: { plan: "pro" } }),
  event({ ...paid, userId: "u1", attributes: attributes({ tier: "gold" }) }),
  event({ ...paid, sessionId: "s2" }),
  // before the hour: no condition on people sees it
  event({ ...paid, step: "browse", timeNs: at(-100 * minute), userId: "u3" }),
  event({
    kind: "transaction",
    name: "purchase",
    entityId: "order-1",
    phase: "ended",
    outcome: "failed",
    reason: "declined",
    userId: "u3",
    timeNs: at(-5 * minute),
  }),
];

beforeAll(async () => {
  api = await openApi((sink) => sink.businessEvent(rows[0]!));
  await api.write((sink) => {
    for (const row of rows.slice(1)) sink.businessEvent(row);
  });
});
afterAll(() => api.close());

const queryOf = (filters: readonly string[]): string =>
  filters.map((filter) => `filter=${encodeURIComponent(filter)}`).join("&");

type Case = readonly [filters: readonly string[], inRange: readonly string[], open: number];

/** On attributes, and on people too. */
const first: readonly Case[] = [
  [["items>1", "items<=2"], ["t1"], 1],
  [["person did pay", "plan=pro"], ["t1"], 2],
];
const more: readonly Case[] = [
  [[], ["t1", "t2", "t3", "t4"], 4],
  [["plan=pro"], ["t1", "t3"], 3],
  [["!plan exists"], ["t4"], 1],
  [["transaction failed with declined"], ["t3"], 1],
  [["service.version=2"], ["t3"], 1],
  [["plan!=pro"], ["t2", "t4"], 1],
  [["items>3"], ["t2"], 0],
  [["note exists"], ["t1"], 1],
  [["plan=pro", "note=late"], ["t1"], 1],
  [["plan=pro", "service=shop"], ["t1", "t3"], 3],
  [["person did pay"], ["t1", "t2"], 2],
  [["!person did pay"], ["t3"], 1],
  [["person did browse"], [], 0],
  [["person has tier=gold"], ["t1"], 2],
];

async function expectChosen(filters: Case[0], inRange: Case[1], open: number): Promise<void> {
  const query = queryOf(filters);
  const list = await api.get<WorkflowsResult>(`/api/workflows?${query}`);
  expect(list.items.map(({ id }) => id).toSorted()).toEqual(inRange);
  expect(list.types.map(({ instances, open: still }) => [instances, still])).toEqual(
    inRange.length + open === 0 ? [] : [[inRange.length, open]],
  );
  const { items } = await allPages<WorkflowInstance>(api, `/api/workflow-instances?type=ticket&${query}`);
  expect(
    items
      .filter(({ id }) => id !== "t5")
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(inRange);
  const opened = await api.get<WorkflowInstancesResult>(
    `/api/workflow-instances?type=ticket&status=open&${query}`,
  );
  expect(opened.items.length).toBe(open);
  if (inRange.length + open === 0) return;
  const one = await api.get<WorkflowTypeResult>(`/api/workflows/ticket?${query}`);
  expect([one.summary.instances, one.summary.open]).toEqual([inRange.length, open]);
}

test.each(first)("under %j count in the list, the type and its instances", expectChosen);
test.each(more)("under %j, too", { tags: ["extended"] }, expectChosen);

test("of people choose what is compared, too", async () => {
  const { selection, rest } = await api.get<DiffersResult>(
    `/api/differs?of=workflows&type=ticket&outcome=ended&${queryOf(["person did pay"])}`,
  );
  expect([selection.count, rest.count]).toEqual([1, 1]);
});

test("with a mistake are refused", async () => {
  await expect(api.get(`/api/workflows/ticket?${queryOf(["items>many"])}`)).rejects.toMatchObject({
    code: "BAD_PARAMETER",
  });
});
