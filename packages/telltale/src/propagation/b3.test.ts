// B3 row by row, in both forms.
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { extract, inject, named, readRows } from "../../test/fixtures/propagation/rows.ts";
import { b3MultiPropagator, b3Propagator } from "./b3.ts";
import { isDebug } from "./debug-flag.ts";

const { rows } = readRows("b3.json");
const ids = { traceId: "80f198ee56343ba864fe8b2a57d3eff7", spanId: "e457b5a2e4d86bd1" };

test("all rows are there", () => expect(rows).toHaveLength(43));

describe.each([
  ["b3", b3Propagator],
  ["b3multi", b3MultiPropagator],
])("%s", (_name, propagator) => {
  test.each(named(rows))("%s %s", (_id, _desc, row) => {
    const context = extract(propagator, row.headers);
    const span = trace.getSpanContext(context);
    const got = span && {
      traceId: span.traceId,
      spanId: span.spanId,
      sampled: (span.traceFlags & 1) === 1,
      debug: isDebug(context, span.traceId),
    };
    expect(got ?? "invalid").toEqual(row["expect"]);
    expect(span?.isRemote ?? true).toBe(true);
    expect(inject(b3Propagator, context)).toEqual(row["reinjectedSingle"]);
    expect(inject(b3MultiPropagator, context)).toEqual(row["reinjectedMulti"]);
  });
});

test("the debug flag goes on with its trace, not with another one, and a later extraction without it ends it", () => {
  const debugged = extract(b3Propagator, [["b3", `${ids.traceId}-${ids.spanId}-d`]]);
  const child = trace.setSpanContext(debugged, { ...ids, spanId: "1".repeat(16), traceFlags: 1 });
  expect(inject(b3Propagator, child)).toEqual({ b3: `${ids.traceId}-1111111111111111-d` });
  const other = trace.setSpanContext(debugged, { ...ids, traceId: "a".repeat(32), traceFlags: 1 });
  expect(inject(b3Propagator, other)).toEqual({ b3: `${"a".repeat(32)}-${ids.spanId}-1` });
  const again = extract(b3Propagator, [["b3", `${ids.traceId}-${ids.spanId}-0`]], debugged);
  expect(inject(b3Propagator, again)).toEqual({ b3: `${ids.traceId}-${ids.spanId}-0` });
});

test("ignores several headers of one name", () => {
  const b3 = `${ids.traceId}-${ids.spanId}-1`;
  expect(
    extract(b3Propagator, [
      ["b3", b3],
      ["b3", b3],
    ]),
  ).toBe(ROOT_CONTEXT);
});

test("fields name what is written, and what a reused carrier is to be cleared of", () => {
  expect(b3Propagator.fields()).toEqual(["b3"]);
  expect(b3MultiPropagator.fields()).toEqual([
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-b3-flags",
    "x-b3-parentspanid",
  ]);
});
