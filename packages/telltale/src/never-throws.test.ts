// After the start nothing throws into the application, whatever it hands over.
import { context, metrics, ROOT_CONTEXT, trace as otelTrace } from "@opentelemetry/api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  activeSpan,
  addAttribute,
  addAttributes,
  addEvent,
  captureError,
  context as own,
  counter,
  event,
  gauge,
  histogram,
  log,
  memoryExporter,
  outcomeOf,
  start,
  startSpan,
  type Telltale,
  timer,
  trace,
  withContext,
} from "./index.ts";
import { countReports } from "../test/contract/count-reports.ts";

const memory = memoryExporter();
let telemetry: Telltale;
const failures = countReports("encode_failed");

beforeAll(() => {
  telemetry = start({
    service: "test",
    exporters: [memory],
    handleExit: false,
    limits: { queueSize: 1_000_000 },
  });
});

afterAll(async () => {
  await telemetry.stop();
});

const throwing = {
  get bad(): never {
    throw new Error("getter");
  },
};
const refuse = (): never => {
  throw new Error("trap");
};
const hostile = new Proxy(
  {},
  { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse },
);
const unprintable = { toString: refuse, valueOf: refuse, toJSON: refuse, [Symbol.toPrimitive]: refuse };
const revoked = (() => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
})();

const special: readonly unknown[] = [
  throwing,
  hostile,
  unprintable,
  revoked,
  Symbol("s"),
  () => {},
  null,
  undefined,
  NaN,
];

// wrapped in functions, for fast-check itself cannot look at the special ones
const odd: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
    })
    .map((value) => () => value),
  fc.nat(special.length - 1).map((at) => () => special[at]),
);

test("any name, attribute, option or value", () => {
  const orders = counter("orders");
  const stock = gauge("stock");
  const elapsed = timer("elapsed");
  const sizes = histogram("sizes");
  const tracer = otelTrace.getTracer("t");
  const meter = metrics.getMeter("m").createCounter("c");
  // chance may give no number that can be measured
  orders.add(1);
  sizes.record(1);
  fc.assert(
    fc.property(odd, odd, odd, (a, b, c) => {
      const [x, y, z] = [a(), b(), c()] as [never, never, never];
      trace(x, () => {
        addAttribute(x, y);
        addAttributes(y);
        addEvent(x, y);
        log.info(x, y);
        log.with(x).error(y, z);
        event(x, y);
      });
      trace("options", { attributes: x, links: y, kind: z }, () => {});
      trace("hostile options", hostile as never, () => {});
      trace("time", { startTime: x }, (span) => span.end(y));
      const span = startSpan("span", { links: [x, { context: y }] });
      span
        .setAttribute(x, y)
        .setAttributes(x)
        .addEvent(x, y, z)
        .addLink(x)
        .addLinks(y)
        .setStatus(x)
        .updateName(y);
      span.recordException(x, y);
      span.fail(y);
      span.callback(z)(x);
      trace("related", { parent: x, links: [y, z] }, () => {});
      startSpan("related", { parent: hostile as never, links: hostile as never }).callback(x)();
      span.end(z);
      orders.add(x, y);
      orders.with(x).add(y);
      stock.set(x, y);
      sizes.record(x, y);
      meter.add(x, y);
      withContext(x, () => trace("inside", () => expect(activeSpan()).toBeDefined()), {
        propagate: ["a"],
        metrics: ["a"],
      });
      withContext(x, () => own.getAll(y), { layer: y, propagate: z, metrics: x });
      withContext({ a: x, b: y }, () => own.clear(x, () => own.get(z)), y);
      own.bind(x);
      log.enabled(x);
      log.error(x, new Error((y as unknown) === undefined ? "x" : "y", { cause: z }));
      log.warn("line", { error: x, err: y });
      captureError(x, y);
      captureError(Object.assign(new Error("x"), { cause: y, errors: z, field: x }), {
        user: y,
        session: z,
        attributes: x,
      });
      elapsed.time(() => x, y);
      elapsed.record(x, y);
      elapsed.with(x).start()(y);
      outcomeOf(x);
      tracer.startSpan(x, y).end();
      context.with(ROOT_CONTEXT, () => tracer.startActiveSpan("active", (one) => one.end()));
    }),
    { numRuns: 300 },
  );
});

test("rethrows any thrown value unchanged", () => {
  fc.assert(
    fc.property(odd, (give) => {
      const thrown = give();
      let caught: unknown = telemetry;
      try {
        trace("throws", () => {
          throw thrown;
        });
      } catch (error) {
        caught = error;
      }
      expect(Object.is(caught, thrown)).toBe(true);
    }),
  );
});

test("returns any value unchanged, and all telemetry can be sent and read", async () => {
  for (const result of special)
    expect(
      Object.is(
        trace("returns", () => result),
        result,
      ),
    ).toBe(true);
  await telemetry.flush();
  expect(memory.spans().length).toBeGreaterThan(300);
  expect(memory.logs().length).toBeGreaterThan(100);
  expect(memory.metrics().length).toBeGreaterThan(1);
  expect(failures()).toBe(0);
});
