// The life of the library: start, several exporters, figures, stop, and start again.
import { context, metrics, propagation, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, expect, test, vi } from "vitest";
import { onFlush, onStarted } from "./engine/running/state.ts";
import { isTelemetryError, log, memoryExporter, start, stats, type Telltale, trace } from "./index.ts";
import type { Batch, Exporter } from "./export/index.ts";
import packageJson from "../package.json" with { type: "json" };
import { version } from "./version.ts";

let telemetry: Telltale | undefined;

afterEach(async () => {
  vi.useRealTimers();
  await telemetry?.stop();
  telemetry = undefined;
});

function keeping(name: string, more: Partial<Exporter> = {}): Exporter & { readonly batches: Batch[] } {
  const batches: Batch[] = [];
  return {
    name,
    batches,
    async send(batch) {
      batches.push(batch);
      return { exported: batch.items, dropped: 0 };
    },
    ...more,
  };
}

test("the version is that of the package", () => expect(version).toBe(packageJson.version));

test("starting twice throws, starting after the stop does not", async () => {
  telemetry = start({ exporters: [], handleExit: false });
  let caught: unknown;
  try {
    start({ exporters: [] });
  } catch (error) {
    caught = error;
  }
  expect(isTelemetryError(caught) && [caught.code, caught.fix.length > 0]).toEqual([
    "TT_ALREADY_STARTED",
    true,
  ]);
  await telemetry.stop();
  telemetry = start({ exporters: [], handleExit: false });
});

test("stats() of the module works for any start, and returns zeros if nothing runs", async () => {
  const none = { queued: 0, exported: 0, dropped: {} };
  expect(stats()).toMatchObject({ traces: none, metrics: none, logs: none });
  telemetry = start({ exporters: [keeping("a")], handleExit: false });
  trace("t", () => {});
  expect(stats().traces).toEqual({ queued: 1, exported: 0, dropped: {} });
  await telemetry.flush();
  expect(stats()).toEqual(telemetry.stats());
  expect(stats().traces.exported).toBe(1);
  await telemetry.stop();
  expect(stats().traces).toEqual(none);
});

test("a wrong option leaves nothing behind", () => {
  expect(() => start({ service: "" })).toThrow("as `service`");
  telemetry = start({ exporters: [], handleExit: false });
});

test("the globals are registered from start to stop, and removed after it", async () => {
  telemetry = start({ exporters: [], handleExit: false });
  expect(otelTrace.getTracer("t").startSpan("s").isRecording()).toBe(true);
  await telemetry.stop();
  expect(otelTrace.getTracer("t").startSpan("s").isRecording()).toBe(false);
  expect(propagation.fields()).toEqual([]);
  expect(metrics.setGlobalMeterProvider(metrics.getMeterProvider())).toBe(true);
  metrics.disable();
});

test("an SDK that is there already keeps its place, and that is reported", async () => {
  const provider = { getTracer: otelTrace.getTracer.bind(otelTrace) };
  otelTrace.setGlobalTracerProvider(provider);
  telemetry = start({ exporters: [], handleExit: false });
  expect(telemetry.stats().reports["beside_attached"]).toBeGreaterThan(0);
  expect(telemetry.beside).toEqual({ mode: "attached", others: ["trace"] });
  await telemetry.stop();
  otelTrace.disable();
});

test("every exporter gets each batch of its signals; a stuck one does not delay the others", async () => {
  const all = keeping("all");
  const logs = keeping("logs", { signals: ["logs"] });
  const stuck = keeping("stuck", { send: async () => new Promise(() => {}) });
  telemetry = start({ exporters: [all, logs, stuck], handleExit: false });
  trace("t", () => log.info("l"));
  await telemetry.flush(20);
  expect(all.batches.map((batch) => batch.signal)).toEqual(["logs", "traces"]);
  expect(logs.batches.map((batch) => batch.signal)).toEqual(["logs"]);
  expect(telemetry.stats().traces).toEqual({ queued: 1, exported: 1, dropped: {} });
  expect(telemetry.stats().reports["flush_timed_out"]).toBeGreaterThan(0);
  await telemetry.stop(20);
  telemetry = undefined;
});

test("without an exporter nothing is queued or counted, and spans still have their context", async () => {
  telemetry = start({ exporters: [], handleExit: false });
  expect(trace("t", (span) => span.spanContext().traceId)).toMatch(/^[0-9a-f]{32}$/);
  await telemetry.flush();
  expect(telemetry.stats().traces).toEqual({ queued: 0, exported: 0, dropped: {} });
});

test("a batch leaves when it is full, and otherwise when its time has come", async () => {
  vi.useFakeTimers();
  const all = keeping("all");
  telemetry = start({ exporters: [all], handleExit: false });
  for (let i = 0; i < 511; i++) trace("t", () => {});
  expect(all.batches).toHaveLength(0);
  trace("t", () => {});
  expect(all.batches.map((batch) => batch.items)).toEqual([512]);
  trace("t", () => {});
  log.info("l");
  await vi.advanceTimersByTimeAsync(999);
  expect(all.batches).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(all.batches.slice(1).map((batch) => batch.signal)).toEqual(["logs"]);
  await vi.advanceTimersByTimeAsync(4000);
  expect(all.batches.slice(2).map((batch) => batch.signal)).toEqual(["traces"]);
});

test("attributes that come later are on the batches after them", async () => {
  const memory = memoryExporter();
  const later = Promise.withResolvers<object>();
  telemetry = start({
    service: "s",
    exporters: [memory],
    handleExit: false,
    attributes: async () => later.promise,
  });
  trace("before", () => {});
  await telemetry.flush();
  later.resolve({ "cloud.region": "eu" });
  await new Promise(setImmediate);
  trace("after", () => {});
  await telemetry.flush();
  expect(
    memory.spans().map((span) => [span.name, span.resource["cloud.region"], span.resource["service.name"]]),
  ).toEqual([
    ["before", undefined, "s"],
    ["after", "eu", "s"],
  ]);
});

test("observers of the engine are notified at the start, hourly, and before each flush", async () => {
  vi.useFakeTimers();
  const memory = memoryExporter();
  const logged: string[] = [];
  const offs = [
    onStarted(() => logged.push("started")),
    onStarted(() => {
      throw new Error("no");
    }),
    onFlush(async () => {
      log.info("last words");
    }),
  ];
  telemetry = start({ exporters: [memory], handleExit: false });
  expect(logged).toEqual(["started"]);
  offs.push(onStarted(() => logged.push("late")));
  expect(logged).toEqual(["started", "late"]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(logged).toEqual(["started", "late", "started", "late"]);
  await telemetry.flush();
  // beside the definitions of what this process has defined
  const logs = memory.logs().filter(({ eventName }) => eventName !== "telltale.definition");
  expect(logs.map((record) => record.body)).toEqual(["last words"]);
  for (const off of offs) off();
});

test("instrumentations are given our providers, switched on once, and off at the stop", async () => {
  const calls: string[] = [];
  const instrumentation = (enabled: boolean | undefined) => ({
    instrumentationName: "test",
    setTracerProvider: () => void calls.push("tracers"),
    setMeterProvider: () => void calls.push("meters"),
    getConfig: () => (enabled === undefined ? {} : { enabled }),
    enable: () => void calls.push("enable"),
    disable: () => void calls.push("disable"),
  });
  const broken = {
    instrumentationName: "broken",
    enable: () => {
      throw new Error("no");
    },
    disable: () => {
      throw new Error("no");
    },
  };
  telemetry = start({
    exporters: [],
    handleExit: false,
    instrumentations: [broken, [instrumentation(true)], instrumentation(false)],
  });
  expect(calls).toEqual(["tracers", "meters", "tracers", "meters", "enable"]);
  await telemetry.stop();
  expect(calls.slice(5)).toEqual(["disable", "disable"]);
  expect(context.active().getValue(Symbol("none"))).toBe(undefined);
});
