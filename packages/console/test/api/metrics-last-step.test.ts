// Metrics in a step that is not over: points come at intervals, and those of some series are still to come.
import type { MetricResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, openApi, resource, sample, series, type TestApi } from "./harness.ts";

const minute = 60_000;
const counter = { type: 2, temporality: 2, monotonic: true };
let api: TestApi;

const step = Date.parse("2026-11-20T14:40:00Z");
const after = (ms: number): bigint => BigInt(step + ms) * 1_000_000n;
const read = async (name: string, aggregation: string, seconds: number) => {
  const to = new Date(step + seconds * 1000).toISOString();
  const asked = `aggregation=${aggregation}&from=2026-11-20T14:37:00Z&to=${to}&stepMs=60000`;
  return (await api.get<MetricResult>(`/api/metrics/${name}?${asked}`)).series[0]?.values;
};

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    // ten a second, exported each minute
    const calls = series("calls", { ...counter, resource: resource("shop") });
    for (let m = -8; m <= 1; m++)
      sink.sample(sample(calls, after(m * minute + 5_000), BigInt(600 * (m + 100)), { startNs: at(-1e9) }));
    // five in each of ten pods, whose exports are spread over the minute
    for (let pod = 0; pod < 10; pod++) {
      const waiting = series("waiting", {
        ...counter,
        monotonic: false,
        resource: resource("shop", { "host.name": `pod ${pod}` }),
      });
      for (let m = -8; m <= 1; m++)
        sink.sample(sample(waiting, after(m * minute + pod * 6_000 + 1_000), 5n, { startNs: at(-1e9) }));
    }
  });
});

afterAll(() => api.close());

test("a step that is not over has no rate: its points have the increase since those of the step before", async () => {
  expect(await read("calls", "rate", 10)).toEqual([10, 10, 10, null]);
  expect(await read("calls", "sum", 10)).toEqual([600, 600, 600, 600]);
  expect(await read("calls", "rate", 60)).toEqual([10, 10, 10, 10]);
});

test("a step that is not over has no sum of last values until all series have one", async () => {
  expect(await read("waiting", "last", 20)).toEqual([50, 50, 50, null]);
  expect(await read("waiting", "max", 20)).toEqual([5, 5, 5, 5]);
  expect(await read("waiting", "last", 58)).toEqual([50, 50, 50, 50]);
});
