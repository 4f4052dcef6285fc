// Ours, and the stock one of the SDK, which shows that the suite asks nothing special. Then what ours does better.
import { EventEmitter } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { expect, test, vi } from "vitest";
import { createContextManager } from "../../src/engine/context/context-manager.ts";
import { describeContextManager } from "./describe-context-manager.ts";

describeContextManager("our context manager", createContextManager);
describeContextManager(
  "the stock AsyncLocalStorageContextManager",
  () => new AsyncLocalStorageContextManager(),
);

const one = ROOT_CONTEXT.setValue(createContextKey("k"), 1);
const manager = createContextManager();

function collectNothing(): void {}

test("a listener added twice runs twice and is taken off one at a time", () => {
  const emitter = manager.bind(one, new EventEmitter());
  let runs = 0;
  const listener = (): void => void runs++;
  emitter.on("e", listener).on("e", listener);
  emitter.emit("e");
  expect(runs).toBe(2);
  emitter.off("e", listener);
  emitter.emit("e");
  expect(runs).toBe(3);
  emitter.off("e", listener);
  expect(emitter.listenerCount("e")).toBe(0);
});

test("what is not a listener is answered as the emitter does", () => {
  const emitter = manager.bind(one, new EventEmitter());
  expect(() => emitter.on("e", undefined as never)).toThrow(/listener/);
});

test("the listeners of an emitter are the functions that were given", () => {
  const emitter = manager.bind(one, new EventEmitter());
  emitter.on("e", collectNothing);
  expect(emitter.listeners("e")).toEqual([collectNothing]);
});

test("releases removed listeners, and emitters without references", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const emitter = manager.bind(one, new EventEmitter());
  const refs = [new WeakRef(manager.bind(one, new EventEmitter()))] as WeakRef<object>[];
  (function use() {
    const listener = (): void => void emitter;
    emitter.on("e", listener).emit("e");
    emitter.off("e", listener);
    refs.push(new WeakRef(listener));
  })();
  const areGone = (): boolean => {
    collect();
    return refs.every((ref) => ref.deref() === undefined);
  };
  await vi.waitUntil(areGone, { timeout: 30_000 });
  expect(emitter.listenerCount("e")).toBe(0);
});
