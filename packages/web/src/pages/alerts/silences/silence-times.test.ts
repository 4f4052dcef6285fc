// In a zone that is not UTC, and whose clocks change.
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { firstChoice, inputTime, silenceTimes, zoneText, type TimeChoice } from "./silence-times.ts";

beforeAll(() => {
  vi.stubEnv("TZ", "Europe/Berlin");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const now = Date.parse("2026-11-20T14:48:30Z");
const timesOf = (choice: Partial<TimeChoice>) => silenceTimes({ ...firstChoice, ...choice }, now);
const sentBy = (choice: Partial<TimeChoice>): unknown => {
  const times = timesOf(choice);
  return "sent" in times ? times.sent : times;
};

test.each<[Partial<TimeChoice>, unknown]>([
  [{}, { to: "+2h" }],
  [{ length: "1 week" }, { to: "+7d" }],
  [{ length: "until a time", until: "2026-11-20T18:00" }, { to: "2026-11-20T17:00:00.000Z" }],
  [{ start: "in 1 hour" }, { from: "2026-11-20T15:48:30.000Z", to: "2026-11-20T17:48:30.000Z" }],
  [{ start: "tonight at 20:00" }, { from: "2026-11-20T19:00:00.000Z", to: "2026-11-20T21:00:00.000Z" }],
  [
    { start: "tomorrow at 8:00", length: "1 day" },
    { from: "2026-11-21T07:00:00.000Z", to: "2026-11-22T07:00:00.000Z" },
  ],
  [
    { start: "at a time", at: "2026-07-01T20:00", length: "until a time", until: "2026-07-01T22:30" },
    { field: "end", problem: "This time is over. Choose a later end." },
  ],
  [
    { start: "at a time", at: "2027-07-01T20:00", length: "until a time", until: "2027-07-01T22:30" },
    { from: "2027-07-01T18:00:00.000Z", to: "2027-07-01T20:30:00.000Z" },
  ],
  [{ start: "at a time" }, { field: "start", problem: "Choose when it begins." }],
  [{ length: "until a time" }, { field: "end", problem: "Choose when it ends." }],
  [
    { start: "at a time", at: "2026-11-20T20:00", length: "until a time", until: "2026-11-20T20:00" },
    { field: "end", problem: "It would end before it begins at 20:00. Choose a later end." },
  ],
])("%j is sent as %j", (choice, sent) => {
  expect(sentBy(choice)).toEqual(sent);
});

test("tonight is tomorrow's evening when this one has begun", () => {
  const late = Date.parse("2026-11-20T20:00:00Z");
  expect(silenceTimes({ ...firstChoice, start: "tonight at 20:00" }, late)).toMatchObject({
    fromMs: Date.parse("2026-11-21T19:00:00Z"),
  });
});

test("names the zone of the browser at the time, and fills inputs with it", () => {
  expect(zoneText(now)).toBe("Europe/Berlin, UTC+1");
  expect(zoneText(Date.parse("2027-07-01T18:00:00Z"))).toBe("Europe/Berlin, UTC+2");
  expect(inputTime(now)).toBe("2026-11-20T15:48");
});
