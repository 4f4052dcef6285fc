import { expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../context.ts";
import { findWindow, findWindows, windowFor } from "./funnel-window.ts";

const minute = 60_000;

test("the window is long enough for 99 of 100 people who finished", () => {
  const times = Array.from({ length: 100 }, (_, at) => (at + 1) * minute);
  expect(windowFor(times)).toBe(120 * minute);
  expect(windowFor(times.map((ms) => ms / 20))).toBe(5 * minute);
});

test("one person in a hundred who came back later does not decide", () => {
  const times = [...Array.from({ length: 99 }, () => minute), 20 * 60 * minute];
  expect(windowFor(times)).toBe(5 * minute);
});

test("the window is a day at most", () => {
  expect(windowFor(Array.from({ length: 20 }, () => 30 * 60 * minute))).toBe(24 * 60 * minute);
});

test("fewer than 20 people who finished decide nothing", () => {
  expect(windowFor(Array.from({ length: 19 }, () => minute))).toBeUndefined();
});

interface AskedFor {
  readonly names: readonly string[];
  readonly ofFinished: boolean;
  readonly people: number;
}

/** A store in which people finish each funnel in as many minutes as its name says. `finished`: of a usual sample. */
function openStore(size: number, finished: number) {
  const asked: AskedFor[] = [];
  const clock = { nowMs: Date.parse("2026-11-20T14:48:00Z") };
  const failing = new Set<string>();
  const rowOf = (name: string, user: number) => ({
    name,
    reached: [1, 2],
    moments: [user * 1e9, user * 1e9 + Number(name) * minute * 1e6],
    isOpen: false,
    everyone: finished,
  });
  const context: ApiContext = {
    nowMs: () => clock.nowMs,
    queries: {
      run: async <Row>(query: string, params: QueryParams) => {
        const names = params["names"] as readonly string[];
        if (query === "journey-sizes") return names.map((name) => ({ name, size })) as Row[];
        const [ofFinished, most] = [params["lastPlaces"] !== undefined, Number(params["mostPeople"])];
        asked.push({ names, ofFinished, people: most / names.length });
        if (names.some((name) => failing.has(name))) throw new Error("busy");
        const count = ofFinished ? 16 * finished : finished;
        return names.flatMap((name) =>
          Array.from({ length: count }, (_, user) => rowOf(name, user)),
        ) as Row[];
      },
    },
  };
  return { asked, clock, failing, context };
}

const funnelsOf = (...names: readonly string[]) => names.map((name) => ({ name, steps: ["cart", "paid"] }));
const eight = funnelsOf("1", "5", "10", "12", "15", "30", "60", "100");

test("a funnel has the same window whichever others are asked for, and is read once", async () => {
  const { asked, context } = openStore(900, 30);
  const alone = await findWindow(eight[2]!, undefined, context);
  expect(alone).toEqual({ ms: 10 * minute, of: "times" });
  const [windowOf, same] = await Promise.all([
    findWindows(eight, undefined, context),
    findWindows(eight.slice(4), undefined, context),
  ]);
  expect(eight.map(({ name }) => windowOf(name).ms / minute)).toEqual([5, 5, 10, 15, 15, 30, 60, 120]);
  expect(eight.slice(4).map(({ name }) => same(name))).toEqual(
    eight.slice(4).map(({ name }) => windowOf(name)),
  );
  expect(asked.map(({ names }) => names.join())).toEqual(["10", "1,5,12,15,30,60", "100"]);
  expect(new Set(asked.map(({ people }) => people))).toEqual(new Set([16_000]));
});

test("where few of a sample finished, more people are read, but only those who finished", async () => {
  const { asked, context } = openStore(400_000, 3);
  expect(await findWindow(eight[3]!, undefined, context)).toEqual({ ms: 15 * minute, of: "times" });
  expect(asked.map(({ ofFinished }) => ofFinished)).toEqual([false, true]);
  const small = openStore(900, 3);
  expect(await findWindow(eight[3]!, undefined, small.context)).toMatchObject({ of: "default" });
  expect(small.asked).toHaveLength(1);
});

test("funnels that cannot be read keep their last window, without one a day, and others have theirs", async () => {
  const { asked, clock, failing, context } = openStore(900, 30);
  await findWindows(eight.slice(0, 1), undefined, context);
  clock.nowMs += 11 * minute;
  for (const name of ["1", "5"]) failing.add(name);
  const windowsMs = async () => {
    const windowOf = await findWindows(eight, undefined, context);
    return eight.map(({ name }) => windowOf(name).ms / minute);
  };
  // six are read together
  expect(await windowsMs()).toEqual([5, 1440, 1440, 1440, 1440, 1440, 60, 120]);
  failing.clear();
  const reads = asked.length;
  clock.nowMs += 9 * minute;
  expect(await windowsMs()).toEqual([5, 1440, 1440, 1440, 1440, 1440, 60, 120]);
  expect(asked).toHaveLength(reads);
  clock.nowMs += minute;
  expect(await windowsMs()).toEqual([5, 5, 10, 15, 15, 30, 60, 120]);
});
