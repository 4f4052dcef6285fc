// The values of two instances become one: a round, a preview and a replay of the export agree.
import type { AlertRule } from "alerts";
import { createFactReader, createInput, indexFacts, type Source } from "alerts/readings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { createReader } from "../../src/alerts/read/read.ts";
import { at, attributes, now, openApi, resource, sample, series, type TestApi } from "../api/harness.ts";
import { exportedFacts } from "./exported-facts.ts";

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const [pod, own] of [
      ["a", 30],
      ["b", 30],
      ["c", 3],
    ] as const) {
      const of = { resource: resource("shop"), attributes: attributes({ pod }) };
      const waiting = series("jobs.waiting", { ...of, type: 2, temporality: 2, monotonic: false });
      const free = series("disk.free", of);
      for (let seconds = 600; seconds > 0; seconds -= 15) {
        sink.sample(sample(waiting, at(-seconds * 1000), own));
        sink.sample(sample(free, at(-seconds * 1000), own));
      }
    }
    // a deployment: another pod each five minutes, with points every 20 s and when it stops
    for (const [pod, from, to] of [
      ["a", 1500, 905],
      ["b", 900, 602],
      ["c", 590, 5],
    ] as const) {
      const of = { resource: resource("shop"), attributes: attributes({ pod }) };
      const open = series("carts.open", { ...of, type: 2, temporality: 2, monotonic: false });
      for (let seconds: number = from; seconds > to; seconds -= 20)
        sink.sample(sample(open, at(-seconds * 1000), 30));
      sink.sample(sample(open, at(-to * 1000), 30));
    }
  });
}, 300_000);

afterAll(async () => api.close());

const where = { pod: "a" };
test.each<[Source, AlertRule["when"], number]>([
  [{ metric: "jobs.waiting" }, { above: 50 }, 63],
  [{ metric: "jobs.waiting", aggregation: "average" }, { above: 50 }, 63],
  [{ metric: "jobs.waiting", across: "max" }, { above: 29 }, 30],
  [{ metric: "jobs.waiting", where }, { above: 29 }, 30],
  [{ metric: "disk.free" }, { above: 29 }, 30],
  [{ metric: "disk.free" }, { below: 5 }, 3],
  [{ metric: "disk.free", across: "sum" }, { above: 50 }, 63],
  [{ metric: "disk.free", across: "average" }, { below: 22 }, 21],
  [{ metric: "disk.free", aggregation: "average", across: "min" }, { below: 5 }, 3],
])("%o %o is %d", async (on, when, value) => {
  const isLowest = "below" in when;
  const source = (isLowest ? { ...on, isLowest } : on) as Source;
  const input = createInput(source, 300_000, 0, []);
  const expected = { groups: [{ labels: {}, sample: { value } }] };
  const live = await createReader(api.store.queries).read([input], now);
  expect(live.get(input.id)).toEqual(expected);
  expect(createFactReader(indexFacts(await exportedFacts(api)))(input, now)).toEqual(expected);
  const range = { from: now - 120_000, to: now };
  const preview = await createPreviewer(api.store.queries).preview(
    { alerts: [{ name: "Rule", on, when }] },
    "Rule",
    range,
  );
  expect(preview.errors).toEqual([]);
  expect(preview.series.map(({ values }) => values.at(-1))).toEqual([value]);
  expect(preview.changes.at(-1)).toMatchObject({ to: "firing" });
});

test("a replaced instance counts twice for less than a minute, in a round, a preview and a replay", async () => {
  const source = { metric: "carts.open" };
  const input = createInput(source, 300_000, 0, []);
  const { times, series: all } = await createPreviewer(api.store.queries).preview(
    { alerts: [{ name: "Rule", on: source, when: { above: 50 } }] },
    "Rule",
    { from: now - 1_080_000, to: now },
  );
  const values = all[0]!.values;
  const reader = createReader(api.store.queries);
  const replayed = createFactReader(indexFacts(await exportedFacts(api)));
  for (const [index, time] of times.entries()) {
    const live = (await reader.read([input], time)).get(input.id)!;
    expect(live).toEqual({
      groups: [{ labels: {}, sample: { value: values[index] } }],
    });
    expect(replayed(input, time)).toEqual(live);
  }
  // two deployments, of which an evaluation each minute sees at most one doubled
  expect(values.filter((one) => one === 60).length).toBeLessThanOrEqual(2);
  expect(values.filter((one) => one === 30).length).toBeGreaterThanOrEqual(values.length - 2);
});
