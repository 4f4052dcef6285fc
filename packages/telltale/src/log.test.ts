import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, type Collected } from "../test/collect.ts";
import { counter, event, log, trace, withContext } from "./index.ts";

let sent: Collected;
beforeEach(() => {
  sent = collect();
});
afterEach(async () => sent.stop());

test("each level has its severity, and the record belongs to the active span", async () => {
  const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
  trace("work", () => levels.forEach((level) => log[level](level, { a: 1 })));
  await sent.flush();
  const [span] = sent.spans("work");
  expect(
    sent.records().map(({ body, severity, traceId, spanId }) => [body, severity, traceId, spanId]),
  ).toEqual(levels.map((level, at) => [level, 1 + at * 4, span?.traceId, span?.spanId]));
});

test("children carry what they were given, inner values winning, and the context is below them all", async () => {
  const tenant = log.with({ "tenant.id": "t1", a: 1 });
  const order = tenant.with({ "order.id": "o1", a: 2 });
  withContext({ a: 0, "user.id": "u1" }, () => {
    log.info("none");
    tenant.info("child");
    order.info("grandchild", { a: 3 });
  });
  await sent.flush();
  expect(sent.records().map((record) => record.attributes)).toEqual([
    { a: 0, "user.id": "u1" },
    { "tenant.id": "t1", a: 1, "user.id": "u1" },
    { "tenant.id": "t1", "order.id": "o1", a: 3, "user.id": "u1" },
  ]);
});

test("an error instead of attributes, or among them, is recorded by the conventions", async () => {
  const error = Object.assign(new TypeError("no card", { cause: new Error("socket closed") }), {
    status: 402,
  });
  log.error("charge failed", error);
  log.with({ "order.id": "o1" }).error("charge failed", { error, attempt: 2 });
  log.warn("charge failed", { err: error, error: "E17" });
  await sent.flush();
  const all = sent.records().map((record) => record.attributes);
  for (const attributes of all) {
    expect(attributes).toMatchObject({
      "exception.type": "TypeError",
      "exception.message": "no card",
      "telltale.error.fields.status": 402,
    });
    expect(attributes["exception.stacktrace"]).toContain("Caused by: Error: socket closed");
    expect(attributes).not.toHaveProperty("err");
  }
  expect(all[1]).toMatchObject({ "order.id": "o1", attempt: 2 });
  expect(all.map((attributes) => attributes["error"])).toEqual([undefined, undefined, "E17"]);
});

test("what a catch block has is taken as it is, also where it is not an error", async () => {
  const levels = ["warn", "error", "fatal"] as const;
  for (const level of levels) {
    try {
      throw level === "fatal" ? new TypeError("no card") : (level as unknown);
    } catch (error) {
      log[level]("charge failed", error);
    }
  }
  log.error("charge failed", null);
  await sent.flush();
  const reported = sent
    .records()
    .map(({ attributes }) => [attributes["exception.type"], attributes["exception.message"]]);
  expect(reported).toEqual([
    ["string", "warn"],
    ["string", "error"],
    ["TypeError", "no card"],
    [undefined, undefined],
  ]);
});

test("enabled returns whether a record would be sent", async () => {
  expect([log.enabled("trace"), log.with({}).enabled("fatal")]).toEqual([true, true]);
  await sent.stop();
  expect(log.enabled("fatal")).toBe(false);
  sent = collect({ logs: { minimumSeverity: "warn" } });
  expect([log.enabled("info"), log.enabled("warn")]).toEqual([false, true]);
  log.info("left out");
  log.warn("kept");
  await sent.flush();
  expect(sent.records().map((record) => record.body)).toEqual(["kept"]);
});

test("a text in the place of attributes is left out and counted, not taken letter by letter", async () => {
  log.info("paid", "order-789" as never);
  log.with("o1" as never).info("paid");
  event("cart.abandoned", "o1" as never);
  counter("visits").add(1, "o1" as never);
  await sent.flush();
  for (const record of sent.records()) expect(record.attributes).toEqual({});
  expect(sent.points("visits").map(({ attributes }) => attributes)).toEqual([{}]);
  expect(sent.stats().reports["attributes_invalid"]).toBeGreaterThanOrEqual(4);
});

test("anything may be given", async () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("trap");
      },
      ownKeys() {
        throw new Error("trap");
      },
    },
  );
  for (const attributes of [null, 7, "text", hostile, [1], Symbol("s")]) {
    log.info("odd", attributes as never);
    log.with(attributes as never).info("odd");
  }
  log.info(undefined as never);
  log.info({ deep: [1] } as never);
  expect(log.enabled("loud" as never)).toBe(true);
  await sent.flush();
  expect(sent.records().length).toBe(14);
});
