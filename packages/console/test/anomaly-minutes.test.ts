// What anomaly detection reads of transactions, funnels and marked metrics, on the real engine.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MinuteSource, StoredMinute } from "../src/store/anomalies.ts";
import type { RowSink } from "../src/store/rows.ts";
import {
  at,
  distribution,
  event,
  now,
  openApi,
  resource,
  sample,
  series,
  type TestApi,
} from "./api/harness.ts";

const minute = 60_000;
const common = {
  tenant: "",
  version: "",
  steps: [],
  states: [],
  transitionsJson: "",
  timeoutMs: 0,
  service: "shop",
  seenMs: now - 3_600_000,
};
let api: TestApi;

const declareMetric = (sink: RowSink, name: string, detectAnomalies?: boolean): void =>
  sink.definition({
    ...common,
    kind: "catalog.metric",
    name,
    catalog: { name: "shop", version: "1", content: JSON.stringify({ name, detectAnomalies }), source: "" },
  });

function writeBusiness(sink: RowSink): void {
  for (let index = 0; index < 10; index++) {
    const ended = event({
      kind: "transaction",
      phase: "ended",
      name: "purchase",
      entityId: `order-${index}`,
      uid: `order-${index}`,
      outcome: index < 7 ? "completed" : "failed",
      durationMs: 100 + index,
      timeNs: at(-3 * minute + index * 1000),
    });
    sink.businessEvent(ended);
    // sent twice
    sink.businessEvent(ended);
    for (const [step, reached] of [
      ["cart", 10],
      ["pay", 6],
      ["paid", 4],
    ] as const)
      if (index < reached)
        sink.businessEvent(
          event({
            kind: "journey",
            name: "checkout",
            step,
            userId: `u${index}`,
            timeNs: at(-3 * minute + index),
          }),
        );
  }
  sink.definition({ ...common, kind: "funnel", name: "checkout", steps: ["cart", "pay", "paid"] });
}

function writeMetrics(sink: RowSink): void {
  const cumulative = { type: 2, temporality: 2, monotonic: true };
  const counter = series("orders", cumulative);
  const other = series("orders", { ...cumulative, resource: resource("shop", { "host.name": "b" }) });
  const gauge = series("queue.length");
  const unmarked = series("heap.size");
  const timer = series("render.time", { type: 3, temporality: 2 });
  for (const [index, value] of [100, 130, 190, 20].entries()) {
    const time = at((index - 5) * minute);
    sink.sample(sample(counter, time, value));
    sink.sample(sample(other, time, 1000 + index));
    sink.sample(sample(gauge, time, 10 + index));
    sink.sample(sample(unmarked, time, 1));
    sink.distribution(
      distribution(timer, time, { count: BigInt(10 * (index + 1)), sum: 50 * (index + 1) ** 2 }),
    );
  }
  for (const name of ["orders", "queue.length", "render.time"]) declareMetric(sink, name, true);
  declareMetric(sink, "heap.size");
}

const read = (source: MinuteSource): Promise<readonly StoredMinute[]> =>
  api.store.anomalies.minutes(source, (now - 5 * minute) / 1000, now / 1000, 100);

const minuteOf = (before: number): number => (now - before * minute) / 1000;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    writeBusiness(sink);
    writeMetrics(sink);
  });
});

afterAll(() => api.close());

test("transactions that ended count once, with the share that completed, and the durations of those", async () => {
  const [row, ...more] = await read("transactions");
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    time: minuteOf(3),
    name: "purchase",
    environment: "production",
    total: 10,
    part: 7,
  });
  expect(Object.values(row!.durations!).reduce<number>((sum, count) => sum + Number(count), 0)).toBe(7);
});

test("people at the first and the last step of a declared funnel", async () => {
  expect(await read("funnels")).toMatchObject([{ time: minuteOf(3), name: "checkout", total: 10, part: 4 }]);
});

test("marked metrics: the mean of a gauge, the increase of a counter over resets, the mean of a distribution", async () => {
  const rows = await read("metrics");
  const valuesOf = (name: string): (readonly [number, number | undefined])[] =>
    rows.filter((row) => row.name === name).map(({ time, value }) => [time, value]);
  expect(valuesOf("queue.length")).toEqual(
    [5, 4, 3, 2].map((before, index) => [minuteOf(before), 10 + index]),
  );
  // 100 → 130 → 190 → 20 after a reset, and the other instance by 1
  expect(valuesOf("orders")).toEqual([
    [minuteOf(4), 31],
    [minuteOf(3), 61],
    [minuteOf(2), 21],
  ]);
  expect(valuesOf("render.time")).toEqual([
    [minuteOf(4), 15],
    [minuteOf(3), 25],
    [minuteOf(2), 35],
  ]);
  expect(valuesOf("heap.size")).toEqual([]);
});
