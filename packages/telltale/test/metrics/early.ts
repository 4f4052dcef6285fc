// Early handles: what was taken of the API before `start()`, shared by the tests with API 1.9 and with 1.10.
import type { MeterProvider } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { start, type Telltale } from "../../src/index.ts";
import { capture, values } from "./capture.ts";

/** What the two versions have in common. */
export interface MetricsOf {
  readonly metrics: {
    getMeter: MeterProvider["getMeter"];
    getMeterProvider(): MeterProvider;
    setGlobalMeterProvider(provider: MeterProvider): boolean;
    disable(): void;
  };
  createNoopMeter(): object;
}

/** The tests for one version of the API, whose handles are taken now: before any `start()`. */
export function describeEarlyMeters(version: string, api: MetricsOf): void {
  const meter = api.metrics.getMeter("early", "1.0");
  const orders = meter.createCounter("early.counter");
  const level = meter.createGauge("early.gauge");
  const sizes = meter.createHistogram("early.histogram");
  const open = meter.createUpDownCounter("early.updown");
  const observed = meter.createObservableGauge("early.observed");
  const batched = meter.createObservableCounter("early.batched");
  let asked = 0;
  observed.addCallback((result) => result.observe(++asked));
  observed.addCallback(removed);
  observed.removeCallback(removed);
  meter.addBatchObservableCallback((result) => result.observe(batched, 7, { b: 1 }), [batched]);
  let telemetry: Telltale | undefined;

  afterEach(async () => {
    await telemetry?.stop();
    telemetry = undefined;
    api.metrics.disable();
  });

  test(`API ${version}: handles taken before start() are live after it, and after the next`, async () => {
    orders.add(100);
    for (let life = 1; life <= 2; life++) {
      const captured = capture();
      telemetry = start({ exporters: [captured], handleExit: false });
      orders.add(life, { a: 1 });
      level.record(2);
      sizes.record(3);
      open.add(-4);
      await telemetry.flush();
      const seen = captured
        .last()
        .filter((metric) => metric["scope"].name === "early")
        .map((metric) => [metric["name"], ...values(captured.points(metric["name"]))]);
      expect(seen).toEqual([
        ["early.counter", [{ a: 1n }, life]],
        ["early.gauge", [{}, 2]],
        ["early.histogram", [{}, "1"]],
        ["early.updown", [{}, -4]],
        // the flush and the stop of a life ask once each
        ["early.observed", [{}, life * 2 - 1]],
        ["early.batched", [{ b: 1n }, 7]],
      ]);
      await telemetry.stop();
      orders.add(1000);
    }
  });

  test(`API ${version}: nothing is registered before start(), another SDK finds its place free`, () => {
    expect(api.metrics.getMeterProvider()).not.toBe(undefined);
    const other: MeterProvider = { getMeter: () => api.createNoopMeter() as never };
    expect(api.metrics.setGlobalMeterProvider(other)).toBe(true);
    expect(api.metrics.getMeterProvider()).toBe(other);
    expect(api.metrics.getMeter("theirs")).toBe(api.createNoopMeter());
  });
}

function removed(): void {
  throw new Error("was removed");
}
