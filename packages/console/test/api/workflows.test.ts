// Workflows over several processes on the real engine: states, counts, intervals, what is stuck, and which ways are illegal.
//
// An order goes created, paid, shipped; paid may be cancelled. Minutes before now:
//   a   created 50, paid 40, shipped 20, ended 10       legal; 3 events, intervals 10 and 20
//   b   created 45, shipped 30                          illegal, seen by two processes of which neither could know; stored twice
//   c   created 2                                       open
//   d   created 58, paid 57, noted 56 (no state)        illegal by its process; silent for longer than 30 minutes: stuck
//   e   created 55, locked 50 (refused: state stays), paid 48, ended 47, paid 5    opened again
//
// A parcel goes packed, sent, received; `lost` is a state that no way leads to. What is kept of them begins with:
//   p1  packed, then sent                               legal
//   p2  sent, then received                             began before
//   p3  received, marked as illegal by its process      began before, and illegal
//   p4  lost · p5  burnt (no state)                     illegal: no way leads there
import type { Workflow, WorkflowFailuresResult, WorkflowsResult, WorkflowTypeResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, hex, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

function reported(
  id: string,
  step: string,
  minutes: number,
  more: Partial<BusinessEventRow> = {},
): BusinessEventRow {
  const row: Partial<BusinessEventRow> = {
    entityId: id,
    phase: "event",
    step,
    state: step,
    timeNs: at(-minutes * minute),
    resource: resource(step === "shipped" ? "fulfilment" : "shop"),
    attributes: more.illegal === true ? attributes({ "telltale.workflow.illegal": true }) : new Map(),
    ...more,
  };
  return event({ kind: "workflow", name: "order", ...(row as object) });
}

/** The spans of an event whose handler failed, and of one that did not. */
function handled(traceId: string, minutes: number): Parameters<RowSink["span"]>[0][] {
  const facts = { "telltale.workflow.event": "shipped", "telltale.workflow.state": "shipped" };
  const of = {
    "telltale.workflow.type": traceId === "t3" ? "parcel" : "order",
    "telltale.workflow.id": traceId,
  };
  const failed = {
    "telltale.handler.name": "mail",
    "telltale.handler.outcome": "failed",
    "error.type": "MailError",
  };
  const startNs = at(-minutes * minute);
  const child = { traceId, parentId: `${traceId}-event`, startNs, resource: resource("fulfilment") };
  return [
    span({ traceId, spanId: `${traceId}-event`, startNs, attributes: attributes({ ...facts, ...of }) }),
    span({
      ...child,
      spanId: `${traceId}-mail`,
      status: 2,
      statusMessage: `full ${traceId}`,
      attributes: attributes(failed),
    }),
    span({
      ...child,
      spanId: `${traceId}-log`,
      attributes: attributes({ "telltale.handler.outcome": "completed" }),
    }),
  ];
}

const twice = reported("b", "shipped", 30);
const rows: readonly BusinessEventRow[] = [
  reported("a", "created", 50, { phase: "started" }),
  reported("a", "created", 50),
  reported("a", "paid", 40),
  reported("a", "shipped", 20),
  reported("a", "", 10, { phase: "ended", state: "shipped" }),
  reported("b", "created", 45),
  twice,
  reported("c", "created", 2),
  reported("d", "created", 58),
  reported("d", "paid", 57),
  reported("d", "noted", 56, { state: "paid", illegal: true }),
  reported("e", "created", 55),
  reported("e", "locked", 50, { state: "created", illegal: true }),
  reported("e", "paid", 48),
  reported("e", "", 47, { phase: "ended", state: "paid" }),
  reported("e", "paid", 5),
  ...[
    reported("p1", "packed", 9),
    reported("p1", "sent", 8),
    reported("p2", "sent", 9),
    reported("p2", "received", 8),
    reported("p3", "received", 9, { illegal: true }),
    reported("p4", "lost", 9),
    reported("p5", "burnt", 9, { state: "" }),
  ].map((row) => ({ ...row, name: "parcel" })),
  event({ kind: "workflow", name: "ticket", entityId: "t", phase: "event", step: "opened", state: "opened" }),
  event({ kind: "workflow", name: "ticket", entityId: "t", phase: "event", step: "odd", state: "odd" }),
];

beforeAll(async () => {
  api = await openApi((sink) => sink.businessEvent(twice));
  await api.write((sink) => {
    for (const row of rows) sink.businessEvent(row);
    for (const one of [1, 2, 3]) for (const row of handled(`t${one}`, one)) sink.span(row);
    sink.definition({
      tenant: "",
      kind: "workflow",
      name: "order",
      version: "1",
      steps: [],
      states: ["created", "paid", "shipped", "cancelled"],
      transitionsJson: JSON.stringify({ created: ["paid"], paid: ["shipped", "cancelled"] }),
      timeoutMs: 30 * minute,
      service: "shop",
      seenMs: now,
    });
    sink.definition({
      tenant: "",
      kind: "workflow",
      name: "parcel",
      version: "1",
      steps: [],
      states: ["packed", "sent", "received", "lost"],
      transitionsJson: JSON.stringify({ packed: ["sent"], sent: ["received"], lost: ["received"] }),
      timeoutMs: 0,
      service: "shop",
      seenMs: now,
    });
  });
});
afterAll(() => api.close());

test("a type has its counts, durations and transitions, judged over all processes", async () => {
  const { types } = await api.get<WorkflowsResult>("/api/workflows");
  const order = types.find(({ type }) => type === "order");
  expect(order).toMatchObject({
    instances: 5,
    open: 4,
    ended: 1,
    stuck: 1, // d; b is silent for exactly as long as it may be
    events: 13,
    averageIntervalMs: ((30 + 15 + 2 + 50) / 8) * minute,
    p50Ms: 40 * minute,
    illegal: 4,
    states: ["created", "paid", "shipped", "cancelled"],
    timeoutMs: 30 * minute,
  });
  const transitions = order?.transitions.map(({ from, to, count, illegal }) => [from, to, count, illegal]);
  expect(transitions?.toSorted()).toEqual(
    [
      ["", "created", 5, 0],
      ["created", "paid", 3, 0],
      ["created", "locked", 1, 1],
      ["created", "shipped", 1, 1],
      ["paid", "noted", 1, 1],
      ["paid", "paid", 1, 1],
      ["paid", "shipped", 1, 0],
    ].toSorted(),
  );
  expect(order?.transitions.find(({ from, to }) => from === "paid" && to === "shipped")?.medianMs).toBe(
    20 * minute,
  );
});

test("without a definition every way is allowed, and nothing is stuck", async () => {
  const { types } = await api.get<WorkflowsResult>("/api/workflows?type=ticket");
  expect(types).toMatchObject([
    { type: "ticket", illegal: 0, stuck: 0, states: [], timeoutMs: null, p50Ms: null },
  ]);
});

test("instances have `stuck` and the time between events", async () => {
  const { items } = await api.get<WorkflowsResult>("/api/workflows?type=order");
  const facts = items.map(({ id, ended, stuck, averageIntervalMs }) => [id, ended, stuck, averageIntervalMs]);
  expect(facts.toSorted()).toEqual([
    ["a", true, false, 15 * minute],
    ["b", false, false, 15 * minute],
    ["c", false, false, null],
    ["d", false, true, minute],
    ["e", false, false, 1_000_000],
  ]);
});

test("one instance has its steps, each judged", async () => {
  const steps = async (id: string) =>
    (await api.get<Workflow>(`/api/workflows/order/${id}`)).steps.map(({ from, to, illegal }) => [
      from,
      to,
      illegal,
    ]);
  expect(await steps("a")).toEqual([
    ["", "created", false],
    ["created", "paid", false],
    ["paid", "shipped", false],
  ]);
  expect(await steps("b")).toEqual([
    ["", "created", false],
    ["created", "shipped", true],
  ]);
  expect(await steps("e")).toEqual([
    ["", "created", false],
    ["created", "locked", true],
    ["created", "paid", false],
    ["paid", "paid", true],
  ]);
  const a = await api.get<Workflow>("/api/workflows/order/a");
  expect(a).toMatchObject({
    ended: true,
    eventCount: 3,
    durationMs: 40 * minute,
    averageIntervalMs: 15 * minute,
  });
  expect(a.steps.map(({ sinceMs }) => sinceMs)).toEqual([null, 10 * minute, 20 * minute]);
});

test("an instance whose first event is not an initial one began before the stored data, or is illegal, but never legal", async () => {
  const { types, items } = await api.get<WorkflowsResult>("/api/workflows?type=parcel");
  expect(types).toMatchObject([{ type: "parcel", instances: 5, illegal: 3, beganBefore: 2 }]);
  const begun = types[0]?.transitions.filter(({ from }) => from === "");
  expect(
    begun?.map(({ to, count, illegal, beganBefore }) => [to, count, illegal, beganBefore]).toSorted(),
  ).toEqual([
    ["burnt", 1, 1, 0],
    ["lost", 1, 1, 0],
    ["packed", 1, 0, 0],
    ["received", 1, 1, 1],
    ["sent", 1, 0, 1],
  ]);
  expect(items.map(({ id, beganBefore }) => [id, beganBefore]).toSorted()).toEqual([
    ["p1", false],
    ["p2", true],
    ["p3", true],
    ["p4", false],
    ["p5", false],
  ]);
  const one = await api.get<Workflow>("/api/workflows/parcel/p2");
  expect(one.beganBefore).toBe(true);
  expect(one.steps.map(({ to, illegal, beganBefore }) => [to, illegal, beganBefore])).toEqual([
    ["sent", false, true],
    ["received", false, false],
  ]);
  const other = await api.get<Workflow>("/api/workflows/parcel/p4");
  expect(other.beganBefore).toBe(false);
  expect(other.steps.map(({ illegal, beganBefore }) => [illegal, beganBefore])).toEqual([[true, false]]);
});

test("failed handlers are counted by event, handler and error, with the latest of them", async () => {
  const { failures } = await api.get<WorkflowFailuresResult>("/api/workflow-failures?type=order");
  expect(failures).toEqual([
    {
      event: "shipped",
      state: "shipped",
      handler: "mail",
      errorType: "MailError",
      message: "full t1",
      count: 2,
      instances: 2,
      firstNs: at(-2 * minute).toString(),
      lastNs: at(-minute).toString(),
      id: "t1",
      traceId: hex("t1", 16),
      spanId: hex("t1-mail", 8),
      service: "fulfilment",
      fingerprint: expect.any(String),
    },
  ]);
  const one = await api.get<WorkflowFailuresResult>("/api/workflow-failures?type=order&id=t2");
  expect(one.failures.map(({ count, id }) => [count, id])).toEqual([[1, "t2"]]);
});

test("declared transitions that did not happen are in the graph of a type", async () => {
  const { summary, declaredTransitions, ends, ages } =
    await api.get<WorkflowTypeResult>("/api/workflows/order");
  const happened = new Set(summary.transitions.map(({ from, to }) => `${from} ${to}`));
  expect(declaredTransitions.filter(({ from, to }) => !happened.has(`${from} ${to}`))).toEqual([
    { from: "paid", to: "cancelled" },
  ]);
  expect(ends).toEqual([{ from: "shipped", to: "shipped", count: 1, medianMs: 10 * minute }]);
  expect(ages.map(({ fromMs, open, stuck }) => [fromMs / minute, open, stuck])).toEqual([
    [1, 1, 0],
    [5, 1, 0],
    [10, 0, 0],
    [30, 2, 1],
  ]);
});

// Each of 70 types takes each way between 6 states once: with the first event 31 different transitions, 2,170 together. One more type
// takes those between 11: 111.
test("of many transitions each type has its figures, and says how many are not listed", async () => {
  const weeks = 21 * 24 * 60;
  const definition = { tenant: "", kind: "workflow", version: "1", steps: [], timeoutMs: 0, service: "shop" };
  const round = (type: string, size: number): BusinessEventRow[] =>
    pairsOf(size).map((to, nth) => ({
      ...reported(`${type}-1`, `s${to}`, weeks - nth / 60),
      name: type,
    }));
  await api.write((sink) => {
    for (let n = 0; n < 70; n++) for (const row of round(`many-${n}`, 6)) sink.businessEvent(row);
    for (const row of round("wide", 11)) sink.businessEvent(row);
    sink.definition({
      ...definition,
      name: "wide",
      states: ["s0", "s1"],
      transitionsJson: JSON.stringify({ s0: ["s1"], s1: ["s0"] }),
      seenMs: now,
    });
  });
  const range = "from=2026-10-30T14:30:00Z&to=2026-10-30T15:30:00Z";
  const { types } = await api.get<WorkflowsResult>(`/api/workflows?${range}`);
  const [wide, ...others] = types.toSorted((a, b) => b.events - a.events);
  expect(others).toHaveLength(70);
  for (const { events, averageIntervalMs, transitions, truncatedTransitions } of others)
    expect([events, averageIntervalMs, transitions.length, truncatedTransitions]).toEqual([31, 1_000, 31, 0]);
  // The first event, s0 → s1 and s1 → s0 are allowed.
  expect(wide).toMatchObject({
    type: "wide",
    events: 111,
    averageIntervalMs: 1_000,
    illegal: 108,
    truncatedTransitions: 11,
  });
  expect(wide!.transitions).toHaveLength(100);
  const { summary, states } = await api.get<WorkflowTypeResult>(`/api/workflows/wide?${range}`);
  expect([summary.transitions.length, summary.truncatedTransitions, summary.illegal]).toEqual([111, 0, 108]);
  expect(states.map(({ entries }) => entries).toSorted((a, b) => a - b)).toEqual([...Array(10).fill(10), 11]);
});

test("of many types and states each type has all its open instances", async () => {
  const weeks = 60 * 24 * 60;
  await api.write((sink) => {
    for (let type = 0; type < 100; type++)
      for (let state = 0; state < 101; state++)
        sink.businessEvent({ ...reported(`o${type}-${state}`, `s${state}`, weeks), name: `open-${type}` });
  });
  const { types } = await api.get<WorkflowsResult>(
    "/api/workflows?from=2026-09-21T14:30:00Z&to=2026-09-21T15:30:00Z",
  );
  expect(types).toHaveLength(100);
  expect(new Set(types.map(({ open, instances }) => `${open} of ${instances}`))).toEqual(
    new Set(["101 of 101"]),
  );
});

/** A walk from state 0 that takes each ordered pair of `size` different states once, beginning with 0: an Euler circuit. */
function pairsOf(size: number): readonly number[] {
  const left = Array.from({ length: size }, (_, from) =>
    Array.from({ length: size }, (_gone, to) => to).filter((to) => to !== from),
  );
  const [stack, walk]: [number[], number[]] = [[0], []];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = left[top]!.shift();
    if (next === undefined) walk.push(stack.pop()!);
    else stack.push(next);
  }
  return walk.toReversed();
}
