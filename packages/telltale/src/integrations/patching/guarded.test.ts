// Wrappers that throw: what they stand for is called once, and its result or its error is the caller's.
import { expect, test, vi } from "vitest";
import { reported } from "../../engine/diagnostics/diagnose.ts";
import { guarded, guardedEmit } from "./guarded.ts";

const own = new Error("the application's own");
const mistake = new Error("planted");
const counted = (): number => reported()["internal_error"] ?? 0;

type Call = (...args: any[]) => unknown;
const before = (): Call => () => {
  throw mistake;
};
const after =
  (method: Call): Call =>
  (...args) => {
    method(...args);
    throw mistake;
  };
const afterError =
  (method: Call): Call =>
  (...args) => {
    try {
      return method(...args);
    } catch {
      throw mistake;
    }
  };

test.each([
  ["guarded", guarded],
  ["guardedEmit", guardedEmit],
] as const)("%s: the method is called once, before or after the wrapper throws", (_name, guard) => {
  for (const wrap of [before, after]) {
    const method = vi.fn<Call>((n: number) => n * 2);
    const count = counted();
    expect(guard(method, wrap)(21)).toBe(42);
    expect(method).toHaveBeenCalledTimes(1);
    expect(counted()).toBe(count + 1);
  }
});

test.each([
  ["guarded", guarded],
  ["guardedEmit", guardedEmit],
] as const)("%s: the method's own error is thrown on, and is not counted", (_name, guard) => {
  const method = vi.fn<Call>(() => {
    throw own;
  });
  const count = counted();
  expect(guard(method, (wrapped) => () => wrapped() as unknown)).toThrow(own);
  expect(method).toHaveBeenCalledTimes(1);
  expect(counted()).toBe(count);
});

test.each([
  ["guarded", guarded],
  ["guardedEmit", guardedEmit],
] as const)(
  "%s: the wrapper is given a method with the name, length and fields of its own",
  (_name, guard) => {
    function say(_metadata: object, _options: object): void {}
    const seen: unknown[] = [];
    guard(Object.assign(say, { path: "/shop.Greeter/Say" }), (method) => {
      seen.push(method.name, method.length, Reflect.get(method, "path"));
      return method;
    });
    expect(seen).toEqual(["say", 2, "/shop.Greeter/Say"]);
  },
);

test("guarded: the method's own error is thrown where the wrapper has made another of it", () => {
  const method = vi.fn<Call>(() => {
    throw own;
  });
  const count = counted();
  expect(guarded(method, afterError)).toThrow(own);
  expect(method).toHaveBeenCalledTimes(1);
  expect(counted()).toBe(count + 1);
});

test.each([
  ["guarded", guarded],
  ["guardedEmit", guardedEmit],
] as const)("%s: a call inside of itself changes nothing for the outer one", (_name, guard) => {
  const method: Call = vi.fn<Call>((n: number): unknown => (n > 0 ? [n, whole(n - 1)] : [n]));
  const whole: Call = guard(method, after);
  expect(whole(2)).toEqual([2, [1, [0]]]);
  expect(method).toHaveBeenCalledTimes(3);

  // the inner call has ended when the outer wrapper throws before its method is called
  const given: number[] = [];
  const plain: Call = (n: number) => (given.push(n), n);
  const nested: Call = guard(plain, (call) => (n: number) => {
    if (n === 0) return call(n);
    nested(0);
    throw mistake;
  });
  expect(nested(1)).toBe(1);
  expect(given).toEqual([0, 1]);
});
