// What is carried to a thread, what it is there, and that nothing hostile hurts.
import { propagation } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CarriedContext, carryContext, withCarriedContext } from "./carried-context.ts";
import { context, withContext } from "./context.ts";
import { counter } from "./metric.ts";
import { memoryExporter, type MemoryExporter } from "./export/memory.ts";
import { activeSpan, trace, traceId } from "./span.ts";
import { start, type Telltale } from "./start.ts";

let memory: MemoryExporter;
let telemetry: Telltale;

beforeEach(() => {
  memory = memoryExporter();
  telemetry = start({ exporters: [memory], handleExit: false });
});
afterEach(async () => telemetry.stop());

/** What arrives of the active context on the other side of a structured clone. */
const sent = (): CarriedContext => structuredClone(carryContext());

test("outside of everything nothing is carried, and arrives", () => {
  expect(sent()).toEqual({});
  expect(withCarriedContext(sent(), () => [activeSpan(), context.getAll()])).toEqual([undefined, {}]);
});

test("span, baggage and context attributes arrive, whatever their values", async () => {
  const [carried, there] = withContext(
    { tenant: "t1", n: 7, list: [1, { a: true }], when: new Date(0), call: () => {} },
    () => trace("here", () => [sent(), traceId()]),
    { propagate: ["tenant"], metrics: ["n"] },
  ) as [CarriedContext, string];
  withCarriedContext(carried, () => {
    expect(traceId()).toBe(there);
    expect(propagation.getActiveBaggage()?.getEntry("tenant")?.value).toBe("t1");
    expect(context.get("n")).toBe(7);
    trace("there", () => counter("c").add(1));
  });
  await telemetry.flush();
  const [here, inner] = memory.spans();
  expect(inner?.parentSpanId).toBe(here?.spanId);
  expect(inner?.attributes).toEqual(here?.attributes);
  expect(memory.metrics()[0]?.points[0]?.attributes).toEqual({ n: 7 });
});

test("what arrives lies on top of what is there", () => {
  const carried = withContext({ a: 1 }, sent);
  withContext({ a: 0, b: 2 }, () => {
    expect(withCarriedContext(carried, () => context.getAll())).toEqual({ a: 1, b: 2 });
    expect(context.getAll()).toEqual({ a: 0, b: 2 });
  });
});

test.each([
  undefined,
  null,
  7,
  "00-a",
  {},
  { traceparent: "nonsense", attributes: 7, onMetrics: 7 },
  { traceparent: ["a"] },
])("%j only runs the function", (carried) => {
  expect(withCarriedContext(carried as CarriedContext, () => [7, activeSpan()])).toEqual([7, undefined]);
});

test("an error of the function is its own", () => {
  expect(() =>
    withCarriedContext(sent(), () => {
      throw new TypeError("mine");
    }),
  ).toThrow(new TypeError("mine"));
});
