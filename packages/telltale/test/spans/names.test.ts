// What spans by hand are named when they are given no name that can be read.
import { trace as otelTrace } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import { enterSpan, startSpan, trace, wrap } from "../../src/index.ts";
import { collect } from "../collect.ts";

test("an empty name is `unnamed`, a long one is cut, what is not text becomes one; each is counted", async () => {
  const sent = collect();
  onTestFinished(async () => sent.stop());
  const before = sent.stats().reports["span_name_invalid"] ?? 0;
  const long = "x".repeat(1e6);
  expect(trace("", () => 1)).toBe(1);
  const held = startSpan(long);
  held.trace("", () => {});
  held.end();
  enterSpan(null as never).close();
  wrap(() => 1, { name: "" })();
  await sent.flush();
  expect(sent.spans().map(({ name }) => name)).toEqual([
    "unnamed",
    "unnamed",
    "x".repeat(1024),
    "null",
    "unnamed",
  ]);
  expect(sent.stats().reports["span_name_invalid"]).toBe(before + 5);
});

test("by the OpenTelemetry API a name is what it is", async () => {
  const sent = collect();
  onTestFinished(async () => sent.stop());
  otelTrace.getTracer("t").startSpan("").end();
  await sent.flush();
  expect(sent.spans()[0]?.name).toBe("");
});
