// Funnels over many days: an attempt leads over midnight on any day, as far as the window reaches.
import { afterAll, beforeAll, expect, test } from "vitest";
import { countLevels } from "../../src/api/funnels/funnel-levels.ts";
import { toFunnelParams } from "../../src/api/funnels/funnel-params.ts";
import { usualRules } from "../../src/api/funnels/funnel-rules.ts";
import { findSize } from "../../src/api/journeys/people-parts.ts";
import { at, event, now, openApi, type TestApi } from "./harness.ts";

const hour = 3_600_000;
const day = 24 * hour;
const days = 70;
/** Milliseconds from the last midnight to now. */
const sinceMidnight = now % day;

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    function walk(userId: string, step: string, back: number, hours: number): void {
      const timeNs = at(hours * hour - back * day - sinceMidnight);
      sink.businessEvent(event({ kind: "journey", name: "trip", step, userId, timeNs }));
    }
    for (let back = 2; back < days; back++) {
      // six hours over midnight
      walk(`near-${back}`, "start", back, 20);
      walk(`near-${back}`, "end", back - 1, 2);
      // 46 hours, from one day to the next
      walk(`late-${back}`, "start", back, 1);
      walk(`late-${back}`, "end", back - 1, 23);
    }
    // 64 days apart
    walk("far", "start", days, 20);
    walk("far", "end", days - 64, 21);
    const midnightNs = at(-sinceMidnight);
    for (const [userId, timeNs] of [
      ["before-midnight", midnightNs - 1n],
      ["at-midnight", midnightNs],
    ] as const)
      sink.businessEvent(event({ kind: "journey", name: "edge", step: "start", userId, timeNs }));
  });
});

afterAll(() => api.close());

const toContext = () => ({
  queries: api.store.queries,
  nowMs: () => now,
  signal: new AbortController().signal,
});

const everywhere = { environment: undefined };

async function peopleAtTheEnd(windowMs: number): Promise<number> {
  const range = { fromNs: at(-(days + 2) * day), toNs: at(0) };
  const query = toFunnelParams([{ name: "trip", steps: ["start", "end"] }], range, everywhere, {
    ...usualRules,
    windowMs,
  });
  const levels = (await countLevels(query, toContext())).get("trip") ?? [];
  return Number(levels.find(({ level }) => level === 2)?.people);
}

test.each([
  ["an hour joins none", hour, Number.NaN],
  ["seven hours join steps over midnight", 7 * hour, days - 2],
  ["a day joins no more", day, days - 2],
  ["two days join the late ones", 2 * day, 2 * (days - 2)],
  ["65 days join those 64 days apart", 65 * day, 2 * (days - 2) + 1],
])("a window of %s", async (_, windowMs, people) => {
  expect(await peopleAtTheEnd(windowMs)).toBe(people);
});

test.each([
  ["at midnight has nothing of the day that begins then, and does not read it", 0n, 1],
  ["a nanosecond later has what happened at midnight", 1n, 2],
])("a range that ends %s", async (_, afterMidnightNs, people) => {
  const range = { fromNs: at(-sinceMidnight - day), toNs: at(-sinceMidnight) + afterMidnightNs };
  const query = toFunnelParams([{ name: "edge", steps: ["start"] }], range, everywhere, usualRules);
  expect((await countLevels(query, toContext())).get("edge")).toMatchObject([{ level: 1, people }]);
  expect(await findSize(query, toContext())).toBe(people);
});
