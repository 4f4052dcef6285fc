// The context manager as `@opentelemetry/api` expects one: with, bind, emitters, asynchronous work.
import { EventEmitter } from "node:events";
import { createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { createContextManager } from "./context-manager.ts";

const manager = createContextManager();
const key = createContextKey("k");
const one = ROOT_CONTEXT.setValue(key, 1);
const two = ROOT_CONTEXT.setValue(key, 2);
const value = (): unknown => manager.active().getValue(key);

function addTo(this: { base: number }, a: number, b: number): unknown[] {
  return [this.base + a + b, value()];
}

test("`with` gives this, arguments and result through, and restores after a throw", () => {
  const target = { base: 5 };
  expect(manager.with(one, addTo, target, 1, 2)).toEqual([8, 1]);
  expect(() =>
    manager.with(one, () => {
      throw new Error("x");
    }),
  ).toThrow("x");
  expect(manager.active()).toBe(ROOT_CONTEXT);
});

test("contexts nest and cross asynchronous work without mixing", async () => {
  const seen = await Promise.all([
    manager.with(one, async () => {
      await new Promise(setImmediate);
      return manager.with(two, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return value();
      });
    }),
    manager.with(one, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return value();
    }),
  ]);
  expect(seen).toEqual([2, 1]);
});

test("a bound function keeps its length and runs in its context", () => {
  const bound = manager.bind(one, (a: number, b: number) => [a, b, value()]);
  expect(bound.length).toBe(2);
  expect(manager.with(two, () => bound(1, 2))).toEqual([1, 2, 1]);
  expect(manager.bind(one, 42)).toBe(42);
});

test("listeners of a bound emitter run in its context, once if asked, and can be taken off", () => {
  const emitter = manager.bind(one, new EventEmitter());
  const seen: unknown[] = [];
  const listener = (): void => void seen.push(value());
  emitter.on("e", listener);
  emitter.once("e", () => seen.push("once", value()));
  emitter.prependListener("e", () => seen.push("first"));
  manager.with(two, () => emitter.emit("e"));
  expect(seen).toEqual(["first", 1, "once", 1]);
  expect(emitter.listenerCount("e")).toBe(2);
  emitter.off("e", listener);
  expect(emitter.listenerCount("e")).toBe(1);
  const gone = (): void => void seen.push("gone");
  emitter.once("f", gone);
  emitter.removeListener("f", gone);
  emitter.emit("f");
  expect(seen).toHaveLength(4);
  emitter.on("e", listener).removeAllListeners("e");
  expect(emitter.listenerCount("e")).toBe(0);
});

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
});
