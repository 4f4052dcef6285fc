// oxlint-disable unicorn/no-thenable -- query builders are what is tested
// What `trace` and its companions promise about results, errors, parents and time.
import { EventEmitter } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { diag, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  activeSpan,
  addAttribute,
  addAttributes,
  addEvent,
  currentTraceparent,
  memoryExporter,
  start,
  startSpan,
  type Telltale,
  trace,
  traceId,
  wrap,
} from "./index.ts";
import type { MemorySpan } from "./export/index.ts";
import { countReports } from "../test/contract/count-reports.ts";

const memory = memoryExporter();
const silent = { error() {}, warn() {}, info() {}, debug() {}, verbose() {} };
let telemetry: Telltale;

beforeEach(() => {
  memory.clear();
  telemetry = start({ service: "test", exporters: [memory], handleExit: false });
});

afterEach(async () => {
  await telemetry.stop();
});

async function spans(): Promise<MemorySpan[]> {
  await telemetry.flush();
  return memory.spans();
}

async function spanNamed(name: string): Promise<MemorySpan> {
  const found = (await spans()).filter((span) => span.name === name);
  expect(found).toHaveLength(1);
  return found[0] as MemorySpan;
}

/** A promise and what settles it. */
function gate<T>(): { readonly opened: Promise<T>; open(value: T): void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { opened: promise, open: resolve };
}

describe("results", () => {
  test("returns a plain value after the span has ended", () => {
    const span = trace("plain", (inner) => {
      expect(inner.isRecording()).toBe(true);
      return inner;
    });
    expect(span.isRecording()).toBe(false);
    expect(trace("null", () => null)).toBe(null);
    const answer = { a: 1 };
    expect(trace("object", () => answer)).toBe(answer);
  });

  test("rethrows a thrown value unchanged, even undefined", async () => {
    for (const thrown of [undefined, null, "text", 0, Object.create(null), new Error("e")]) {
      let caught: unknown = "nothing";
      try {
        trace("throws", () => {
          throw thrown;
        });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
    }
    const all = await spans();
    expect(all.map((span) => span.status.code)).toEqual(Array.from({ length: 6 }, () => "error"));
    expect(all.map((span) => span.attributes["error.type"])).toEqual([
      "undefined",
      "object",
      "string",
      "number",
      "Error",
      "Error",
    ]);
  });

  test("an error whose parts throw is survived", () => {
    const error = new Proxy(new Error("x"), {
      get() {
        throw new Error("hostile");
      },
    });
    let caught: unknown;
    try {
      trace("hostile", () => {
        throw error;
      });
    } catch (thrown) {
      caught = thrown;
    }
    expect(caught === error).toBe(true);
  });

  test("a promise keeps its class, and its span stays open until it settles", async () => {
    class Special<T> extends Promise<T> {}
    const { opened, open } = gate<string>();
    const result = trace("special", () => new Special<string>((resolve) => void opened.then(resolve)));
    expect(result).toBeInstanceOf(Special);
    expect(await spans()).toEqual([]);
    open("done");
    expect(await result).toBe("done");
    expect(await spanNamed("special")).toMatchObject({ status: { code: "unset" } });
  });

  test("an unhandled rejection stays unhandled", async () => {
    const unhandled = new Promise((resolve) => {
      const listeners = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      process.once("unhandledRejection", (error) => {
        for (const listener of listeners) process.on("unhandledRejection", listener);
        resolve(error);
      });
    });
    const error = new Error("nobody");
    void trace("rejects", () => Promise.reject(error));
    expect(await unhandled).toBe(error);
  });

  test("a query builder runs only when it is asked, inside the span, which ends with its answer", async () => {
    let runs = 0;
    const builder = {
      where(): unknown {
        return this;
      },
      then(resolve: (rows: number[]) => void): void {
        runs++;
        addAttribute("ran", true);
        resolve([1, 2]);
      },
    };
    const result = trace("query", () => builder);
    expect(result).toBe(builder);
    expect(Object.keys(result)).toEqual(["where", "then"]);
    expect(runs).toBe(0);
    expect(await spans()).toEqual([]);
    expect(await (result as unknown as Promise<number[]>)).toEqual([1, 2]);
    expect(runs).toBe(1);
    expect((await spanNamed("query")).attributes).toEqual({ ran: true });
  });

  test("a query builder's refusal is recorded and given on", async () => {
    const error = new TypeError("bad sql");
    const builder = {
      then: (_: unknown, reject: (error: unknown) => void): void => reject(error),
    };
    await expect(trace("query", () => builder as unknown as Promise<never>)).rejects.toBe(error);
    expect(await spanNamed("query")).toMatchObject({ status: { code: "error", message: "bad sql" } });
  });

  test("a frozen thenable is given back untouched", async () => {
    const frozen = Object.freeze({ then: (resolve: (value: number) => void): void => resolve(5) });
    expect(trace("frozen", () => frozen)).toBe(frozen);
    await spanNamed("frozen");
  });

  test("a `then` that throws is the caller's to meet, whether it is read or called", async () => {
    const error = new Error("then");
    const unreadable = Object.defineProperty({}, "then", {
      get: () => {
        throw error;
      },
    });
    expect(trace("unreadable", () => unreadable)).toBe(unreadable);
    const refusing = {
      then(): never {
        throw error;
      },
    };
    await expect(trace("refusing", () => refusing as unknown as Promise<never>)).rejects.toBe(error);
    class Odd<T> extends Promise<T> {
      override then(): never {
        throw error;
      }
    }
    const odd = new Odd<void>((resolve) => resolve());
    expect(trace("odd", () => odd)).toBe(odd);
    expect(() => void odd.then()).toThrow(error);
    // a class that makes no other one
    class Single<T> extends Promise<T> {
      static override get [Symbol.species](): never {
        throw error;
      }
    }
    const single = new Single<void>((resolve) => resolve());
    expect(trace("single", () => single)).toBe(single);
    expect((await spans()).map((span) => [span.name, span.status.code])).toEqual([
      ["unreadable", "unset"],
      ["refusing", "error"],
      ["odd", "error"],
      ["single", "unset"],
    ]);
  });

  test("a builder that runs by its own `catch` or `finally` ends its span too", async () => {
    const error = new Error("no rows");
    const lazy = (run: () => Promise<number>) => ({
      // runs without a word to `then`, as several query builders do
      then: (...handlers: [never]): unknown => run().then(...handlers),
      catch: (handler: never): unknown => run().catch(handler),
      finally: (handler: never): unknown => run().finally(handler),
    });
    type Answer = Promise<number>;
    const fine = trace("fine", () => lazy(async () => 1) as unknown as Answer);
    expect(await fine.catch(() => 2)).toBe(1);
    const caught = trace("caught", () => lazy(() => Promise.reject(error)) as unknown as Answer);
    expect(await caught.catch(() => 2)).toBe(2);
    const broken = trace("broken", () => lazy(() => Promise.reject(error)) as unknown as Answer);
    await expect(broken.finally(() => {})).rejects.toBe(error);
    expect((await spans()).map((span) => [span.name, span.status.code])).toEqual([
      ["fine", "unset"],
      ["caught", "error"],
      ["broken", "error"],
    ]);
  });

  test("streams and iterators are given back untouched", async () => {
    const iterator = [1, 2][Symbol.iterator]();
    expect(trace("iterator", () => iterator)).toBe(iterator);
    expect([...iterator]).toEqual([1, 2]);
    await spanNamed("iterator");
  });
});

function* count(): Generator<number, string, string | undefined> {
  const got = yield 1;
  addAttribute("got", got);
  yield 2;
  return "end";
}

function abandon(): void {
  trace("abandoned", () => count()).next();
  trace("never begun", () => count());
  trace("never asked", () => ({ then() {} }));
}

describe("generators", () => {
  test("steps run inside the span, the consumer does not; the span ends with the end", async () => {
    const generator = trace("gen", () => count());
    expect(Object.prototype.toString.call(generator)).toBe("[object Generator]");
    expect(Object.getPrototypeOf(generator)).toBe(count.prototype);
    expect(await spans()).toEqual([]);
    expect(generator.next()).toEqual({ value: 1, done: false });
    expect(activeSpan()).toBe(undefined);
    expect(generator.next("hello")).toEqual({ value: 2, done: false });
    expect(generator.next()).toEqual({ value: "end", done: true });
    expect(generator.next()).toEqual({ value: undefined, done: true });
    expect((await spanNamed("gen")).attributes).toEqual({ got: "hello" });
  });

  test("the span begins with the first step", async () => {
    const generator = trace("late", () => count());
    const before = BigInt(Date.now()) * 1_000_000n;
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const _ of generator);
    expect((await spanNamed("late")).startTimeUnixNano - before).toBeGreaterThan(15_000_000n);
  });

  test("leaving early ends the span", async () => {
    for (const value of trace("left", () => count())) if (value === 1) break;
    expect(await spanNamed("left")).toMatchObject({ status: { code: "unset" } });
  });

  test("an abandoned one ends as incomplete when it is collected, also a builder without a query; one that never began leaves no span", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    abandon();
    await expect
      .poll(async () => {
        collectGarbage();
        await new Promise(setImmediate);
        return (await spans()).map((span) => [span.name, span.attributes]).toSorted();
      })
      .toEqual([
        ["abandoned", { "telltale.incomplete": true }],
        ["never asked", { "telltale.incomplete": true }],
      ]);
  });

  test("one that was never begun leaves nothing at the stop either, one half done is incomplete", async () => {
    const kept = [trace("never begun", () => count()), trace("half done", () => count())];
    kept[1]?.next();
    trace("ended by hand", (span) => {
      const steps = count();
      queueMicrotask(() => span.end());
      return steps;
    });
    await Promise.resolve();
    // one that rests has not started
    expect(telemetry.stats().self?.spans).toEqual({ started: 2, live: 1 });
    await telemetry.stop();
    expect(memory.spans().map((span) => [span.name, span.attributes])).toEqual([
      ["ended by hand", {}],
      ["half done", { "telltale.incomplete": true }],
    ]);
  });

  test("an async generator awaits inside the span and its error is recorded and thrown on", async () => {
    const error = new Error("mid");
    async function* pages(): AsyncGenerator<number> {
      yield await trace("page", async () => 1);
      throw error;
    }
    const seen: number[] = [];
    const generator = trace("pages", () => pages());
    expect(Object.prototype.toString.call(generator)).toBe("[object AsyncGenerator]");
    await expect(
      (async () => {
        for await (const page of generator) {
          expect(activeSpan()).toBe(undefined);
          seen.push(page);
        }
      })(),
    ).rejects.toBe(error);
    expect(seen).toEqual([1]);
    const [page, all] = await spans();
    expect(page?.parentSpanId).toBe(all?.spanId);
    expect(all).toMatchObject({ name: "pages", status: { code: "error", message: "mid" } });
  });
});

describe("parents", () => {
  test("the parent is active again afterwards, whatever happened inside", async () => {
    await trace("outer", async (outer) => {
      expect(activeSpan()).toBe(outer);
      try {
        trace("inner", () => {
          throw new Error("x");
        });
      } catch {
        // expected
      }
      expect(activeSpan()).toBe(outer);
      await trace("async", async () => {});
      expect(activeSpan()).toBe(outer);
    });
    expect(activeSpan()).toBe(undefined);
  });

  test("work done at the same time does not mix", async () => {
    await Promise.all(
      ["a", "b", "c"].map(async (name) =>
        trace(name, async () => {
          await new Promise(setImmediate);
          await trace(`${name} child`, async () => new Promise(setImmediate));
        }),
      ),
    );
    const all = await spans();
    for (const name of ["a", "b", "c"]) {
      const parent = all.find((span) => span.name === name);
      const child = all.find((span) => span.name === `${name} child`);
      expect(child?.parentSpanId).toBe(parent?.spanId);
      expect(child?.traceId).toBe(parent?.traceId);
    }
  });

  test("a span that has ended stays the parent of what starts in its context", async () => {
    let later: Promise<void> = Promise.resolve();
    await trace("outer", async () => {
      const { opened, open } = gate<void>();
      trace("short", () => {
        later = opened.then(() => trace("late", () => {}));
      });
      open();
      await later;
    });
    await trace("gone", async () => {
      later = new Promise((resolve) => setTimeout(() => resolve(trace("orphan", () => {})), 5));
    });
    await later;
    const [short, late, , gone, orphan] = await spans();
    expect(late?.parentSpanId).toBe(short?.spanId);
    expect(orphan?.name).toBe("orphan");
    expect(orphan?.parentSpanId).toBe(gone?.spanId);
  });

  test("`root` begins a new trace, `startSpan` is not active, `span.trace` makes children", async () => {
    trace("outer", () => {
      trace("fresh", { root: true }, () => {});
      const span = startSpan("held");
      expect(activeSpan()).not.toBe(span);
      expect(span.trace("child", (child) => activeSpan() === child)).toBe(true);
      expect(span.run(() => activeSpan() === span)).toBe(true);
      expect(span.isRecording()).toBe(true);
      span.end();
    });
    const byName = Object.fromEntries((await spans()).map((span) => [span.name, span]));
    expect(byName["fresh"]?.traceId).not.toBe(byName["outer"]?.traceId);
    expect(byName["held"]?.parentSpanId).toBe(byName["outer"]?.spanId);
    expect(byName["child"]?.parentSpanId).toBe(byName["held"]?.spanId);
  });

  test("`run` records the error and leaves the span open; `using` ends it", async () => {
    const error = new Error("in run");
    {
      using span = startSpan("held");
      expect(() =>
        span.run(() => {
          throw error;
        }),
      ).toThrow(error);
      expect(span.isRecording()).toBe(true);
    }
    expect(await spanNamed("held")).toMatchObject({ status: { code: "error", message: "in run" } });
  });

  test("`using` records an error only after `fail`", async () => {
    const error = new RangeError("no rows");
    const load = (name: string, fails: boolean): void => {
      using span = startSpan(name);
      try {
        throw error;
      } catch (caught) {
        if (fails) span.fail(caught);
        throw caught;
      }
    };
    expect(() => load("silent", false)).toThrow(error);
    expect(() => load("told", true)).toThrow(error);
    expect(await spanNamed("silent")).toMatchObject({ status: { code: "unset" }, attributes: {} });
    expect(await spanNamed("told")).toMatchObject({
      status: { code: "error", message: "no rows" },
      attributes: { "error.type": "RangeError" },
    });
  });

  test("spans of the OpenTelemetry API and ours are each other's parents", async () => {
    const tracer = otelTrace.getTracer("theirs");
    tracer.startActiveSpan("theirs outer", (outer) => {
      trace("ours", () => tracer.startActiveSpan("theirs inner", (inner) => inner.end()));
      outer.end();
    });
    const [ours, inner, outer] = [
      await spanNamed("ours"),
      await spanNamed("theirs inner"),
      await spanNamed("theirs outer"),
    ];
    expect(ours?.parentSpanId).toBe(outer?.spanId);
    expect(inner?.parentSpanId).toBe(ours?.spanId);
    expect(inner?.scope).toBe("theirs");
  });
});

describe("small calls", () => {
  test("attributes and events go to the active span; outside they do nothing", async () => {
    addAttribute("lost", 1);
    addEvent("lost");
    trace("here", () => {
      addAttribute("a", 1);
      addAttributes({ b: 2, a: 3 });
      addEvent("e", { c: 4 });
    });
    expect(await spanNamed("here")).toMatchObject({
      attributes: { a: 3, b: 2 },
      events: [{ name: "e", attributes: { c: 4 } }],
    });
  });

  test("`traceId` and `currentTraceparent` name the active span", () => {
    expect([traceId(), currentTraceparent()]).toEqual([undefined, undefined]);
    trace("t", (span) => {
      const { traceId: id, spanId } = span.spanContext();
      expect(traceId()).toBe(id);
      expect(currentTraceparent()).toBe(`00-${id}-${spanId}-03`);
    });
  });

  test("`enabled: false` only runs the function", async () => {
    expect(trace("off", { enabled: false }, (span) => span.isRecording())).toBe(false);
    expect(await spans()).toEqual([]);
  });

  test("`wrap` keeps this, arguments, name and length", async () => {
    const account = {
      balance: 5,
      add: wrap(function add(this: { balance: number }, a: number, b: number) {
        return this.balance + a + b;
      }),
    };
    expect(account.add(1, 2)).toBe(8);
    expect([account.add.name, account.add.length]).toEqual(["add", 2]);
    await spanNamed("add");
  });

  test("methods that are called without their span neither throw nor change what they are called on", () => {
    const detached = countReports("method_detached");
    const passive = trace("off", { enabled: false }, (span) => span);
    for (const span of [startSpan("lost"), passive]) {
      const { end, fail, setAttribute } = span;
      const response = new EventEmitter().on("finish", span.end);
      response.emit("finish");
      expect(Object.hasOwn(response, "ended")).toBe(false);
      end();
      setAttribute("a", 1);
      fail(new Error("no card"));
      expect(span.isRecording()).toBe(span !== passive);
    }
    expect(detached()).toBe(7);
  });

  test("methods that are called without their span call the function that they get", () => {
    const detached = countReports("method_detached");
    for (const span of [startSpan("lost"), trace("off", { enabled: false }, (one) => one)]) {
      const { trace: traceBelow, run, isRecording, spanContext, addLinks, close } = span;
      expect(traceBelow("work", (inner) => inner.setAttribute("a", 1) && 7)).toBe(7);
      expect(run(() => 8)).toBe(8);
      expect([isRecording(), spanContext().traceId]).toEqual([false, "0".repeat(32)]);
      addLinks([{ context: span.spanContext() }]);
      close();
      expect(span.callback.call(undefined as never, () => 9)()).toBe(9);
      const door = { closed: 0, callback: span.callback, fail() {}, close: () => door.closed++ };
      door.callback()(new Error("stuck"));
      expect(door.closed).toBe(0);
      const emitter = Object.assign(new EventEmitter(), { read: span.spanContext });
      expect([emitter.read().spanId, Object.hasOwn(emitter, "carried")]).toEqual(["0".repeat(16), false]);
    }
    // `isRecording` has nothing to report, and a span that records nothing does nothing with links
    expect(detached()).toBe(12);
  });

  test("before the start and after the stop everything runs as if nothing were there", async () => {
    await telemetry.stop();
    const error = new Error("same");
    expect(trace("off", (span) => span.setAttribute("a", 1).isRecording())).toBe(false);
    expect(() =>
      trace("off", () => {
        throw error;
      }),
    ).toThrow(error);
    const promise = Promise.resolve(1);
    expect(trace("off", () => promise)).toBe(promise);
    using span = startSpan("off");
    expect(span.run(() => 2)).toBe(2);
    expect(span.trace("child", () => 3)).toBe(3);
  });
});

describe("the kind", () => {
  const words = ["internal", "server", "client", "producer", "consumer"] as const;

  test.each([...words.entries()])("%i is %s, wherever a span begins", async (number, word) => {
    for (const kind of [number, word]) {
      trace("kind", { kind }, (span) => span.trace("inner", { kind }, () => {}));
      startSpan("held", { kind }).end();
      wrap(() => {}, { name: "wrapped", kind })();
    }
    expect((await spans()).map((span) => span.kind)).toEqual(Array.from({ length: 8 }, () => word));
  });

  test("an unknown kind is reported once each, and the span is internal", async () => {
    const said: string[] = [];
    diag.setLogger({ ...silent, warn: (text) => said.push(text) }, { suppressOverrideMessage: true });
    // once in a process: other files that share the worker have wrong kinds, too
    const wrong = ["CLIENT 1", "rpc 1", 1007, -1007, 1007.5, [3003], "rpc 1"];
    const invalid = countReports("span_kind_invalid");
    for (const kind of wrong) trace("kind", { kind: kind as number }, () => {});
    trace("kind", { kind: null as never }, () => {});
    diag.disable();
    expect((await spans()).map((span) => span.kind)).toEqual(Array.from({ length: 8 }, () => "internal"));
    expect(invalid()).toBe(wrong.length);
    expect(said).toHaveLength(6);
    expect(said[0]).toBe(
      'telltale: span_kind_invalid: Cannot use "CLIENT 1" as the kind of a span: expected internal, server, client, producer, consumer, or a SpanKind of OpenTelemetry. The span is internal.',
    );
  });
});
