import type { Pulse } from "contract";
import { expect, test } from "vitest";

import { hasReceived, liveState, type LiveState, setPaused, togglePaused } from "../../state/live.ts";
import { liveStatusOf } from "./live-status.ts";

const none: Pulse = {
  time: "2026-11-30T12:00:00Z",
  spansPerSecond: 0,
  logsPerSecond: 0,
  pointsPerSecond: 0,
  businessEventsPerSecond: 0,
  rejected: 0,
  dropped: 0,
  totalSpans: 0,
};
const live: LiveState = { connection: "open", paused: false, pulses: [none], arrivals: [] };

test.each([
  ["spans before the last minute", { totalSpans: 1_482 }],
  ["spans", { spansPerSecond: 0.1 }],
  ["logs", { logsPerSecond: 2 }],
  ["metric points", { pointsPerSecond: 3 }],
  ["business events", { businessEventsPerSecond: 1 }],
])("a console that has received only %s is live", (_, received) => {
  const pulses = [{ ...none, ...received }, none];
  expect(hasReceived({ pulses, arrivals: [] })).toBe(true);
  expect(liveStatusOf({ ...live, pulses })).toBe("live");
});

test("a console that has received nothing is waited for", () => {
  expect(liveStatusOf(live)).toBe("waiting");
  expect(liveStatusOf({ ...live, pulses: [] })).toBe("waiting");
});

test("a console that does not answer says that the page is paused, too", () => {
  expect(liveStatusOf({ ...live, connection: "lost" })).toBe("lost");
  expect(liveStatusOf({ ...live, connection: "lost", paused: true })).toBe("lostPaused");
});

test("a second press resumes, whatever the connection", () => {
  setPaused(false);
  togglePaused();
  expect(liveState().paused).toBe(true);
  togglePaused();
  expect(liveState().paused).toBe(false);
});
