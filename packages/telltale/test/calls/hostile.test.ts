// Nothing throws into the application: calls by hand and profiles with anything for their options, while telemetry runs and while it is off.
// The function runs exactly once, and what it gives comes back.
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { profile, traceCall, traceDatabase, traceMessage } from "../../src/index.ts";
import { sanitizeSql, summarizeSql } from "../../src/sql/index.ts";
import { collect } from "../collect.ts";

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("get");
    },
    ownKeys() {
      throw new Error("ownKeys");
    },
    getPrototypeOf() {
      throw new Error("getPrototypeOf");
    },
  },
);
const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
  fc.constant(hostile),
  fc.constant(Symbol("s")),
  fc.constant(() => hostile),
  fc.constant("x".repeat(100_000)),
);
const names = {
  database:
    "system query namespace collection operation summary parameters recordParameters connection rows batchSize thresholds maxQueryLength attributes",
  call: "service url method headers template resendCount attributes",
  message:
    "system destination template anonymous operation message root batch messageId conversationId consumerGroup partition bodySize connection attributes",
  profile: "items onResult thresholds attributes",
} as const;
const optionsOf = (fields: string): fc.Arbitrary<unknown> =>
  fc.oneof(value, fc.dictionary(fc.constantFrom(...fields.split(" ")), value));

type Any = (...args: unknown[]) => unknown;
const calls: Readonly<Record<keyof typeof names, (options: unknown, fn: Any, other: unknown) => unknown>> = {
  database: (options, fn, other) =>
    (traceDatabase as Any)(options, (call: { rows: Any; addAttribute: Any }) => {
      call.rows(other);
      call.addAttribute(other, other);
      return fn();
    }),
  call: (options, fn) => (traceCall as Any)(options, fn),
  message: (options, fn) => (traceMessage as Any)(options, fn),
  profile: (options, fn, other) => (profile as Any)(other, fn, options),
};

function tryAll(name: keyof typeof names): void {
  fc.assert(
    fc.property(optionsOf(names[name]), value, (options, other) => {
      let ran = 0;
      expect(calls[name](options, () => ++ran, other)).toBe(1);
      expect(ran).toBe(1);
    }),
    { numRuns: 300 },
  );
}

const all = Object.keys(names) as (keyof typeof names)[];
test.each(all)("%s: while telemetry runs", async (name) => {
  const sent = collect();
  onTestFinished(async () => sent.stop());
  tryAll(name);
  await sent.flush();
  expect(sent.spans().length).toBeGreaterThan(50);
  expect(sent.spans().every((span) => span.name !== "")).toBe(true);
});
test.each(all)("%s: while telemetry is off", (name) => {
  expect(() => tryAll(name)).not.toThrow();
});

test("anything but text is not SQL", () => {
  fc.assert(
    fc.property(value, value, (text, options) => {
      expect(typeof (sanitizeSql as Any)(text, options)).toBe("string");
      expect((summarizeSql as Any)(text, options)).toHaveProperty("summary");
    }),
    { numRuns: 300 },
  );
});
