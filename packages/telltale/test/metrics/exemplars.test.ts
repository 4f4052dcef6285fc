// Specification: metrics/sdk, Exemplar. Named after its clauses; what leaves is read by the official messages.
import { context, metrics, ROOT_CONTEXT, trace as api, TraceFlags } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { counter, gauge, histogram, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import type { CustomReservoir, ExemplarMeasurement } from "../../src/metrics/index.ts";
import { attributesOf, hex } from "../engine/receiver.ts";
import type { Plain } from "../engine/official.ts";
import { type Captured, startCaptured } from "./capture.ts";

let telemetry: Telltale | undefined;
let captured: Captured;

function begin(options: StartOptions = {}): void {
  ({ telemetry, captured } = startCaptured(options));
}

async function exemplars(name: string): Promise<Plain[]> {
  await telemetry?.flush();
  return captured.points(name).flatMap((point) => point["exemplars"] ?? []);
}

const unsampled = api.setSpanContext(ROOT_CONTEXT, {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: TraceFlags.NONE,
});

beforeEach(() => {
  delete process.env["OTEL_METRICS_EXEMPLAR_FILTER"];
});
afterEach(async () => {
  delete process.env["OTEL_METRICS_EXEMPLAR_FILTER"];
  await telemetry?.stop();
  telemetry = undefined;
});

describe("ExemplarFilter", () => {
  test("TraceBased, the default: measurements in the context of a sampled span", async () => {
    begin();
    const { traceId, spanId } = record();
    const found = await exemplars("orders");
    expect(found.map((one) => [one["asDouble"], hex(one["traceId"]), hex(one["spanId"])])).toEqual([
      [3, traceId, spanId],
    ]);
    const [point] = captured.points("orders");
    expect(BigInt(found[0]?.["timeUnixNano"])).toBeGreaterThanOrEqual(BigInt(point?.["startTimeUnixNano"]));
    expect(BigInt(found[0]?.["timeUnixNano"])).toBeLessThanOrEqual(BigInt(point?.["timeUnixNano"]));
  });

  test("AlwaysOff", async () => {
    begin({ exemplars: "always_off" });
    record();
    expect(await exemplars("orders")).toEqual([]);
  });

  test("AlwaysOn: without ids outside of spans", async () => {
    begin({ exemplars: "always_on" });
    counter("orders").add(7);
    const [found] = await exemplars("orders");
    expect(found).toMatchObject({ asDouble: 7 });
    expect(found).not.toHaveProperty("traceId");
    context.with(unsampled, () => gauge("level").set(8));
    const [other] = await exemplars("level");
    expect([hex(other?.["traceId"]), hex(other?.["spanId"])]).toEqual([
      "0af7651916cd43dd8448eb211c80319c",
      "b7ad6b7169203331",
    ]);
  });

  test("OTEL_METRICS_EXEMPLAR_FILTER, under the option; a wrong value is ignored", async () => {
    process.env["OTEL_METRICS_EXEMPLAR_FILTER"] = "always_off";
    begin();
    record();
    expect(await exemplars("orders")).toEqual([]);
    await telemetry?.stop();
    begin({ exemplars: "trace_based" });
    record();
    expect(await exemplars("orders")).toHaveLength(1);
    await telemetry?.stop();
    process.env["OTEL_METRICS_EXEMPLAR_FILTER"] = "sometimes";
    begin();
    record();
    expect(await exemplars("orders")).toHaveLength(1);
  });

  test("the context of the call goes before the active one", async () => {
    begin();
    const orders = metrics.getMeter("m").createCounter("orders");
    const sampled = trace("buy", () => context.active());
    orders.add(1, {}, sampled);
    expect(await exemplars("orders")).toHaveLength(1);
    trace("buy", () => orders.add(1, { other: true }, unsampled));
    expect(await exemplars("orders")).toHaveLength(0);
  });
});

describe("ExemplarReservoir", () => {
  test("AlignedHistogramBucketExemplarReservoir, for explicit buckets: at most one in each bucket", async () => {
    begin();
    const sizes = histogram("sizes", { buckets: [10, 20] });
    trace("upload", () => {
      for (let i = 0; i < 1000; i++) sizes.record(i % 30);
    });
    const found = (await exemplars("sizes")).map((one) => one["asDouble"]);
    expect(found).toHaveLength(3);
    expect(found[0]).toBeLessThanOrEqual(10);
    expect(found[1]).toBeGreaterThan(10);
    expect(found[1]).toBeLessThanOrEqual(20);
    expect(found[2]).toBeGreaterThan(20);
  });

  test("SimpleFixedSizeExemplarReservoir: of 20 for exponential buckets, of 1 for the rest", async () => {
    begin();
    const sizes = histogram("sizes");
    const orders = counter("orders");
    trace("upload", () => {
      for (let i = 1; i <= 1000; i++) {
        sizes.record(i);
        orders.add(i);
      }
    });
    expect(new Set((await exemplars("sizes")).map((one) => one["asDouble"])).size).toBe(20);
    expect(await exemplars("orders")).toHaveLength(0);
    expect(captured.points("orders")[0]?.["asDouble"]).toBe(500_500);
  });

  test("every measurement has the same chance", async () => {
    begin();
    const seen = Array.from({ length: 10 }, () => 0);
    const orders = counter("orders");
    trace("many", () => {
      for (let series = 0; series < 1500; series++)
        for (let value = 0; value < 10; value++) orders.add(value, { series });
    });
    for (const one of await exemplars("orders")) seen[one["asDouble"]] = (seen[one["asDouble"]] ?? 0) + 1;
    // 150 expected each, standard deviation 12
    for (const count of seen) {
      expect(count).toBeGreaterThan(80);
      expect(count).toBeLessThan(220);
    }
  });

  test("each exemplar leaves once; the next interval has its own", async () => {
    begin();
    const orders = counter("orders");
    trace("one", () => orders.add(1));
    expect(await exemplars("orders")).toHaveLength(1);
    expect(await exemplars("orders")).toHaveLength(0);
    const id = trace("two", (span) => {
      orders.add(2);
      return span.spanContext().traceId;
    });
    expect((await exemplars("orders")).map((one) => hex(one["traceId"]))).toEqual([id]);
  });

  test("attributes that the view took away are on the exemplar", async () => {
    begin({ views: [{ instrumentName: "orders", attributes: { include: ["plan"] } }] });
    trace("buy", () => counter("orders").add(1, { plan: "pro", id: 7, password: "x" }));
    const [found] = await exemplars("orders");
    expect(attributesOf({ attributes: found?.["filteredAttributes"] })).toEqual({
      id: 7n,
      password: "[redacted:password]",
    });
    expect(captured.points("orders").map(attributesOf)).toEqual([{ plan: "pro" }]);
  });

  test("a reservoir of the user's own, by view", async () => {
    const offered: ExemplarMeasurement[] = [];
    const reservoir = (): CustomReservoir => {
      let last: ExemplarMeasurement | undefined;
      return {
        offer(measurement) {
          offered.push(measurement);
          last = measurement;
        },
        collect: () => (last === undefined ? [] : [last]),
      };
    };
    begin({ views: [{ instrumentName: "orders", reservoir }] });
    const traceId = trace("buy", (span) => {
      for (let i = 0; i < 5; i++) counter("orders").add(i);
      return span.spanContext().traceId;
    });
    expect((await exemplars("orders")).map((one) => one["asDouble"])).toEqual([4]);
    expect(offered.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
    expect(offered[0]).toMatchObject({ traceId, filteredAttributes: {} });
  });

  test("one that throws is counted, and the measurement is not lost", async () => {
    begin({ views: [{ instrumentName: "orders", reservoir: () => ({ offer: broken, collect: broken }) }] });
    const before = telemetry?.stats().reports["reservoir_failed"] ?? 0;
    trace("buy", () => counter("orders").add(1));
    expect(await exemplars("orders")).toEqual([]);
    expect(captured.points("orders")[0]?.["asDouble"]).toBe(1);
    expect(telemetry?.stats().reports["reservoir_failed"]).toBe(before + 2);
  });
});

test("long without a sampled span, a series asks only now and then, and finds the next one soon", async () => {
  begin();
  const orders = counter("orders");
  for (let i = 0; i < 10_000; i++) orders.add(1);
  trace("buy", () => {
    for (let i = 0; i < 64; i++) orders.add(1);
  });
  expect(await exemplars("orders")).toHaveLength(1);
  // a new interval asks every time again
  trace("buy", () => orders.add(1));
  expect(await exemplars("orders")).toHaveLength(1);
});

function broken(): never {
  throw new Error("broken");
}

function record(): { traceId: string; spanId: string } {
  const orders = counter("orders");
  orders.add(1);
  context.with(unsampled, () => orders.add(2));
  return trace("buy", (span) => {
    orders.add(3);
    return span.spanContext();
  });
}
