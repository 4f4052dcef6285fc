// Context attributes: nesting, asynchronous work, and the way to another service and back.
import { context as otelContext, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { context, log, memoryExporter, start, type Telltale, trace, withContext } from "./index.ts";

const memory = memoryExporter();
let telemetry: Telltale;

beforeEach(() => {
  memory.clear();
  telemetry = start({ service: "test", exporters: [memory], handleExit: false });
});

afterEach(async () => {
  await telemetry.stop();
});

test("nests, the inner value wins, and is restored", () => {
  expect(context.all()).toEqual({});
  withContext({ a: 1, b: 1 }, () => {
    withContext({ b: 2, c: 2 }, () => expect(context.all()).toEqual({ a: 1, b: 2, c: 2 }));
    expect(context.all()).toEqual({ a: 1, b: 1 });
  });
  expect(context.get("a")).toBe(undefined);
});

test("is restored after a throw, and gives the result back", () => {
  expect(withContext({ a: 1 }, () => 42)).toBe(42);
  expect(() =>
    withContext({ a: 1 }, () => {
      throw new Error("x");
    }),
  ).toThrow("x");
  expect(context.all()).toEqual({});
});

test("crosses await, timers, callbacks and streams of work at the same time", async () => {
  const seen = await Promise.all(
    [1, 2, 3].map(async (id) =>
      withContext({ id }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5 - id));
        return new Promise((resolve) => setImmediate(() => queueMicrotask(() => resolve(context.get("id")))));
      }),
    ),
  );
  expect(seen).toEqual([1, 2, 3]);
});

test("stands on spans and records made inside; what the caller sets wins", async () => {
  withContext({ "tenant.id": "t1", list: [1, { a: 2 }] }, () => {
    trace("inside", { attributes: { "tenant.id": "own" } }, () => log.info("x"));
  });
  await telemetry.flush();
  expect(memory.spans()[0]?.attributes).toEqual({ "tenant.id": "own", list: [1, { a: 2 }] });
  expect(memory.logs()[0]?.attributes).toEqual({ "tenant.id": "t1", list: [1, { a: 2 }] });
});

test("a later change of the given object is not seen", () => {
  const attributes = { a: 1 };
  withContext(attributes, () => {
    attributes.a = 2;
    expect(context.get("a")).toBe(1);
  });
});

test("what is to propagate goes out in baggage and is a context attribute, with its type, on the other side", async () => {
  const carrier: Record<string, string> = {};
  withContext(
    { "tenant.id": "t 1,2", vip: true, level: 3, secret: "no", deep: { a: 1 } },
    () => propagation.inject(otelContext.active(), carrier),
    { propagate: ["tenant.id", "vip", "level", "deep"] },
  );
  expect(carrier["baggage"]).toBe("tenant.id=t%201%2C2;tt=s,vip=true;tt=b,level=3;tt=n");
  const received = propagation.extract(ROOT_CONTEXT, carrier);
  otelContext.with(received, () => {
    expect(context.all()).toEqual({ "tenant.id": "t 1,2", vip: true, level: 3 });
    trace("there", () => {});
    withContext({ vip: false }, () =>
      expect(context.all()).toEqual({ "tenant.id": "t 1,2", vip: false, level: 3 }),
    );
  });
  await telemetry.flush();
  expect(memory.spans()[0]?.attributes).toEqual({ "tenant.id": "t 1,2", vip: true, level: 3 });
});

test("foreign baggage is handed on and stamps nothing", async () => {
  const received = propagation.extract(ROOT_CONTEXT, { baggage: "their=value;p=1" });
  otelContext.with(received, () => {
    expect(context.all()).toEqual({});
    const carrier: Record<string, string> = {};
    withContext({ ours: 1 }, () => propagation.inject(otelContext.active(), carrier), {
      propagate: ["ours"],
    });
    expect(carrier["baggage"]).toBe("their=value;p=1,ours=1;tt=n");
  });
});

test("works before the start and after the stop", async () => {
  await telemetry.stop();
  expect(withContext({ a: 1 }, () => trace("off", () => context.get("a")))).toBe(1);
});
