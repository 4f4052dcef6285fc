// A target through the whole library: what leaves under a burst, what it says of itself, and that failures and rare routes are in it.
import { context, propagation, ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { memoryExporter, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import { fakeClock, realClock } from "../fake-clock.ts";

let telltale: Telltale | undefined;
afterEach(async () => {
  await telltale?.stop();
  realClock();
});

const sent = memoryExporter();

function begin(sampling: StartOptions["sampling"]): void {
  sent.clear();
  telltale = start({ service: "checkout", exporters: [sent], sampling });
}

function serve(route: string, fails = false): void {
  const attributes = { "http.route": route };
  const work = (): void => trace("child", () => {});
  trace(`GET ${route}`, { kind: SpanKind.SERVER, attributes }, (span) => {
    work();
    if (fails) span.setStatus({ code: 2 });
  });
}

test("a burst of a thousand keeps less than twice the target; rare routes and failures are in it; each says its rate", async () => {
  fakeClock();
  begin({ adaptive: { tracesPerSecond: 20 } });
  for (let n = 0; n < 1000; n++) {
    if (n % 400 === 5) serve(`/rare/${n}`);
    serve("/orders", n % 300 === 7);
  }
  await telltale?.flush();
  const roots = sent.spans().filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(roots.length).toBeGreaterThanOrEqual(20);
  expect(roots.length).toBeLessThan(45);
  // whole traces
  expect(sent.spans().length).toBe(roots.length * 2);
  expect(roots.every(({ attributes }) => attributes["telltale.sampling.rule"] === "adaptive")).toBe(true);
  expect(roots.every(({ traceState }) => /^ot=th:[0-9a-f]+$/.test(traceState))).toBe(true);
  expect(roots.some(({ name }) => name === "GET /rare/5")).toBe(true);
  expect(roots.some(({ status }) => status.code === "error")).toBe(true);
  expect(telltale?.stats().sampling?.byRule["adaptive"]?.kept).toBe(roots.length);
});

test("rules decide before the target", async () => {
  fakeClock();
  begin({
    adaptive: { tracesPerSecond: 1 },
    tail: { rules: [{ name: "orders", when: { route: "/orders" }, rate: 1 }] },
  });
  for (let n = 0; n < 100; n++) serve("/orders");
  for (let n = 0; n < 100; n++) serve("/other");
  await telltale?.flush();
  const names = sent.spans().map(({ name }) => name);
  expect(names.filter((name) => name === "GET /orders").length).toBe(100);
  expect(names.filter((name) => name === "GET /other").length).toBeLessThan(5);
});

test("below the target everything is kept, as what it is", async () => {
  begin({ adaptive: { bytesPerHour: 3_600_000_000 } });
  for (let n = 0; n < 50; n++) serve("/orders");
  await telltale?.flush();
  expect(sent.spans().length).toBe(100);
  expect(sent.spans().every(({ traceState }) => traceState === "ot=th:0")).toBe(true);
});

test("a debug request is kept whole, whatever rules and target say", async () => {
  begin({
    rate: 0,
    debug: { secret: "only-for-us" },
    tail: { defaultRate: 0, budget: { perSecond: 1 }, rules: [{ name: "none", rate: 0, priority: 999 }] },
  });
  const asked = propagation.extract(ROOT_CONTEXT, { "x-telltale-debug": "only-for-us" });
  for (let n = 0; n < 20; n++) {
    context.with(asked, () => serve("/asked"));
    serve("/other");
  }
  await telltale?.flush();
  const roots = sent.spans().filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(sent.spans().length).toBe(40);
  expect(
    roots.map(({ name, traceState, attributes }) => [name, traceState, attributes["telltale.sampling.rule"]]),
  ).toEqual(Array.from({ length: 20 }, () => ["GET /asked", "ot=th:0", "debug"]));
});
