// Which propagators are used, and several as one.
import {
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { baggageIn, extract, inject } from "../../test/fixtures/propagation/rows.ts";
import { isTelemetryError } from "../error.ts";
import { resolveOptions } from "../options.ts";
import { createPropagator } from "./propagator.ts";

const warn = vi.fn<(message: string) => void>();
const quiet = (): void => {};
const fail = (): never => {
  throw new Error("no");
};

beforeEach(() => {
  warn.mockClear();
  diag.setLogger(
    { warn, error: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
});
afterEach(() => diag.disable());

const chosen = (value: string | undefined, given?: readonly unknown[]): readonly unknown[] =>
  resolveOptions({ propagators: given as never }, { OTEL_PROPAGATORS: value }).propagators;
const defaults = ["tracecontext", "baggage"];
const custom: TextMapPropagator = {
  inject: (_context, carrier, setter) => setter.set(carrier, "x-own", "1"),
  extract: (context) => context,
  fields: () => ["x-own", "traceparent"],
};

describe("OTEL_PROPAGATORS", () => {
  test.each([
    [undefined, defaults],
    ["", defaults],
    [" , ", []],
    ["b3", ["b3"]],
    ["B3Multi, jaeger ,tracecontext", ["b3multi", "jaeger", "tracecontext"]],
    ["baggage,b3,baggage,B3", ["baggage", "b3"]],
    ["none", []],
    ["none,b3", ["b3"]],
  ])("%j gives %j", (value, expected) => {
    expect(chosen(value)).toEqual(value === " , " ? defaults : expected);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ["xray,b3", ["b3"]],
    ["xray", defaults],
    ["toString,none", []],
  ])("%j warns and gives %j", (value, expected) => {
    expect(chosen(value)).toEqual(expected);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[0]).toContain(`OTEL_PROPAGATORS=\`${value}\``);
    expect(warn.mock.calls[0]?.[0]).toContain("tracecontext, baggage, b3, b3multi, jaeger, none");
  });
});

describe("the option", () => {
  test("goes before the variable, holds names and propagators, each once", () => {
    expect(chosen("b3", ["jaeger", custom, "jaeger", custom])).toEqual(["jaeger", custom]);
    expect(chosen("b3", [])).toEqual([]);
    expect(chosen("xray", ["none"])).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([["xray"], [5], [null], [{}], [{ ...custom, fields: undefined }]])(
    "does not take %j",
    (value) => {
      expect(() => chosen(undefined, [value])).toThrow(expect.toSatisfy(isTelemetryError));
    },
  );

  test("is a list", () => {
    expect(() => chosen(undefined, "b3" as never)).toThrow(
      /Cannot use `b3` as `propagators`: expected a list/,
    );
  });
});

describe("several as one", () => {
  const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const traceparent = `00-${ids.traceId}-${ids.spanId}-01`;

  test("all write, and fields are named once", () => {
    const all = createPropagator(["tracecontext", "baggage", "b3", "b3multi", "jaeger", custom]);
    const context = propagation.setBaggage(
      trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: 1 }),
      propagation.createBaggage({ k: { value: "v" } }),
    );
    expect(inject(all, context)).toEqual({
      traceparent,
      baggage: "k=v",
      b3: `${ids.traceId}-${ids.spanId}-1`,
      "x-b3-traceid": ids.traceId,
      "x-b3-spanid": ids.spanId,
      "x-b3-sampled": "1",
      "uber-trace-id": `${ids.traceId}:${ids.spanId}:0:1`,
      "uberctx-k": "v",
      "x-own": "1",
    });
    const fields = all.fields();
    expect(fields).toEqual(expect.arrayContaining(["traceparent", "b3", "x-own"]));
    expect(new Set(fields).size).toBe(fields.length);
  });

  test("the last one that finds a span counts; one that finds none takes nothing away", () => {
    const both = createPropagator(["b3", "tracecontext"]);
    const b3 = ["b3", `${"a".repeat(32)}-${"b".repeat(16)}-1`] as const;
    expect(trace.getSpanContext(extract(both, [b3, ["traceparent", traceparent]]))?.traceId).toBe(
      ids.traceId,
    );
    expect(trace.getSpanContext(extract(both, [b3, ["traceparent", "x"]]))?.traceId).toBe("a".repeat(32));
  });

  test("one that throws does not stop the others", () => {
    const some = createPropagator([{ inject: fail, extract: fail, fields: () => [] }, "baggage"]);
    const context = extract(some, [["baggage", "k=v"]]);
    expect(baggageIn(context)).toEqual([{ key: "k", value: "v" }]);
    expect(inject(some, context)).toEqual({ baggage: "k=v" });
  });

  test("none reads and writes nothing", () => {
    const none = createPropagator([]);
    const context = extract(none, [["traceparent", traceparent]]);
    expect([context, inject(none, context), none.fields()]).toEqual([ROOT_CONTEXT, {}, []]);
  });
});
