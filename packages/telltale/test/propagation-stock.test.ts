// The official propagators read what ours write, ours read what they write, and they can be plugged in.
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace as otelTrace,
} from "@opentelemetry/api";
import { W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3InjectEncoding, B3Propagator } from "@opentelemetry/propagator-b3";
import { JaegerPropagator } from "@opentelemetry/propagator-jaeger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { childEnvironment, memoryExporter, start, trace } from "../src/index.ts";
import { createPropagator } from "../src/propagation/propagator.ts";
import { baggageIn } from "./fixtures/propagation/rows.ts";

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length })
    .filter((id) => !/^0+$/.test(id));
const ids = fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.nat(1) });
// they drop an empty value, trim others and encode the percent sign in keys (see the fixtures' source, bag-012 and bag-013)
const value = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() === text);
const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 8 });

function handOn(from: TextMapPropagator, to: TextMapPropagator, context: Context): Context {
  const carrier = {};
  from.inject(context, carrier, defaultTextMapSetter);
  return to.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

test.each([
  ["tracecontext", new W3CTraceContextPropagator()],
  ["b3", new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER })],
  ["b3multi", new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })],
  ["jaeger", new JaegerPropagator()],
] as const)("%s: the span, both ways", (name, stock) => {
  const ours = createPropagator([name]);
  fc.assert(
    fc.property(ids, (span) => {
      const context = otelTrace.setSpanContext(ROOT_CONTEXT, span);
      for (const [from, to] of [
        [ours, stock],
        [stock, ours],
      ] as const) {
        expect(otelTrace.getSpanContext(handOn(from, to, context))).toMatchObject({
          ...span,
          isRemote: true,
        });
      }
    }),
  );
});

test.each([
  ["baggage", new W3CBaggagePropagator()],
  ["jaeger", new JaegerPropagator()],
] as const)("%s: the baggage, both ways", (name, stock) => {
  const ours = createPropagator([name]);
  fc.assert(
    fc.property(ids, values, (span, carried) => {
      const entries = Object.entries(carried).map(([key, text]) => ({ key, value: text }));
      const baggage = propagation.createBaggage(
        Object.fromEntries(entries.map(({ key, value: text }) => [key, { value: text }])),
      );
      const context = propagation.setBaggage(otelTrace.setSpanContext(ROOT_CONTEXT, span), baggage);
      expect(new Set(baggageIn(handOn(ours, stock, context)))).toEqual(new Set(entries));
      expect(new Set(baggageIn(handOn(stock, ours, context)))).toEqual(new Set(entries));
    }),
  );
});

test("one of them is in the option beside our names", async () => {
  const telemetry = start({
    service: "test",
    exporters: [memoryExporter()],
    handleExit: false,
    propagators: [new B3Propagator(), "baggage"],
  });
  trace("work", (span) => {
    const { traceId, spanId } = span.spanContext();
    expect(childEnvironment({})).toEqual({ B3: `${traceId}-${spanId}-1` });
  });
  await telemetry.stop();
});
