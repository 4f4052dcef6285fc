// oxlint-disable unicorn/no-thenable -- query builders are what is tested
// An error of the library's own, planted where functions of the application are about to be called or have just ended: they are called once, and
// their callers get what they gave.
import { once } from "node:events";
import http from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { OpenTransaction } from "../../src/business/open-transaction.ts";
import { outlasting } from "../../src/calls/outlasting.ts";
import { runInside } from "../../src/engine/completion/run-inside.ts";
import { runTraced } from "../../src/engine/completion/run-traced.ts";
import { rootScope, Scope, storage } from "../../src/engine/context/scope.ts";
import { reported } from "../../src/engine/diagnostics/diagnose.ts";
import type { MeterCore } from "../../src/engine/meter/meter.ts";
import { createMeters } from "../../src/engine/meter/meters.ts";
import { createMetricsOut } from "../../src/engine/meter/metrics-export.ts";
import type { Collection } from "../../src/engine/metrics/collection.ts";
import { PassiveSpan } from "../../src/engine/recording/passive-span.ts";
import { state } from "../../src/engine/running/state.ts";
import { within } from "../../src/engine/runtime/within.ts";
import { noIdentity } from "../../src/engine/span/span-context.ts";
import { onEvent, startSpan, transaction, workflow, wrap } from "../../src/index.ts";
import { processing } from "../../src/integrations/bullmq/worker.ts";
import { Exchange, heard } from "../../src/integrations/http/exchange.ts";
import { answerInside } from "../../src/integrations/http/fetch-server.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { endWith } from "../../src/integrations/ioredis/command.ts";
import { untilCalledBack } from "../../src/integrations/messaging/until-called-back.ts";
import { wrapMethod } from "../../src/integrations/patching/method.ts";
import { collect, type Collected } from "../collect.ts";

const own = new Error("the application's own");
function mistake(): never {
  throw new Error("planted");
}

/** A span of which these methods throw. */
function broken(...methods: ("setAttribute" | "close" | "rest" | "restart")[]): PassiveSpan {
  const span = new PassiveSpan(noIdentity);
  for (const name of methods) span[name] = mistake;
  return span;
}

/** No scope can be made in it. */
const unusable = new Scope(undefined, undefined, undefined, ROOT_CONTEXT);
Object.defineProperty(unusable, "attributes", { get: mistake });

let sent: Collected;
let before: number;
beforeEach(() => {
  sent = collect();
  before = reported()["internal_error"] ?? 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sent.stop();
});
const counted = (): number => (reported()["internal_error"] ?? 0) - before;

describe("work that ends when it calls back", () => {
  test("is done where its operation does not begin", async () => {
    const work = vi.fn<() => number>(() => 7);
    expect(outlasting(async () => mistake(), work)).toBe(7);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(counted()).toBe(1), { timeout: 30_000 });
    expect(() =>
      outlasting(
        async () => mistake(),
        () => {
          throw own;
        },
      ),
    ).toThrow(own);
  });

  test("a message is sent, and its callback called", async () => {
    vi.spyOn(state.engine!.tracer, "start").mockImplementation(mistake);
    const callback = vi.fn<(...args: unknown[]) => void>();
    const operation = { system: "mqtt", operation: "send", destination: "orders" } as const;
    const given = untilCalledBack({}, operation, callback, (answer) => {
      answer(null, "packet");
      return "sent";
    });
    expect(given).toBe("sent");
    expect(callback.mock.calls).toEqual([[null, "packet"]]);
    await vi.waitFor(() => expect(counted()).toBe(1), { timeout: 30_000 });
  });
});

describe("a function in a span", () => {
  const forms = {
    "span.run": (fn: () => unknown, span: PassiveSpan) => span.run(fn),
    runTraced: (fn: () => unknown, span: PassiveSpan) => runTraced(rootScope, span, fn),
    runInside: (fn: () => unknown, span: PassiveSpan) =>
      runInside(unusable, span, fn, { done() {}, broken() {} }),
  };

  test.each(Object.entries(forms))("%s calls it where its scope cannot be made", (_name, form) => {
    const fn = vi.fn<() => number>(() => 7);
    expect(storage.run(unusable, form, fn, broken())).toBe(7);
    expect(fn).toHaveBeenCalledTimes(1);
  });

  test.each(Object.entries(forms))("%s throws its error, whatever the span does with it", (_name, form) => {
    const span = broken("setAttribute");
    const thrown = (): never => {
      throw own;
    };
    expect(() => form(thrown, span)).toThrow(own);
  });

  test("the span ends where its error cannot be recorded", () => {
    const span = broken("setAttribute");
    expect(() =>
      runTraced(rootScope, span, () => {
        throw own;
      }),
    ).toThrow(own);
    expect(span.ended).toBe(true);
  });

  test("its result is given back where it cannot be followed", () => {
    function* numbers(): Generator<number> {
      yield 1;
      yield 2;
    }
    const span = broken("rest");
    expect([...runInside(rootScope, span, numbers, { done() {}, broken() {} })]).toEqual([1, 2]);
    expect([...runTraced(rootScope, span, numbers)]).toEqual([1, 2]);
    expect(counted()).toBe(2);
  });

  test("a generator steps where its span cannot begin", () => {
    const fn = vi.fn<() => Generator<number>>(function* numbers() {
      yield 1;
    });
    expect([...runTraced(rootScope, broken("restart"), fn)]).toEqual([1]);
    expect(counted()).toBe(1);
  });

  test("a query builder answers where the scope of its span cannot be made", async () => {
    const builder = { then: (resolve: (answer: number) => void) => resolve(7) };
    const given = runTraced(rootScope, broken(), () => builder);
    expect(await storage.run(unusable, async () => given)).toBe(7);
    expect(counted()).toBe(1);
  });

  test("a child that cannot be started", () => {
    vi.spyOn(state.engine!.tracer, "child").mockImplementation(mistake);
    expect(broken().trace("child", () => 7)).toBe(7);
    expect(counted()).toBe(1);
  });

  test("a transaction that cannot be watched gives its result", () => {
    vi.spyOn(OpenTransaction.prototype, "watch").mockImplementation(mistake);
    expect(transaction("purchase", () => 7)).toBe(7);
    expect(counted()).toBe(1);
  });

  test("handlers of a workflow are called where its event cannot be sent", async () => {
    const stop = onEvent("order", "paid", ({ id }) => id);
    vi.spyOn(state.engine!.tracer, "start").mockImplementation(mistake);
    expect(await workflow("order", "order-789").event("paid")).toEqual([
      { status: "fulfilled", value: "order-789" },
    ]);
    stop();
    expect(counted()).toBeGreaterThan(0);
  });

  test("a wrapped function is called where its span cannot be started", () => {
    const fn = vi.fn<(n: number) => number>((n) => n * 2);
    const double = wrap(fn, { name: "double" });
    vi.spyOn(state.engine!.tracer, "start").mockImplementation(mistake);
    expect(double(21)).toBe(42);
    expect(fn).toHaveBeenCalledTimes(1);
    expect(counted()).toBe(1);
  });

  test("a callback is called where its span cannot end", () => {
    const span = startSpan("read");
    const callback = vi.fn<() => number>(() => 7);
    const ended = span.callback(callback);
    span.close = mistake;
    span.fail = mistake;
    expect(Reflect.apply(ended, undefined, [own])).toBe(7);
    expect(callback.mock.calls).toEqual([[own]]);
    expect(() => Reflect.apply(span.callback(), undefined, [own])).not.toThrow();
    expect(counted()).toBe(4);
  });
});

describe("metrics that are collected", () => {
  const numbers = { kind: "counter", name: "n", unit: "", description: "" } as const;

  test("a collection that fails leaves the others, and those that share the next one, as they are", async () => {
    const meters = createMeters({ views: [], cardinality: () => 2000, exemplars: "trace_based" });
    const reader = meters.addReader();
    const [failing, fine] = ["broken", "fine"].map((name) => {
      const meter = meters.meter(name, "", "");
      meter.instrument(numbers).record(1);
      return meter;
    }) as [MeterCore, MeterCore];
    const names = ({ scopes }: Collection): string[] => scopes.map(({ scope }) => scope.name);
    const plants = [vi.spyOn(failing, "collect"), vi.spyOn(fine, "begin")];
    for (const plant of plants) plant.mockImplementation(mistake);
    const failures = (): number => (reported()["collect_failed"] ?? 0) - earlier;
    const earlier = reported()["collect_failed"] ?? 0;

    const during = await Promise.all([reader.collect(), reader.collect(), reader.collect()]);
    expect(during.map(names)).toEqual([["fine"], ["fine"], ["fine"]]);
    expect(during.map(({ errors }) => errors.length)).toEqual([2, 2, 2]);
    expect(failures()).toBe(4);
    for (const plant of plants) plant.mockRestore();
    expect(names(await reader.collect())).toEqual(["broken", "fine"]);
  });

  test("a collection that cannot be reported is given all the same", async () => {
    const meters = createMeters({ views: [], cardinality: () => 2000, exemplars: "trace_based" });
    const reader = meters.addReader();
    meters.watch(mistake);
    expect(await reader.collect()).toMatchObject({ points: 0, errors: [] });
    expect(counted()).toBe(1);
  });

  test("a flush waits for the other readers where one of them fails", async () => {
    const meters = createMeters({ views: [], cardinality: () => 2000, exemplars: "trace_based" });
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    const plug = { attach() {}, stop: async () => {} };
    const out = createMetricsOut({
      meters,
      queues: new Map(),
      plugs: [
        { ...plug, flush: async () => mistake() },
        { ...plug, flush: async () => slow },
      ],
      resource: () => new Uint8Array(),
      resourceView: undefined as never,
      intervalMs: Infinity,
    });
    const ended = vi.fn<() => void>();
    const flushed = out.flush().then(ended);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).not.toHaveBeenCalled();
    release();
    await flushed;
  });

  test.each(["resolves", "rejects"] as const)("a wait for what %s leaves no rejection", async (kind) => {
    const unhandled = vi.fn<(...args: unknown[]) => void>();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    vi.spyOn(globalThis, "clearTimeout").mockImplementation(mistake);
    await within(kind === "resolves" ? Promise.resolve() : Promise.reject(own), 10).catch(() => {});
    vi.restoreAllMocks();
    vi.spyOn(globalThis, "setTimeout").mockImplementation(mistake);
    await within(kind === "resolves" ? Promise.resolve() : Promise.reject(own), 10).catch(() => {});
    vi.restoreAllMocks();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.mock.calls).toEqual([]);
  });
});

describe("what integrations wrap", () => {
  test("a command of ioredis with a callback leaves no rejection", async () => {
    const unhandled = vi.fn<(...args: unknown[]) => void>();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const operation = { done: mistake, broken: mistake } as never;
    endWith(operation, undefined, Promise.resolve(7), () => {}, {});
    endWith(operation, undefined, Promise.reject(own), () => {}, {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.mock.calls).toEqual([]);
    expect(counted()).toBe(2);
  });

  test("a worker of BullMQ runs its job once", async () => {
    const run = vi.fn<() => Promise<number>>(async () => 7);
    const worker = { name: "orders", callProcessJob: run as (job: object) => Promise<number> };
    wrapMethod(worker, "callProcessJob", (method) => processing(method, {}));
    vi.spyOn(state.engine!.tracer, "start").mockImplementation(mistake);
    expect(await worker.callProcessJob({ id: "1" })).toBe(7);
    expect(run).toHaveBeenCalledTimes(1);
    expect(counted()).toBe(1);
  });

  test("a `Response` is given back, and an error thrown, where their exchange cannot end", async () => {
    vi.spyOn(Exchange.prototype, "end").mockImplementation(mistake);
    vi.spyOn(Exchange.prototype, "handled").mockImplementation(mistake);
    const request = new Request("https://shop.example/orders");
    const response = new Response("ok");
    expect(await answerInside(request, async () => response)).toBe(response);
    expect(answerInside(request, () => response)).toBe(response);
    await expect(answerInside(request, async () => Promise.reject(own))).rejects.toBe(own);
    const exchange = Object.create(Exchange.prototype) as Exchange;
    await expect(heard(exchange, async () => Promise.reject(own))).rejects.toBe(own);
    expect(() =>
      heard(exchange, () => {
        throw own;
      }),
    ).toThrow(own);
    expect(counted()).toBe(5);
  });

  test("a connection is upgraded where its exchange cannot end", async () => {
    instrumentHttp(http);
    const uncaught = vi.fn<(...args: unknown[]) => void>();
    process.on("uncaughtException", uncaught);
    onTestFinished(() => void process.off("uncaughtException", uncaught));
    const server = http.createServer();
    server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: Foo\r\n\r\n");
      socket.end("bye");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    vi.spyOn(Exchange.prototype, "end").mockImplementation(mistake);
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET /up HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: Foo\r\n\r\n");
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 101 [^]*bye$/);
    expect(uncaught.mock.calls).toEqual([]);
    expect(counted()).toBeGreaterThan(0);
  });
});
