// Nothing throws into the application: every business call with anything for its arguments, while telemetry runs and while it is off.
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import {
  captureError,
  defineWorkflow,
  emit,
  funnel,
  interaction,
  journey,
  journeyStep,
  onEvent,
  recordTransaction,
  resumeTransaction,
  startTransaction,
  transaction,
  workflow,
} from "../src/index.ts";
import { collect } from "./collect.ts";

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("get");
    },
    ownKeys() {
      throw new Error("ownKeys");
    },
  },
);
const field = fc.constantFrom(
  "id",
  "user",
  "session",
  "amount",
  "currency",
  "attributes",
  "timeoutMs",
  "reason",
  "name",
  "states",
  "transitions",
  "outcome",
  "startTime",
  "value",
  "fingerprint",
);
const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
  fc.constant(hostile),
  fc.constant(Symbol("s")),
  fc.constant(() => hostile),
);
const options = fc.oneof(value, fc.dictionary(field, value));

type Any = (...args: unknown[]) => unknown;
const loose = (fn: unknown): Any => fn as Any;

/** Each takes three arbitrary arguments and must not throw. */
const calls: Readonly<Record<string, (a: unknown, b: unknown, c: unknown) => unknown>> = {
  transaction: (a, b) => loose(transaction)(a, b, () => 7),
  transactionBody: (a, b, c) =>
    transaction("t", (tx) => {
      for (const method of [tx.step, tx.addAttribute, tx.addAttributes, tx.setAmount, tx.fail])
        loose(method).call(tx, a, b);
      loose(tx.abandon).call(tx, c);
      loose(tx.fail).call(tx, c);
      return 7;
    }),
  startTransaction: (a, b, c) => {
    const tx = loose(startTransaction)(a, b) as ReturnType<typeof startTransaction>;
    loose(tx.step).call(tx, a, c);
    const token = tx.handoff();
    const resumed = loose(resumeTransaction)(token, c) as typeof tx;
    loose(resumed.fail).call(resumed, c);
    return loose(resumeTransaction)(a, b);
  },
  recordTransaction: (a, b) => loose(recordTransaction)(a, b),
  journey: (a, b, c) => {
    const one = loose(journey)(a, b) as ReturnType<typeof journey>;
    loose(one.step)(b, c);
    loose(one.abandon)(c);
    loose(journeyStep)(a, b, c);
  },
  funnel: (a, b, c) => {
    const one = funnel("f", ["a", "b"]);
    loose(one.step)(a, b);
    loose(one.abandon)(b, c);
  },
  workflow: (a, b, c) => {
    const one = loose(workflow)(a, b) as ReturnType<typeof workflow>;
    loose(one.end)(a, c);
    loose(emit)(a, c);
    return loose(one.event)(b, c);
  },
  onEvent: (a, b, c) => (loose(onEvent)(a, b, c) as () => void)(),
  interaction: (a, b, c) =>
    loose(interaction)(a, b, (it: { result: Any; addAttribute: Any }) => [
      it.result(b, c),
      it.addAttribute(a, c),
    ]),
  captureError: (a, b) => loose(captureError)(a, b),
};
const declarations: typeof calls = {
  funnel: (a, b, c) => loose(funnel)(a, b, c),
  defineWorkflow: (a, b) => loose(defineWorkflow)(a, b),
};

test.each(Object.keys({ ...calls, ...declarations }))(
  "%s never throws while telemetry runs",
  async (name) => {
    const sent = collect();
    onTestFinished(async () => sent.stop());
    fc.assert(
      fc.property(value, options, options, (a, b, c) => {
        (calls[name] ?? declarations[name])?.(a, b, c);
      }),
      { numRuns: 300 },
    );
    await sent.flush();
    expect(sent.spans().every((span) => span.name !== "")).toBe(true);
  },
);

test.each(Object.keys(calls))("%s never throws while telemetry is off", (name) => {
  expect(() =>
    fc.assert(
      fc.property(value, options, options, (a, b, c) => {
        calls[name]?.(a, b, c);
      }),
    ),
  ).not.toThrow();
});
