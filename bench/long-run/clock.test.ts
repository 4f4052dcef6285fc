import { expect, test } from "vitest";
import { createClock, timeZone } from "./clock.ts";

const hourMs = 3_600_000;

/** Hours that the zone is ahead of UTC. */
function offsetAt(ms: number): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(ms);
  return Number(/\d+/.exec(parts.find(({ type }) => type === "timeZoneName")!.value)![0]);
}

test("the clock passes a change to daylight saving time when it should, whatever the day", () => {
  for (const now of ["2026-01-01", "2026-03-27", "2026-03-29T00:59:00Z", "2026-11-27", "2031-03-30T02:00Z"]) {
    const nowMs = Date.parse(now);
    const { aheadMs, changeMs } = createClock(6 * hourMs, nowMs);
    expect([now, offsetAt(changeMs - 1), offsetAt(changeMs)]).toEqual([now, 1, 2]);
    expect(Math.abs(nowMs + aheadMs + 6 * hourMs - changeMs)).toBeLessThanOrEqual(500);
    // a clock that is behind that of the machine would keep the engine from removing files
    expect(aheadMs).toBeGreaterThan(2 * 24 * hourMs);
  }
});
