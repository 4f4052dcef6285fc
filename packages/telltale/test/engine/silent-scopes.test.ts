// Tracers and meters that are switched off (specification: trace SDK, TracerConfig; metrics SDK, MeterConfig).
import { context, metrics, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { memoryExporter, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import type { MemoryExporter } from "../../src/export/index.ts";

let telemetry: Telltale | undefined;

afterEach(async () => {
  await telemetry?.stop();
});

function begin(options: StartOptions): MemoryExporter {
  const memory = memoryExporter();
  telemetry = start({ exporters: [memory], handleExit: false, ...options });
  return memory;
}

test("a silent tracer makes spans that hand the context on: what is below belongs to what is above", async () => {
  const memory = begin({ tracers: [{ name: "noisy.*", enabled: false }] });
  trace("above", (above) => {
    otelTrace.getTracer("noisy.files").startActiveSpan("read", (span) => {
      expect(span.isRecording()).toBe(false);
      expect(span.spanContext()).toEqual(above.spanContext());
      trace("below", () => {});
      span.end();
    });
  });
  const root = otelTrace.getTracer("noisy.files").startSpan("alone");
  expect(otelTrace.isSpanContextValid(root.spanContext())).toBe(false);
  otelTrace.getTracer("quiet").startSpan("theirs", {}, context.active()).end();
  await telemetry?.flush();
  const [below, above, theirs] = memory.spans();
  expect([below?.name, above?.name, theirs?.name]).toEqual(["below", "above", "theirs"]);
  expect(below?.parentSpanId).toBe(above?.spanId);
});

test("a silent meter takes no measurement, observed ones are not asked for", async () => {
  const memory = begin({ meters: [{ name: "kept" }, { name: "*", enabled: false }] });
  for (const name of ["kept", "other"]) {
    metrics.getMeter(name).createCounter(`${name}.count`).add(1);
    metrics
      .getMeter(name)
      .createObservableGauge(`${name}.level`)
      .addCallback((result) => result.observe(2));
  }
  await telemetry?.flush();
  expect(
    memory
      .metrics()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(["kept.count", "kept.level"]);
});

test.each([
  [{ tracers: "noisy" }, "`tracers`: expected a list"],
  [{ tracers: [{ enabled: false }] }, "`tracers[0].name`: expected a name"],
  [{ meters: [{ name: "a", enabled: "no" }] }, "`meters[0].enabled`: expected true or false"],
])("%j is refused", (options, message) => {
  expect(() => start(options as never)).toThrow(message);
});
