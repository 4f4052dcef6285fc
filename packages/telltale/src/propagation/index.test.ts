// `telltale/propagation` in a program without `start()`: formats of its own, the API's carriers.
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { expect, test } from "vitest";
import { compositePropagator, environmentGetter, environmentSetter } from "./index.ts";

const spanContext = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: TraceFlags.SAMPLED };
const sending = trace.setSpanContext(ROOT_CONTEXT, spanContext);

test.each([
  [["tracecontext"], ["traceparent"]],
  [["b3"], ["b3"]],
  [["b3multi"], ["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]],
  [["jaeger"], ["uber-trace-id"]],
  [
    ["tracecontext", "b3"],
    ["b3", "traceparent"],
  ],
] as const)("%j writes %j, and reads it", (names, headers) => {
  const propagator = compositePropagator(names);
  const carrier: Record<string, string> = {};
  propagator.inject(sending, carrier, defaultTextMapSetter);
  expect(Object.keys(carrier).toSorted()).toEqual(headers);
  const found = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));
  expect(found).toMatchObject({ traceId: spanContext.traceId, spanId: spanContext.spanId, isRemote: true });
});

test("through environment variables", () => {
  const propagator = compositePropagator(["b3multi"]);
  const variables: Record<string, string> = {};
  propagator.inject(sending, variables, environmentSetter);
  expect(Object.keys(variables)).toContain("X_B3_TRACEID");
  const found = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, variables, environmentGetter));
  expect(found?.traceId).toBe(spanContext.traceId);
});

test.each([["b4"], [{}], [null]])("%j is not a propagator", (wrong) => {
  expect(() => compositePropagator([wrong as never])).toThrow(/expected one of tracecontext/);
});
