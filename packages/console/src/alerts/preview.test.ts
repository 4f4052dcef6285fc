import type { Change } from "alerts";
import { expect, test } from "vitest";
import { previewRules } from "./preview.ts";
import type { Preview, Previewer } from "./read/preview.ts";

const minute = 60_000;
const change = (at: number, from: Change["from"], to: Change["to"]): Change => ({
  id: String(at),
  rule: "Queue grows",
  group: { region: "eu" },
  at,
  from,
  to,
  kind: to === "firing" ? "firing" : "recovered",
});

function previewerOf(part: Partial<Preview>): Previewer {
  const times = [0, 1, 2, 3, 4].map((one) => one * minute);
  const preview: Preview = {
    from: 0,
    to: 4 * minute,
    times,
    stepMs: minute,
    isCoarse: false,
    series: [],
    groups: 1,
    leftOut: 0,
    changes: [],
    firings: 2,
    firingMs: 2 * minute,
    errors: [],
    ...part,
  };
  return { preview: async () => preview };
}

const file = { alerts: [{ name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } }] };

test("joins values, limits and states of each evaluation", async () => {
  const previewer = previewerOf({
    series: [{ labels: { region: "eu" }, values: [1, 20, null, 20, 20] }],
    changes: [
      change(minute, "ok", "firing"),
      change(2 * minute, "firing", "ok"),
      change(3 * minute, "ok", "firing"),
    ],
  });
  const { groups, ...all } = await previewRules(previewer, { file, from: 0, to: 4 * minute });
  expect(groups[0]!.points.map(({ value, high, state }) => [value, high, state])).toEqual([
    [1, 10, "ok"],
    [20, 10, "firing"],
    [undefined, 10, "ok"],
    [20, 10, "firing"],
    [20, 10, "firing"],
  ]);
  expect([groups[0]!.firings, groups[0]!.minutesFiring]).toEqual([2, 2]);
  expect(all).toMatchObject({ firings: 2, minutesFiring: 2, groupCount: 1, stepMs: minute });
});

test("an anomaly condition has its band in place of limits, from when the detector expects something", async () => {
  const previewer = previewerOf({
    series: [
      {
        labels: {},
        values: [1, 2, 3, 4, 9],
        band: [null, null, { low: 1, high: 4 }, { low: 1, high: 5 }, null],
      },
    ],
  });
  const unusual = { alerts: [{ name: "Queue grows", on: { metric: "jobs" }, when: { anomaly: {} } }] };
  const { groups } = await previewRules(previewer, { file: unusual, from: 0, to: 4 * minute });
  expect(groups[0]!.points.map(({ low, high }) => [low, high])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [1, 4],
    [1, 5],
    [undefined, undefined],
  ]);
});

test("adds up the rules of objectives", async () => {
  const on = { service: "shop", measure: "errors" as const };
  const objectives = ["Shop", "Shop at night"].map((name) => ({ name, on, target: 0.99 }));
  const found = await previewRules(previewerOf({ errors: ["too slow"] }), {
    file: { objectives },
    from: 0,
    to: 1,
  });
  expect(found).toMatchObject({ firings: 4, groupCount: 2, errors: ["too slow"] });
});

test("a change of the severity does not count as a firing", async () => {
  const previewer = previewerOf({
    series: [{ labels: { region: "eu" }, values: [1, 20, 20, 20, 20] }],
    changes: [
      change(minute, "ok", "firing"),
      { ...change(2 * minute, "firing", "firing"), kind: "severity", severity: "page" },
    ],
  });
  const { groups } = await previewRules(previewer, { file, from: 0, to: 4 * minute });
  expect([groups[0]!.firings, groups[0]!.minutesFiring]).toEqual([1, 3]);
});
