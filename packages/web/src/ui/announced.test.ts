import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { announce, withdraw } from "./announced.ts";

let frames: (() => void)[] = [];
let visibilityState = "visible";

/** Paints a frame, and runs the tasks after it. */
function paint(): void {
  for (const frame of frames.splice(0)) frame();
  vi.runAllTimers();
}

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  visibilityState = "visible";
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.splice(id - 1, 1, () => undefined));
  vi.stubGlobal("document", {
    get visibilityState() {
      return visibilityState;
    },
  });
});
afterEach(() => {
  withdraw();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("work begins after a frame, in a task of its own", () => {
  const work = vi.fn<() => void>();
  announce("checkout", work);
  vi.runAllTimers();
  expect(work).not.toHaveBeenCalled();
  for (const frame of frames.splice(0)) frame();
  expect(work).not.toHaveBeenCalled();
  paint();
  paint();
  expect(work).toHaveBeenCalledTimes(1);
});

test("the latest announcement replaces an earlier one, before and after its frame", () => {
  const [first, second, third] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  announce("checkout", first);
  announce("signup", second);
  for (const frame of frames.splice(0)) frame();
  announce("search", third);
  paint();
  expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
});

test("what is withdrawn does not begin", () => {
  const work = vi.fn<() => void>();
  announce("checkout", work);
  withdraw();
  paint();
  expect(work).not.toHaveBeenCalled();
});

test("work begins at once where nothing is painted", () => {
  const work = vi.fn<() => void>();
  visibilityState = "hidden";
  announce("checkout", work);
  expect(work).toHaveBeenCalledTimes(1);
});
