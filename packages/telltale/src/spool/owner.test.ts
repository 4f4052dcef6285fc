import { expect, test } from "vitest";
import { freeName, isGone, isOwnerName, ownName } from "./owner.ts";

test("a folder of this process has an owner that is here; one that is left to the next process has none", () => {
  expect([isOwnerName(ownName()), isOwnerName(freeName())]).toEqual([true, true]);
  expect(new Set([ownName(), ownName(), freeName(), freeName()]).size).toBe(4);
  expect(isGone(ownName(), 0)).toBe(false);
  expect(isGone(freeName(), 0)).toBe(true);
  for (const name of ["", "free", "free.1", "../free.1.0123456789ab", "free.1.0123456789abc"])
    expect(isOwnerName(name)).toBe(false);
});

test("an owner without a heartbeat for a minute is gone, also where a process has its id", () => {
  expect([isGone(ownName(), 60_000), isGone(ownName(), 60_001)]).toEqual([false, true]);
});
