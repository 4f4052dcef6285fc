import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { announce, withdraw } from "./announced.ts";

let frames: (() => void)[] = [];
let tab: EventTarget & { visibilityState: string };

/** Paints a frame, and runs the tasks after it. */
function paint(): void {
  for (const frame of frames.splice(0)) frame();
  vi.runAllTimers();
}

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.splice(id - 1, 1, () => undefined));
  tab = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", tab);
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

test("what is withdrawn does not begin, and its caller learns of it once", () => {
  const [work, onWithdrawn] = [vi.fn<() => void>(), vi.fn<() => void>()];
  announce("checkout", work, onWithdrawn);
  withdraw();
  withdraw();
  paint();
  expect(work).not.toHaveBeenCalled();
  expect(onWithdrawn).toHaveBeenCalledTimes(1);
});

test("work that has begun is not withdrawn", () => {
  const onWithdrawn = vi.fn<() => void>();
  announce("checkout", () => undefined, onWithdrawn);
  paint();
  withdraw();
  expect(onWithdrawn).not.toHaveBeenCalled();
});

test("work begins when the tab is hidden before the frame", () => {
  const work = vi.fn<() => void>();
  announce("checkout", work);
  tab.dispatchEvent(new Event("visibilitychange"));
  expect(work).not.toHaveBeenCalled();
  tab.visibilityState = "hidden";
  tab.dispatchEvent(new Event("visibilitychange"));
  expect(work).toHaveBeenCalledTimes(1);
  tab.dispatchEvent(new Event("visibilitychange"));
  paint();
  expect(work).toHaveBeenCalledTimes(1);
});

test("work begins at once where nothing is painted", () => {
  const work = vi.fn<() => void>();
  tab.visibilityState = "hidden";
  announce("checkout", work);
  expect(work).toHaveBeenCalledTimes(1);
});
