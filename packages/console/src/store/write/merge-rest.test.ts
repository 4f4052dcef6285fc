import { describe, expect, test, vi } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import { createMergeRest, readMostParts, restMsOf } from "./merge-rest.ts";

describe("restMsOf", () => {
  test.each([
    [0, 5000, 0],
    [150, 5000, 0],
    [475, 1024, 250],
    [800, 5000, 500],
    [9000, 5000, 500],
    [50, 1, 0],
    [100, 1023, 250],
    [150, 1, 500],
  ])("%i parts, %i rows: %i ms", (parts, rows, ms) => {
    expect(restMsOf(parts, rows)).toBe(ms);
  });
});

describe("createMergeRest", () => {
  test("rests after an insert by what was last known, and asks every two seconds at most", async () => {
    let now = 0;
    const mostParts = vi.fn<() => Promise<number>>(async () => 800);
    const rest = createMergeRest({ mostParts, uptimeMs: () => now });
    expect(rest.remainingMs(5000)).toBe(0);
    rest.inserted();
    await Promise.resolve();
    expect(rest.remainingMs(5000)).toBe(500);
    now = 400;
    expect(rest.remainingMs(5000)).toBe(100);
    rest.inserted();
    expect([rest.remainingMs(5000), mostParts.mock.calls.length]).toEqual([500, 1]);
    now = 2000;
    mostParts.mockRejectedValueOnce(new Error("down"));
    rest.inserted();
    await vi.waitFor(() => expect(rest.remainingMs(5000)).toBe(0), { timeout: 30_000 });
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
