import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { collect, type Collected, type Plain } from "../test/collect.ts";
import { fakeClock, realClock } from "../test/fake-clock.ts";
import {
  captureError,
  defineWorkflow,
  emit,
  IllegalTransitionError,
  isTelemetryError,
  onEvent,
  trace,
  workflow,
} from "./index.ts";

let sent: Collected;
beforeEach(() => {
  fakeClock();
  sent = collect();
});
afterEach(async () => {
  await sent.stop();
  realClock();
});

const started = "telltale.workflow.started";
const event = "telltale.workflow.event";
const ended = "telltale.workflow.ended";
const uid = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

async function attributesOf(eventName: string): Promise<Plain[]> {
  await sent.flush();
  return sent.records(eventName).map((record) => record.attributes);
}

test("an instance's life is its events, each a span linked to the one before, and an end", async () => {
  const order = workflow("parcel", "p-1");
  await order.event("created", { "order.lines": 2 });
  vi.advanceTimersByTime(1000);
  await workflow("parcel", "p-1").event("paid");
  vi.advanceTimersByTime(3000);
  await order.event("shipped");
  vi.advanceTimersByTime(500);
  order.end("delivered", { carrier: "postbote" });

  const instance = { "telltale.workflow.type": "parcel", "telltale.workflow.id": "p-1" };
  expect(await attributesOf(started)).toEqual([
    {
      "log.record.uid": uid,
      ...instance,
      "telltale.workflow.event": "created",
      "telltale.workflow.state": "created",
      "order.lines": 2,
    },
  ]);
  expect(await attributesOf(event)).toEqual([
    {
      "log.record.uid": uid,
      ...instance,
      "telltale.workflow.event": "created",
      "telltale.workflow.state": "created",
      "telltale.workflow.event_index": 0,
      "telltale.workflow.handlers_executed": 0,
      "order.lines": 2,
    },
    expect.objectContaining({
      "telltale.workflow.event": "paid",
      "telltale.workflow.from_state": "created",
      "telltale.workflow.event_index": 1,
      "telltale.workflow.since_previous_ms": 1000,
    }),
    expect.objectContaining({ "telltale.workflow.since_previous_ms": 3000 }),
  ]);
  expect(await attributesOf(ended)).toEqual([
    {
      "log.record.uid": uid,
      ...instance,
      "telltale.workflow.state": "delivered",
      "telltale.workflow.from_state": "shipped",
      "telltale.workflow.event_count": 3,
      "telltale.workflow.average_interval_ms": 2000,
      "telltale.workflow.last_event": "shipped",
      "telltale.workflow.since_previous_ms": 500,
      "telltale.workflow.duration_ms": 4500,
      carrier: "postbote",
    },
  ]);
  const spans = sent.spans();
  expect(spans.map((span) => span.name)).toEqual([
    "workflow parcel created",
    "workflow parcel paid",
    "workflow parcel shipped",
  ]);
  expect(spans.map((span) => span.links)).toEqual([[], [spans[0]?.spanId], [spans[1]?.spanId]]);
  expect(sent.records(event).map((record) => record.spanId)).toEqual(spans.map((span) => span.spanId));
  expect(sent.points("telltale.workflow.duration")).toMatchObject([{ value: 4.5, unit: "s", count: 1 }]);
  expect(sent.points("telltale.workflow.events").map((point) => point.attributes)).toEqual(
    ["created", "paid", "shipped"].map((state) => ({
      "telltale.workflow.type": "parcel",
      "telltale.workflow.state": state,
    })),
  );
});

test("a definition judges transitions; an illegal one is recorded and happens", async () => {
  const orders = defineWorkflow("judged", {
    states: ["created", "paid", "shipped"],
    transitions: { created: ["paid"], paid: ["shipped"] },
    timeoutMs: 60_000,
  });
  const order = workflow(orders, "o-1");
  await order.event("created");
  await order.event("shipped");
  await order.event("noted" as "paid");
  const [first, second, third] = await attributesOf(event);
  expect(first).not.toHaveProperty("telltale.workflow.illegal");
  expect(second).toMatchObject({
    "telltale.workflow.illegal": true,
    "telltale.workflow.from_state": "created",
    "telltale.workflow.state": "shipped",
  });
  expect(sent.spans()[1]?.attributes).toMatchObject({
    "telltale.workflow.illegal": true,
    "telltale.workflow.from_state": "created",
  });
  expect(third).toMatchObject({ "telltale.workflow.illegal": true, "telltale.workflow.state": "shipped" });
  const definitions = await attributesOf("telltale.definition");
  expect(definitions.filter((one) => one["telltale.definition.name"] === "judged")).toMatchObject([
    {
      "telltale.definition.kind": "workflow",
      "telltale.definition.states": ["created", "paid", "shipped"],
      "telltale.definition.transitions": '{"created":["paid"],"paid":["shipped"]}',
      "telltale.definition.timeout_ms": 60_000,
    },
  ]);
});

test("a state may have any name; transitions that are null are left out", async () => {
  const [odd, z] = ["__proto__", "z"] as const;
  const named = workflow(defineWorkflow("odd", { states: [odd, z], transitions: { [odd]: [z] } }), "o-1");
  const free = workflow(defineWorkflow("free", { states: [odd, z], transitions: null as never }), "f-1");
  for (const one of [named, free]) {
    await one.event(odd);
    await one.event(z);
  }
  expect((await attributesOf(event)).filter((one) => one["telltale.workflow.illegal"] === true)).toEqual([]);
});

test("what this process cannot know is not judged, and is not a beginning", async () => {
  defineWorkflow("elsewhere", {
    states: ["created", "paid", "shipped"],
    transitions: { created: ["paid"], paid: ["shipped"] },
  });
  await workflow("elsewhere", "o-2").event("shipped");
  const [only] = await attributesOf(event);
  expect(only).not.toHaveProperty("telltale.workflow.illegal");
  expect(only).not.toHaveProperty("telltale.workflow.from_state");
  expect(await attributesOf(started)).toEqual([]);
  await workflow("elsewhere", "o-3").event("paid");
  expect((await attributesOf(started)).length).toBe(1);
});

test("a strict definition throws at once, keeps the state, calls no listener, also while telemetry is off", async () => {
  const doors = defineWorkflow("door", {
    states: ["closed", "open", "locked"],
    transitions: { closed: ["open", "locked"], open: ["closed"], locked: ["open"] },
    strict: true,
  });
  const heard: string[] = [];
  // with a type there is always an id, also for TypeScript
  const stop = onEvent(doors, "locked", ({ id }) => heard.push(id));
  const front = workflow(doors, "front");
  await front.event("open");
  expect(() => front.event("locked")).toThrow(IllegalTransitionError);
  await front.event("closed"); // from `locked` it could not
  expect(heard).toEqual([]);
  const illegal = (await attributesOf(event)).map((one) => one["telltale.workflow.illegal"]);
  expect(illegal).toEqual([undefined, true, undefined]);
  expect((await attributesOf(event))[1]?.["telltale.workflow.handlers_executed"]).toBe(0);
  expect(sent.spans().map((span) => span.status)).toEqual([0, 2, 0]);
  await sent.stop();
  expect(() => front.event("closed")).toThrow("its state is `closed`");
  await front.event("locked");
  expect(heard).toEqual(["front"]);
  stop();
});

test("handlers run in spans of their own; one that fails does not stop the others", async () => {
  const order: string[] = [];
  const stops = [
    onEvent("paid", async function book() {
      await Promise.resolve();
      order.push("book");
      return 1;
    }),
    onEvent(
      "bill",
      "paid",
      () => {
        order.push("throw");
        throw new TypeError("no printer");
      },
      { name: "print" },
    ),
    onEvent("other", "paid", () => order.push("never")),
  ];
  const results = await workflow("bill", "b-1").event("paid", { sum: 3 });
  expect(results).toMatchObject([
    { status: "fulfilled", value: 1 },
    { status: "rejected", reason: { message: "no printer" } },
  ]);
  expect(order).toEqual(["throw", "book"]);
  await sent.flush();
  const [parent] = sent.spans("workflow bill paid");
  expect(parent?.attributes).toMatchObject({ "telltale.workflow.handlers_executed": 2, sum: 3 });
  expect(parent?.status).toBe(0);
  expect(sent.spans("workflow handler book")).toMatchObject([
    {
      parentId: parent?.spanId,
      status: 0,
      attributes: { "telltale.handler.name": "book", "telltale.handler.outcome": "completed" },
    },
  ]);
  expect(sent.spans("workflow handler print")).toMatchObject([
    {
      parentId: parent?.spanId,
      status: 2,
      attributes: { "telltale.handler.outcome": "failed", "error.type": "TypeError" },
    },
  ]);
  for (const stop of stops) stop();
  expect(await workflow("bill", "b-1").event("paid")).toEqual([]);
});

test("a failing handler captures its error, with the instance and on the handler's span", async () => {
  const failing = onEvent("bill", "sent", async function remind() {
    await Promise.resolve();
    throw new TypeError("no mailbox");
  });
  void workflow("bill", "b-2").event("sent");
  await vi.advanceTimersByTimeAsync(0);
  await sent.flush();
  const [span] = sent.spans("workflow handler remind");
  const records = sent.records("exception");
  expect(records).toMatchObject([
    {
      spanId: span?.spanId,
      attributes: {
        "exception.type": "TypeError",
        "exception.message": "no mailbox",
        "telltale.error.handled": true,
        "telltale.error.fingerprint": expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        "telltale.workflow.type": "bill",
        "telltale.workflow.id": "b-2",
        "telltale.workflow.event": "sent",
        "telltale.handler.name": "remind",
      },
    },
  ]);
  expect(span?.events.map(({ name }) => name)).toEqual(["exception"]);
  failing();
});

test("an error that the handler captured before it failed is captured once", async () => {
  const stop = onEvent("bill", "sent", function remind() {
    const error = new TypeError("no mailbox");
    captureError(error, { attributes: { own: true } });
    throw error;
  });
  await workflow("bill", "b-3").event("sent");
  expect(await attributesOf("exception")).toMatchObject([{ own: true }]);
  stop();
});

test("emit reaches handlers without a workflow, and runs them while telemetry is off", async () => {
  const stop = onEvent("stock low", ({ attributes, type }) => [type, attributes]);
  const heard = [{ status: "fulfilled", value: [undefined, { sku: "s" }] }];
  expect(await trace("check stock", () => emit("stock low", { sku: "s" }))).toEqual(heard);
  const [only] = await attributesOf(event);
  expect(only).toEqual({
    "log.record.uid": uid,
    "telltale.workflow.event": "stock low",
    "telltale.workflow.handlers_executed": 1,
    sku: "s",
  });
  expect(sent.points("telltale.workflow.events")).toMatchObject([
    { value: 1, attributes: { "telltale.workflow.event": "stock low" } },
  ]);
  expect(sent.spans("workflow stock low")[0]?.parentId).toBe(sent.spans("check stock")[0]?.spanId);
  await sent.stop();
  expect(await emit("stock low", { sku: "s" })).toEqual(heard);
  stop();
});

test("a second end is not sent; an event after the end opens it again", async () => {
  const ticket = workflow("ticket", "t-1");
  await ticket.event("opened");
  ticket.end();
  ticket.end();
  expect((await attributesOf(ended)).length).toBe(1);
  await ticket.event("reopened");
  ticket.end("closed");
  expect((await attributesOf(ended)).map((one) => one["telltale.workflow.state"])).toEqual([
    "opened",
    "closed",
  ]);
  expect((await attributesOf(started)).length).toBe(1);
});

test("an end without an event before says only what it knows", async () => {
  workflow("unseen", "u-1").end("done");
  expect(await attributesOf(ended)).toEqual([
    {
      "log.record.uid": uid,
      "telltale.workflow.type": "unseen",
      "telltale.workflow.id": "u-1",
      "telltale.workflow.state": "done",
    },
  ]);
  expect(sent.points("telltale.workflow.duration")).toEqual([]);
});

test("a wrong definition is thrown before start and counted after; wrong calls never throw", async () => {
  const wrongs = [
    { states: [] },
    { states: ["a", "a"] },
    { states: ["a", 1] },
    { states: ["a"], transitions: { a: ["b"] } },
    { states: ["a"], transitions: { b: ["a"] } },
  ] as never[];
  for (const wrong of wrongs) expect(() => defineWorkflow("wrong", wrong)).not.toThrow();
  await workflow("wrong", undefined as never).event(7 as never, "x" as never);
  expect(() => onEvent("x", null as never)()).not.toThrow();
  expect((await attributesOf(event)).length).toBe(1);
  await sent.stop();
  for (const wrong of wrongs) {
    const error = errorOf(() => defineWorkflow("wrong", wrong));
    expect(isTelemetryError(error) && error.code).toBe("TT_WORKFLOW_STATES");
  }
});

test("two copies of the library know the same handlers, states and instances", async () => {
  const doors = {
    states: ["closed", "open"],
    transitions: { closed: ["open"], open: ["closed"] },
    strict: true,
  } as const;
  defineWorkflow("shared door", doors);
  const stop = onEvent("shared door", "open", () => "heard");
  await workflow("shared door", "d").event("closed");
  vi.resetModules();
  const copy = await import("./index.ts");
  expect(copy.workflow).not.toBe(workflow);
  expect(await copy.workflow("shared door", "d").event("open")).toEqual([
    { status: "fulfilled", value: "heard" },
  ]);
  expect(() => workflow("shared door", "d").event("open")).toThrow("its state is `open`");
  stop();
  expect((await attributesOf(event)).map((one) => one["telltale.workflow.event_index"])).toEqual([0, 1, 2]);
});

function errorOf(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}
