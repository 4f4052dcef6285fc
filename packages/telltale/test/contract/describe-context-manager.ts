// What every context manager of `@opentelemetry/api` must do (specification: context, and the ContextManager interface of API 1.10).
import { EventEmitter, once } from "node:events";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Context, type ContextManager, createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

type Manager = ContextManager & { attach?(context: Context): { dispose(): void } };

const key = createContextKey("contract");
const one = ROOT_CONTEXT.setValue(key, 1);
const two = ROOT_CONTEXT.setValue(key, 2);

function addTo(this: { base: number } | undefined, a: number, b: number): number {
  return (this?.base ?? 0) + a + b;
}

function fail(): never {
  throw new Error("x");
}

function idle(): void {}

async function after(work: Promise<unknown>, done: () => void): Promise<void> {
  await work;
  done();
}

async function* steps(value: () => unknown): AsyncGenerator<unknown> {
  yield value();
  await delay(1);
  yield value();
}

/** The contract suite of context managers. */
export function describeContextManager(name: string, create: () => Manager): void {
  describe(`${name}`, () => {
    let manager: Manager;
    const value = (): unknown => manager.active().getValue(key);

    beforeEach(() => {
      manager = create().enable();
    });
    afterEach(() => {
      manager.disable();
    });

    describe("active", () => {
      test("is the root context where nothing was entered", () => {
        expect(manager.active()).toBe(ROOT_CONTEXT);
      });

      test("is the root context again after disable, also inside", () => {
        manager.with(one, () => {
          manager.disable();
          expect(manager.active()).toBe(ROOT_CONTEXT);
        });
      });
    });

    describe("with", () => {
      test("gives this, arguments and result through", () => {
        expect(manager.with(one, addTo, { base: 5 }, 1, 2)).toBe(8);
        expect(manager.with(one, addTo as (a: number, b: number) => number, undefined, 1, 2)).toBe(3);
        expect(manager.with(one, value)).toBe(1);
      });

      test("nests and restores, after a throw too", () => {
        manager.with(one, () => {
          expect(() => manager.with(two, fail)).toThrow("x");
          expect(value()).toBe(1);
        });
        expect(manager.active()).toBe(ROOT_CONTEXT);
      });

      test("the root context hides the outer one", () => {
        manager.with(one, () => manager.with(ROOT_CONTEXT, () => expect(value()).toBe(undefined)));
      });
    });

    describe("asynchronous work begun inside keeps the context", () => {
      const ways: readonly [string, (done: () => void) => void][] = [
        ["setTimeout", (done) => void setTimeout(done, 1)],
        ["setImmediate", (done) => void setImmediate(done)],
        ["process.nextTick", (done) => process.nextTick(done)],
        ["queueMicrotask", (done) => queueMicrotask(done)],
        ["await", (done) => void after(Promise.resolve(), done)],
        ["a timer promise", (done) => void after(delay(1), done)],
        [
          "setInterval",
          (done) => {
            const timer = setInterval(() => {
              clearInterval(timer);
              done();
            }, 1);
          },
        ],
      ];
      test.each(ways)("%s", async (_way, run) => {
        const seen = await new Promise((resolve) => {
          manager.with(one, () => run(() => resolve(value())));
        });
        expect(seen).toBe(1);
        expect(value()).toBe(undefined);
      });

      test("await, with many at a time", async () => {
        const seen = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            manager.with(ROOT_CONTEXT.setValue(key, index), async () => {
              await delay(index % 5);
              await promisify(setImmediate)();
              return value();
            }),
          ),
        );
        expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index));
      });

      test("an async generator that is run through inside", async () => {
        const seen = await manager.with(one, async () => {
          const values: unknown[] = [];
          for await (const step of steps(value)) values.push(step, value());
          return values;
        });
        expect(seen).toEqual([1, 1, 1, 1]);
      });

      test("streams", async () => {
        const seen: unknown[] = [];
        await manager.with(one, async () => {
          const look = new Transform({
            objectMode: true,
            transform(chunk, _encoding, done) {
              seen.push(value());
              setImmediate(done, null, chunk);
            },
          });
          await pipeline(Readable.from([1, 2, 3]), look, async (source) => {
            for await (const _chunk of source) seen.push(value());
          });
        });
        expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
      });
    });

    describe("bind", () => {
      test("a function: this, arguments, result, length and errors stay", () => {
        const bound = manager.bind(one, addTo);
        expect(bound.length).toBe(2);
        expect(bound.call({ base: 5 }, 1, 2)).toBe(8);
        expect(() => manager.bind(one, fail)()).toThrow("x");
        expect(manager.with(two, manager.bind(one, value))).toBe(1);
        expect(manager.active()).toBe(ROOT_CONTEXT);
      });

      test.each([42, "text", null, undefined, { plain: true }])("%s is given back as it is", (target) => {
        expect(manager.bind(one, target)).toBe(target);
      });

      test.each(["on", "addListener", "once", "prependListener", "prependOnceListener"] as const)(
        "an emitter: listeners added with %s run in the context, with this and arguments",
        (method) => {
          const emitter = manager.bind(one, new EventEmitter());
          const seen: unknown[] = [];
          emitter[method]("e", function listener(this: unknown, ...args: unknown[]) {
            seen.push(this === emitter, args, value());
          });
          manager.with(two, () => emitter.emit("e", 1, 2));
          emitter.emit("e", 3);
          const all = [true, [1, 2], 1, true, [3], 1];
          expect(seen).toEqual(method.toLowerCase().includes("once") ? all.slice(0, 3) : all);
        },
      );

      test("an emitter: the order of prepended listeners is kept", () => {
        const emitter = manager.bind(one, new EventEmitter());
        const seen: string[] = [];
        emitter.on("e", () => seen.push("second"));
        emitter.prependListener("e", () => seen.push("first"));
        emitter.emit("e");
        expect(seen).toEqual(["first", "second"]);
      });

      test.each(["off", "removeListener"] as const)(
        "an emitter: %s takes the original function off",
        (method) => {
          const emitter = manager.bind(one, new EventEmitter());
          for (const add of ["on", "once", "prependListener"] as const) {
            emitter[add]("e", idle);
            emitter[method]("e", idle);
            expect([add, emitter.listenerCount("e")]).toEqual([add, 0]);
          }
        },
      );

      test("an emitter: listeners from before the binding stay as they are, and can be taken off", () => {
        const emitter = new EventEmitter();
        const seen: unknown[] = [];
        const listener = (): void => void seen.push(value());
        emitter.on("e", listener);
        manager.bind(one, emitter).emit("e");
        expect(seen).toEqual([undefined]);
        emitter.off("e", listener);
        expect(emitter.listenerCount("e")).toBe(0);
      });

      test("an emitter: removeAllListeners, of one event and of all", () => {
        const emitter = manager.bind(one, new EventEmitter());
        for (const event of ["a", "b", "c"]) emitter.on(event, () => {});
        emitter.removeAllListeners("a");
        expect(emitter.eventNames()).toEqual(["b", "c"]);
        emitter.removeAllListeners();
        expect(emitter.eventNames()).toEqual([]);
        emitter.on("a", () => {});
        expect(emitter.listenerCount("a")).toBe(1);
      });

      test("an emitter with a method of its own, and one made from a bound one", () => {
        const emitter = new EventEmitter();
        const added: unknown[] = [];
        const { on } = emitter;
        emitter.on = function counted(this: EventEmitter, event, listener) {
          added.push(event);
          return on.call(this, event, listener);
        };
        manager.bind(one, emitter);
        const derived = Object.create(emitter) as EventEmitter;
        const seen: unknown[] = [];
        emitter.on("own", () => seen.push(value()));
        derived.on("derived", () => seen.push(value()));
        derived.once("once", () => seen.push(value()));
        for (const event of ["own", "derived", "once", "once"]) emitter.emit(event);
        expect(seen).toEqual([1, 1, 1]);
        expect(added).toEqual(["own", "derived", "once"]);
        const plain = manager.bind(one, new EventEmitter());
        (Object.create(plain) as EventEmitter).prependOnceListener("x", () => seen.push(value()));
        plain.emit("x");
        expect(seen).toHaveLength(4);
        expect(seen.at(-1)).toBe(1);
      });

      test("an emitter bound twice runs a listener once", () => {
        const emitter = manager.bind(two, manager.bind(one, new EventEmitter()));
        const seen: unknown[] = [];
        emitter.on("e", () => seen.push(value()));
        emitter.emit("e");
        expect(seen).toEqual([1]);
      });

      test("an emitter waited for with events.once", async () => {
        const emitter = manager.bind(one, new EventEmitter());
        const waiting = once(emitter, "e");
        emitter.emit("e", 1);
        expect(await waiting).toEqual([1]);
      });
    });

    describe("attach", () => {
      test("makes a context active until its token is disposed of, once", () => {
        const first = manager.attach?.(one);
        expect(value()).toBe(1);
        const second = manager.attach?.(two);
        expect(value()).toBe(2);
        second?.dispose();
        expect(value()).toBe(1);
        first?.dispose();
        expect(manager.active()).toBe(ROOT_CONTEXT);
        manager.with(two, () => {
          first?.dispose();
          expect(value()).toBe(2);
        });
      });

      test("what begins while it is attached keeps it", async () => {
        const token = manager.attach?.(one);
        const later = new Promise((resolve) => setImmediate(() => resolve(value())));
        token?.dispose();
        expect(await later).toBe(1);
        expect(value()).toBe(undefined);
      });

      test("it does not leave the `with` it was called in", () => {
        manager.with(two, () => {
          manager.attach?.(one);
          expect(value()).toBe(1);
        });
        expect(manager.active()).toBe(ROOT_CONTEXT);
      });
    });
  });
}
