// Before there is telemetry for a whole window, what is counted in it is too small.
import { expect, test } from "vitest";
import { createEngine } from "../machine/engine.ts";
import { evaluateRound } from "../machine/round.ts";
import { newEngineState } from "../machine/state.ts";
import type { AlertRule } from "../rule/rule.ts";

const [start, minute] = [Date.parse("2026-03-02T09:00:00Z"), 60_000];
const bookings = { transaction: "booking", measure: "count" } as const;

/**
 * Evaluates once a minute from the beginning of telemetry on, of so many things a minute.
 *
 * @returns the changes, and what was uncertain in each minute.
 */
function run(rule: Omit<AlertRule, "name">, perMinute: number, minutes: number) {
  const engine = createEngine({ alerts: [{ name: "a", ...rule }] });
  let state = newEngineState;
  const changes: string[] = [];
  const unsure: (string | undefined)[] = [];
  for (let index = 0; index < minutes; index++) {
    const round = evaluateRound(engine, state, start + index * minute, ({ agoMs, windowMs }) => {
      const last = Math.max(0, index - agoMs / minute);
      const value = perMinute * (last - Math.max(0, last - windowMs / minute));
      return { groups: [{ labels: {}, sample: { value, count: value } }], since: start };
    });
    ({ state } = round);
    changes.push(...round.changes.map(({ kind }) => `${index} ${kind}`));
    unsure.push(state.rules["a"]!.groups[""]!.unsure);
  }
  return { changes, unsure };
}

test("a count below its limit fires once its window is covered, and does not fire before", () => {
  const rule = { on: bookings, window: "5m", when: { below: 20 } } as const;
  expect(run(rule, 4, 8)).toEqual({
    changes: [],
    unsure: [
      ...[0, 1, 2, 3, 4].map((covered) => `below 20, but there is telemetry of ${covered} of 5 minutes`),
      undefined,
      undefined,
      undefined,
    ],
  });
  expect(run(rule, 3, 8).changes).toEqual(["5 firing"]);
  // its time does not count for `for`
  expect(run({ ...rule, for: "2m" }, 3, 9).changes).toEqual(["5 pending", "7 firing"]);
});

test.each([
  { on: { metric: "jobs", aggregation: "rate" } },
  { on: { service: "shop", measure: "rate" } },
  { on: { funnel: "checkout", from: "cart", measure: "entered" } },
] as const)("neither does $on", ({ on }) => {
  expect(run({ on, when: { below: 20 } }, 4, 5).changes).toEqual([]);
});

test("the last value of a metric needs no whole window", () => {
  expect(run({ on: { metric: "jobs" }, when: { below: 20 } }, 1, 2).changes).toEqual(["0 firing"]);
});

test.each([
  [{ forecast: { below: 20, within: "1h" } }, 100],
  [{ forecast: { above: 1500, within: "1h" } }, 100],
  [{ not: { when: { above: 20 } } }, 5],
  [{ not: { when: { any: [{ when: { above: 20 } }, { when: { not: { when: { below: 10 } } } }] } } }, 5],
] as const)("a steady course that is not fully seen yet does not fire: %o", (when, perMinute) => {
  const rule = { on: bookings, window: "10m", when } as const;
  expect(run(rule, perMinute, 90).changes).toEqual([]);
});

test("once the window is covered, what is not above its limit fires, and what is above it does before", () => {
  const rule = { on: bookings, window: "5m", when: { not: { when: { above: 20 } } } } as const;
  expect(run(rule, 4, 8).changes).toEqual(["5 firing"]);
  const forecast = { on: bookings, window: "5m", when: { forecast: { above: 200, within: "1h" } } } as const;
  expect(run(forecast, 100, 8).changes).toEqual(["3 firing"]);
});

test("a reading that failed is over while it is too early to compare", () => {
  for (const when of [{ change: { ago: "30m", times: 2 } }, { not: { when: { above: 20 } } }] as const) {
    const engine = createEngine({ alerts: [{ name: "a", on: bookings, when, onError: "report" }] });
    let state = newEngineState;
    const kinds: string[] = [];
    for (const minutes of [0, 1, 2]) {
      const round = evaluateRound(engine, state, start + minutes * minute, () =>
        minutes === 1
          ? { error: "the store is away" }
          : { groups: [{ labels: {}, sample: { value: 4, count: 4 } }], since: start },
      );
      ({ state } = round);
      kinds.push(...round.changes.map(({ kind }) => kind));
    }
    expect(kinds).toEqual(["error", "resumed"]);
  }
});

test("nothing has grown since a time before there was telemetry", () => {
  const rule = { on: bookings, window: "5m", when: { change: { ago: "30m", times: 2 } } } as const;
  expect(run(rule, 100, 60).changes).toEqual([]);
});
