// Jaeger's headers row by row.
import { propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { baggageIn, extract, inject, named, readRows } from "../../test/fixtures/propagation/rows.ts";
import { isDebug } from "./debug-flag.ts";
import { jaegerPropagator } from "./jaeger.ts";

const { rows } = readRows("jaeger.json");

test("all rows are there", () => expect(rows).toHaveLength(27));

test.each(named(rows))("%s %s", (_id, _desc, row) => {
  const context = extract(jaegerPropagator, row.headers);
  const span = trace.getSpanContext(context);
  const {
    baggage = {},
    spanContext,
    ...expected
  } = row["expect"] === "invalid" ? { spanContext: "invalid" } : row["expect"];
  const got = span && {
    traceId: span.traceId,
    spanId: span.spanId,
    sampled: (span.traceFlags & 1) === 1,
    debug: isDebug(context, span.traceId),
  };
  expect(got ?? "invalid").toEqual(spanContext ?? expected);
  expect(span?.isRemote ?? true).toBe(true);
  expect(baggageIn(context)).toEqual(Object.entries(baggage).map(([key, value]) => ({ key, value })));
  expect(inject(jaegerPropagator, context)).toEqual(row["reinjected"]);
});

test("its baggage comes on top of what is there", () => {
  const before = propagation.setBaggage(
    ROOT_CONTEXT,
    propagation.createBaggage({ a: { value: "1" }, b: { value: "2" } }),
  );
  expect(baggageIn(extract(jaegerPropagator, [["uberctx-b", "3"]], before))).toEqual([
    { key: "a", value: "1" },
    { key: "b", value: "3" },
  ]);
});

test("8192 bytes of keys and values go through, no more, in and out", () => {
  const many = Array.from({ length: 1400 }, (_, index) => [`uberctx-${1000 + index}x`, "v"] as const);
  const context = extract(jaegerPropagator, many);
  expect(baggageIn(context)).toHaveLength(1365);
  expect(Object.keys(inject(jaegerPropagator, context))).toHaveLength(1365);
  const long = extract(jaegerPropagator, [
    ["uberctx-a", "x".repeat(8190)],
    ["uberctx-b", "1"],
    ["uberctx-c", "2"],
  ]);
  expect(baggageIn(long)).toHaveLength(1);
  const baggage = propagation.createBaggage({
    a: { value: "x".repeat(8191) },
    b: { value: "y".repeat(8192) },
    c: { value: "" },
  });
  const out = inject(jaegerPropagator, propagation.setBaggage(ROOT_CONTEXT, baggage));
  expect(Object.keys(out)).toEqual(["uberctx-a"]);
  expect(baggageIn(extract(jaegerPropagator, [["jaeger-baggage", "k=v,".repeat(2049)]]))).toEqual([]);
});

test("keys that are not header names stay behind, values go out encoded", () => {
  const baggage = propagation.createBaggage({
    "a b": { value: "1" },
    "c\r\n": { value: "1" },
    ok: { value: "1+1=2\r\n" },
  });
  expect(inject(jaegerPropagator, propagation.setBaggage(ROOT_CONTEXT, baggage))).toEqual({
    "uberctx-ok": "1%2B1%3D2%0D%0A",
  });
});
