import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWaitingRoom } from "./waiting-room.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("acts upon what still waits after the time, each at its own", () => {
  const acted: string[] = [];
  const room = createWaitingRoom<string>(1000, 10, (item) => acted.push(item));
  room.add("a");
  vi.advanceTimersByTime(600);
  room.add("b");
  room.add("gone");
  expect(room.remove("gone")).toBe(true);
  vi.advanceTimersByTime(399);
  expect(acted).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(acted).toEqual(["a"]);
  vi.advanceTimersByTime(600);
  expect(acted).toEqual(["a", "b"]);
  expect(room.remove("b")).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test("holds at most its limit and empties on demand", () => {
  const acted: number[] = [];
  const room = createWaitingRoom<number>(1000, 3, (item) => acted.push(item));
  for (let item = 0; item < 5; item++) room.add(item);
  expect([acted, room.size]).toEqual([[0, 1], 3]);
  room.empty();
  expect([acted, room.size]).toEqual([[0, 1, 2, 3, 4], 0]);
});
