// Context attributes: nesting, asynchronous work, and the way to another service and back.
import { context as otelContext, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { context, counter, log, memoryExporter, start, type Telltale, trace, withContext } from "./index.ts";

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
  expect(context.getAll()).toEqual({});
  withContext({ a: 1, b: 1 }, () => {
    withContext({ b: 2, c: 2 }, () => expect(context.getAll()).toEqual({ a: 1, b: 2, c: 2 }));
    expect(context.getAll()).toEqual({ a: 1, b: 1 });
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
  expect(context.getAll()).toEqual({});
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

test("context attributes are on spans and records made inside; attributes of the caller take precedence", async () => {
  withContext({ "tenant.id": "t1", list: [1, { a: 2 }] }, () => {
    trace("inside", { attributes: { "tenant.id": "own" } }, () => log.info("x"));
  });
  await telemetry.flush();
  expect(memory.spans()[0]?.attributes).toEqual({ "tenant.id": "own", list: [1, { a: 2 }] });
  expect(memory.logs()[0]?.attributes).toEqual({ "tenant.id": "t1", list: [1, { a: 2 }] });
});

// they are copied in two ways, by their size, and names are told apart by length first
test.each([1, 2, 3, 4, 70, 90, 91, 92, 93, 94, 95, 96, 1000])(
  "a text of %d characters is on the span between what comes before and after it",
  async (size) => {
    const text = "é".repeat(size % 2) + "x".repeat(size);
    const own = { "order.id": "o1", ["n".repeat(9 + 32)]: 1 };
    withContext({ "tenant.id": text }, () => {
      for (const name of ["first", "second"]) trace(name, { attributes: own }, () => log.info(name, own));
      trace("hides it", { attributes: { ...own, "tenant.id": "own" } }, () => {});
    });
    await telemetry.flush();
    const inside = { "tenant.id": text, ...own };
    expect(memory.spans().map((span) => span.attributes)).toEqual([
      inside,
      inside,
      { ...own, "tenant.id": "own" },
    ]);
    expect(memory.logs().map((record) => record.attributes)).toEqual([inside, inside]);
  },
);

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
    expect(context.getAll()).toEqual({ "tenant.id": "t 1,2", vip: true, level: 3 });
    trace("there", () => {});
    withContext({ vip: false }, () =>
      expect(context.getAll()).toEqual({ "tenant.id": "t 1,2", vip: false, level: 3 }),
    );
  });
  await telemetry.flush();
  expect(memory.spans()[0]?.attributes).toEqual({ "tenant.id": "t 1,2", vip: true, level: 3 });
});

test("foreign baggage is handed on and stamps nothing", async () => {
  const received = propagation.extract(ROOT_CONTEXT, { baggage: "their=value;p=1" });
  otelContext.with(received, () => {
    expect(context.getAll()).toEqual({});
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

test("undefined removes an attribute inside, and it is back outside", () => {
  withContext({ a: 1, b: 1 }, () => {
    withContext({ a: undefined }, () => {
      expect(context.getAll()).toEqual({ b: 1 });
      expect(context.get("toString")).toBe(undefined);
    });
    expect(context.get("a")).toBe(1);
  });
});

test("a layer is replaced as a whole, other attributes stay, and the layer below is back after it", () => {
  withContext({ "user.role": "none", "tenant.id": "t1" }, () => {
    withContext(
      { "user.id": "admin", "user.role": "admin" },
      () => {
        withContext({ "order.id": "o1" }, () => {
          withContext(
            { "user.id": "u1" },
            () => {
              expect(context.getAll()).toEqual({
                "user.id": "u1",
                "user.role": "none",
                "tenant.id": "t1",
                "order.id": "o1",
              });
              expect(context.getAll("user")).toEqual({ "user.id": "u1" });
              expect(context.getAll("request")).toEqual({});
            },
            { layer: "user" },
          );
        });
        expect(context.getAll("user")).toEqual({ "user.id": "admin", "user.role": "admin" });
      },
      { layer: "user" },
    );
    expect(context.getAll()).toEqual({ "user.role": "none", "tenant.id": "t1" });
  });
});

test("request, user and operation stand side by side, each cleared by itself", () => {
  const seen = withContext(
    { "request.id": "r1" },
    () =>
      withContext(
        { "user.id": "u1" },
        () =>
          withContext(
            { "operation.name": "export" },
            () => [
              context.getAll(),
              context.clear("user", () => context.getAll()),
              context.clear(() => context.getAll()),
            ],
            { layer: "operation" },
          ),
        { layer: "user" },
      ),
    { layer: "request" },
  );
  expect(seen).toEqual([
    { "request.id": "r1", "user.id": "u1", "operation.name": "export" },
    { "request.id": "r1", "operation.name": "export" },
    {},
  ]);
});

test("what travels is the value of now: replaced, taken away and cleared ones do not go on as they were", () => {
  const sent = (): string | undefined => {
    const carrier: Record<string, string> = {};
    propagation.inject(otelContext.active(), carrier);
    return carrier["baggage"];
  };
  withContext(
    { "tenant.id": "t1", "user.id": "u1" },
    () => {
      expect(withContext({ "tenant.id": "t2" }, sent)).toBe("tenant.id=t2;tt=s,user.id=u1;tt=s");
      expect(withContext({ "tenant.id": undefined }, sent)).toBe("user.id=u1;tt=s");
      expect(withContext({ "user.id": "u2" }, sent, { layer: "user" })).toBe(
        "tenant.id=t1;tt=s,user.id=u2;tt=s",
      );
      expect(context.clear(sent)).toBe(undefined);
      expect(sent()).toBe("tenant.id=t1;tt=s,user.id=u1;tt=s");
    },
    { propagate: ["tenant.id", "user.id"] },
  );
});

test("metrics carry the keys that are listed, with the value of now", async () => {
  const orders = counter("context.orders");
  withContext(
    { "tenant.id": "t1", "user.id": "u1" },
    () => withContext({ "tenant.id": "t2" }, () => orders.add(1, { plan: "pro" })),
    { metrics: ["tenant.id"] },
  );
  await telemetry.flush();
  const points = memory.metrics().find((metric) => metric.name === "context.orders")?.points;
  expect(points?.map((point) => point.attributes)).toEqual([{ "tenant.id": "t2", plan: "pro" }]);
});

test("a bound function and the listeners of a bound emitter run where they were bound", () => {
  const emitter = new EventEmitter();
  const seen: unknown[] = [];
  const read = withContext({ id: 1 }, () => {
    context.bind(emitter).on("x", () => seen.push(context.get("id")));
    return context.bind(() => context.get("id"));
  });
  withContext({ id: 2 }, () => emitter.emit("x"));
  expect([read(), ...seen]).toEqual([1, 1]);
});

test("64 attributes, 1,024 characters a value, 8,192 in all: more is cut or left out, and counted", () => {
  const before = telemetry.stats().reports;
  const grew = (code: string): number => (telemetry.stats().reports[code] ?? 0) - (before[code] ?? 0);
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`k${at}`, at]));
  expect(Object.keys(withContext(many, () => context.getAll())).length).toBe(64);
  expect(withContext({ a: "x".repeat(1024), b: "x".repeat(1025) }, () => context.get("b"))).toBe(
    "x".repeat(1024),
  );
  expect([grew("context_attribute_dropped"), grew("context_value_cut")]).toEqual([1, 1]);
  const large = { ok: 1, deep: { text: "x".repeat(2000) }, list: Array.from({ length: 2000 }, () => 1) };
  expect(withContext(large, () => context.getAll())).toEqual({ ok: 1 });
  const full = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`k${at}`, "x".repeat(1000)]));
  expect(Object.keys(withContext(full, () => context.getAll())).length).toBe(8);
  expect(grew("context_attribute_dropped")).toBe(4);
});

test("bad input runs the function all the same, and is counted", () => {
  const bad = (value: unknown, options?: unknown): unknown =>
    withContext(value as object, () => 42, options as never);
  const before = telemetry.stats().reports["context_invalid"] ?? 0;
  const throwing = {
    get propagate(): never {
      throw new Error("getter");
    },
  };
  for (const value of [undefined, null, 7, "text"]) expect(bad(value)).toBe(42);
  for (const options of [{ layer: "session" }, { metrics: "tenant.id" }, throwing, null])
    expect(bad({ a: 1 }, options)).toBe(42);
  expect((telemetry.stats().reports["context_invalid"] ?? 0) - before).toBe(7);
  expect(
    withContext(
      {
        get a(): never {
          throw new Error("getter");
        },
      },
      () => context.get("a"),
    ),
  ).toBe("[unreadable]");
  expect(context.clear("session" as never, () => context.getAll())).toEqual({});
});

test("set before the start, it leaves by the rules of the start", async () => {
  await telemetry.stop();
  await withContext({ "user.id": "u1" }, async () => {
    trace("off", () => {});
    telemetry = start({
      exporters: [memory],
      handleExit: false,
      identity: "hash",
      identityKey: "0123456789abcdef",
    });
    trace("on", () => {});
    log.info("on");
    await telemetry.flush();
  });
  const hashed = memory.spans()[0]?.attributes["user.id"];
  expect(hashed).toMatch(/^[0-9a-f]{32}$/);
  expect(memory.logs()[0]?.attributes["user.id"]).toBe(hashed);
});

test("limits of spans and records include context attributes; attributes of the span come first", async () => {
  await telemetry.stop();
  telemetry = start({
    exporters: [memory],
    handleExit: false,
    limits: { attributeCount: 2, attributeValueLength: 3 },
  });
  withContext({ a: "12345", b: 2, c: 3 }, () => trace("x", { attributes: { own: 1 } }, () => log.info("x")));
  await telemetry.flush();
  expect(memory.spans()[0]).toMatchObject({ attributes: { own: 1, a: "123" } });
  expect(memory.logs()[0]?.attributes).toEqual({ a: "123", b: 2 });
});
