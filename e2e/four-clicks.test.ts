// @module-tag extended
// From the overview to the cause in at most four clicks, for the faults of the shop that `faults-overview.test.ts` leaves to longer runs:
// half an hour of recorded runs, a healthy one first.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import type { BottleneckResult } from "contract";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { walkFrom, walks } from "./fault-walks.ts";
import { healthyHours, leakyHours, leaksIn, withLeakyDay } from "./leaky-day.ts";
import { type RecordedFault, recordFaults, sendWithFault } from "./shop-faults.ts";

const hourMs = 3_600_000;
let browser: Browser;

const faults: readonly (readonly [fault: RecordedFault, title: string])[] = [
  ["slow-database", "the slow database: a slow service, its slow statement, one trace, the span"],
  ["new-error", "the new error: the group, its version and stack, one trace, the span that throws"],
  ["declined-cards", "declined cards: the fall of completion, a failed purchase, its trace with the reason"],
  ["stalled-queue", "the stalled queue: orders that stay paid, one of them, its trace"],
];

beforeAll(async () => {
  browser = await openBrowser(inject("chromium"));
  await recordFaults([...faults.map(([fault]) => fault), "memory-leak"]);
}, patience(1_200_000));

afterAll(async () => {
  await browser?.close();
});

test.each(faults)("$1", async (fault) => {
  const { folder, remove } = createFolder();
  const running = await startConsole(folder);
  try {
    await sendWithFault(running, fault, Date.now());
    expect(await walkFrom(browser, running.addresses.page, walks[fault])).toBeLessThanOrEqual(4);
  } finally {
    await running.stop();
    remove();
  }
});

test(
  "the leak, from the overview of 24 hours: an operation that costs more memory each hour, by how much, and the span of one run",
  async () => {
    await withLeakyDay([], async ({ addresses: { page: address } }, sinceMs) => {
      const clicks = await walkFrom(browser, `${address}/?from=-24h`, walks["memory-leak"]);
      expect(clicks).toBeLessThanOrEqual(4);

      const found = await leaksIn(address, sinceMs, Date.now());
      expect(found).toMatchObject([{ service: "payments", operation: "render receipts" }]);
      const { history } = await get<BottleneckResult>(
        address,
        `/api/bottlenecks/${found[0]!.fingerprint}?from=-24h`,
      );
      const values = history!.points.map(({ value }) => value);
      expect(values).toHaveLength(healthyHours + leakyHours);
      expect(Math.max(...values.slice(0, healthyHours))).toBeLessThan(1_000_000);
      expect(Math.min(...values.slice(-7))).toBeGreaterThan(1_500_000);
      // of the hours before the leak four have enough others before them to have a finding
      expect(await leaksIn(address, sinceMs - healthyHours * hourMs, sinceMs - 1)).toEqual([]);
    });
  },
  patience(1_200_000),
);
