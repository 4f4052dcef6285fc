import type { BusinessEvent, TraceSummary } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";

import { toEntries } from "../../ui/activity/activity-entries.ts";
import { personDays } from "./person-days.ts";

const dayMs = 86_400_000;
const startOfDay = (ms: number): number => Math.floor(ms / dayMs) * dayMs;
const ns = (ms: number): string => `${ms}000000`;
const event = (uid: string, ms: number, session: string, traceId = ""): BusinessEvent =>
  ({ uid, timeNs: ns(ms), session, traceId }) as BusinessEvent;
const trace = (traceId: string, ms: number): TraceSummary => ({ traceId, startNs: ns(ms) }) as TraceSummary;

test("has every entry once, on its day, in order, and one session under one name a day", () => {
  const events = fc.array(
    fc.tuple(fc.nat(5 * dayMs), fc.constantFrom("", "s1", "s2"), fc.constantFrom("", "t1", "t2", "t3")),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(events, (raw) => {
      const traces = [...new Set(raw.map(([, , id]) => id))]
        .filter(Boolean)
        .map((id, at) => trace(id, at * dayMs));
      const entries = toEntries(
        raw.map(([ms, session, id], at) => event(`e${at}`, ms, session, id)),
        { traces, errors: [], logs: [] },
      );
      const days = personDays(entries, startOfDay);
      const all = days.flatMap((day) => day.sessions.flatMap((session) => session.entries));
      expect(all.map(({ key }) => key).toSorted()).toEqual(entries.map(({ key }) => key).toSorted());
      expect(days.map((day) => day.dayMs)).toEqual(
        [...new Set(days.map((day) => day.dayMs))].toSorted((a, b) => b - a),
      );
      for (const { dayMs: begin, sessions } of days) {
        expect(new Set(sessions.map(({ key }) => key)).size).toBe(sessions.length);
        for (const session of sessions) {
          const times = session.entries.map(({ timeNs }) => Number(timeNs) / 1e6);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(times.every((ms) => startOfDay(ms) === begin)).toBe(true);
          expect([session.startMs, session.endMs]).toEqual([times[0], times.at(-1)]);
        }
      }
    }),
    { seed: 19 },
  );
});

test("puts a trace beside its records, and begins a new visit after half an hour without a session", () => {
  const entries = toEntries(
    [event("a", 0, "s1", "t1"), event("b", 60_000, ""), event("c", 61_000 + 1_800_000, "")],
    { traces: [trace("t1", 1)], errors: [], logs: [] },
  );
  const [day] = personDays(entries, startOfDay);
  expect(day?.sessions.map(({ session, entries: own }) => [session, own.length])).toEqual([
    ["s1", 2],
    ["", 1],
    ["", 1],
  ]);
});
