// The same hours of earlier days: how many, and that a moving range asks the same for ten minutes.
import { expect, test } from "vitest";

import { earlierDays } from "./earlier-days.ts";

const now = Date.parse("2026-11-20T14:33:20.000Z");
const minute = 60_000;

test("seven days for an hour, fewer for longer ranges, none beyond a day", () => {
  const days = earlierDays({ from: "-1h", to: "now" }, now);
  expect(days).toHaveLength(7);
  expect(days[0]).toEqual({ from: "2026-11-19T13:30:00.000Z", to: "2026-11-19T14:30:00.000Z" });
  expect(earlierDays({ from: "-6h", to: "now" }, now)).toHaveLength(4);
  expect(earlierDays({ from: "-24h", to: "now" }, now)).toHaveLength(1);
  expect(earlierDays({ from: "-7d", to: "now" }, now)).toEqual([]);
});

test("a range that moves with the clock has the same days for ten minutes", () => {
  const range = { from: "-1h", to: "now" };
  expect(earlierDays(range, now + 6 * minute)).toEqual(earlierDays(range, now));
  expect(earlierDays(range, now + 7 * minute)).not.toEqual(earlierDays(range, now));
});
