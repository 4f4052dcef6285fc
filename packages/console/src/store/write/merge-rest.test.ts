import { describe, expect, test, vi } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import { createMergeRest, readMostParts, restMsOf } from "./merge-rest.ts";

describe("restMsOf", () => {
  test.each([
    [0, 0],
    [150, 0],
    [475, 250],
    [800, 500],
    [9000, 500],
  ])("%i parts: %i ms", (parts, ms) => {
    expect(restMsOf(parts)).toBe(ms);
  });
});

describe("createMergeRest", () => {
  test("rests after an insert by what was last known, and asks every two seconds at most", async () => {
    let now = 0;
    const mostParts = vi.fn<() => Promise<number>>(async () => 800);
    const rest = createMergeRest({ mostParts, uptimeMs: () => now });
    expect(rest.remainingMs()).toBe(0);
    rest.inserted();
    await Promise.resolve();
    expect(rest.remainingMs()).toBe(500);
    now = 400;
    expect(rest.remainingMs()).toBe(100);
    rest.inserted();
    expect([rest.remainingMs(), mostParts.mock.calls.length]).toEqual([500, 1]);
    now = 2000;
    mostParts.mockRejectedValueOnce(new Error("down"));
    rest.inserted();
    await vi.waitFor(() => expect(rest.remainingMs()).toBe(0), { timeout: 30_000 });
    expect(mostParts).toHaveBeenCalledTimes(2);
  });
});

describe("readMostParts", () => {
  const node = (parts: number | undefined) =>
    ({
      rows: async () => {
        if (parts === undefined) throw new Error("down");
        return [{ parts }];
      },
    }) as unknown as ClickHouseClient;

  test("is the most of all servers that answer", async () => {
    expect(await readMostParts([node(3), node(undefined), node(70)])).toBe(70);
    expect(await readMostParts([node(undefined)])).toBe(0);
  });
});
