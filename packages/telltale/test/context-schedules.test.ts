// @module-tag extended
// Random programs of nested contexts and spans, thousands of them at once: each piece of work sees its own attributes and its own
// parent, whatever the others do in between, over awaits, timers, immediates, streams, emitters and bound callbacks.
import { EventEmitter, once } from "node:events";
import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { activeSpan, context, log, trace, withContext } from "../src/index.ts";
import { collect } from "./collect.ts";

type Wait =
  | "none"
  | "promise"
  | "immediate"
  | "timer"
  | "tick"
  | "emitter"
  | "stream"
  | "generator"
  | "throw";
interface Work {
  readonly keys: readonly number[];
  readonly layer: "request" | "user" | "operation" | undefined;
  readonly waits: readonly Wait[];
  readonly isSpan: boolean;
  readonly inner: readonly Work[];
  readonly together: boolean;
}

const waits: readonly Wait[] = [
  "none",
  "promise",
  "immediate",
  "timer",
  "tick",
  "emitter",
  "stream",
  "generator",
  "throw",
];

const { work } = fc.letrec<{ work: Work }>((tie) => ({
  work: fc.record({
    keys: fc.array(fc.nat(3), { maxLength: 3 }),
    layer: fc.constantFrom(undefined, undefined, "request" as const, "user" as const, "operation" as const),
    waits: fc.array(fc.constantFrom(...waits), { maxLength: 3 }),
    isSpan: fc.boolean(),
    inner: fc.oneof(
      { maxDepth: 4, depthIdentifier: "work" },
      fc.constant([]),
      fc.array(tie("work"), { minLength: 1, maxLength: 3, depthIdentifier: "work" }),
    ),
    together: fc.boolean(),
  }),
}));

const waiting: Record<Wait, () => Promise<unknown>> = {
  none: async () => undefined,
  promise: async () => Promise.resolve(),
  immediate: () => new Promise(setImmediate),
  timer: () => new Promise((resolve) => setTimeout(resolve, 0)),
  tick: () => new Promise<void>((resolve) => process.nextTick(resolve)),
  async emitter() {
    const emitter = new EventEmitter();
    setImmediate(() => emitter.emit("x"));
    await once(emitter, "x");
  },
  async stream() {
    for await (const part of Readable.from(["a", "b"])) void part;
  },
  async generator() {
    async function* parts(): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      yield 2;
    }
    for await (const part of parts()) void part;
  },
  throw: async () => Promise.reject(new Error("x")).catch(() => undefined),
};

/** What is set, plain and by layer, in the order of entering: the model of what must be seen. */
type Model = readonly { readonly layer: Work["layer"]; readonly values: Readonly<Record<string, string>> }[];

let operations = 0;
const wrong: unknown[] = [];

function seen(model: Model): Record<string, string> {
  return Object.assign({}, ...model.map((part) => part.values)) as Record<string, string>;
}

function check(model: Model, parent: string | undefined): void {
  const expected = JSON.stringify(Object.entries(seen(model)).toSorted());
  const actual = JSON.stringify(Object.entries(context.getAll()).toSorted());
  const span = activeSpan()?.spanContext().spanId;
  if (expected !== actual || span !== parent) wrong.push({ expected, actual, span, parent });
}

async function perform(one: Work, id: string, model: Model, parent: string | undefined): Promise<void> {
  operations++;
  const values = Object.fromEntries(one.keys.map((key) => [`k${key}`, id]));
  const kept = model.filter((part) => one.layer === undefined || part.layer !== one.layer);
  const inside: Model = [...kept, { layer: one.layer, values }];
  await withContext(
    values,
    async () => {
      const body = async (spanId: string | undefined): Promise<void> => {
        check(inside, spanId);
        for (const wait of one.waits) {
          await waiting[wait]();
          check(inside, spanId);
        }
        const inner = one.inner.map((next, at) => () => perform(next, `${id}.${at}`, inside, spanId));
        if (one.together) await Promise.all(inner.map((begin) => begin()));
        else for (const begin of inner) await begin();
        log.info(id, { expected: JSON.stringify(seen(inside)) });
        check(inside, spanId);
      };
      if (!one.isSpan) return body(parent);
      return trace(id, { attributes: { expected: JSON.stringify(seen(inside)) } }, (span) =>
        body(span.spanContext().spanId),
      );
    },
    { layer: one.layer },
  );
  check(model, parent);
}

test("10,000 interleaved operations see their own attributes and parents, and so does what leaves", async () => {
  const sent = collect();
  const programs = fc.sample(work, { numRuns: 4000, seed: 4 });
  await Promise.all(programs.map((program, at) => perform(program, `w${at}`, [], undefined)));
  await sent.flush();
  expect(wrong).toEqual([]);
  expect(operations).toBeGreaterThan(10_000);

  const spans = sent.spans();
  const nameOf = new Map(spans.map((span) => [span.spanId, span.name]));
  for (const { attributes, name, parentId } of spans) {
    const { expected, ...stamped } = attributes;
    expect(stamped).toEqual(JSON.parse(String(expected)));
    const parent = parentId === "" ? name : nameOf.get(parentId);
    expect(`${name}.`.startsWith(`${parent}.`)).toBe(true);
  }
  for (const { attributes } of sent.records().filter((record) => record.eventName === "")) {
    const { expected, ...stamped } = attributes;
    expect(stamped).toEqual(JSON.parse(String(expected)));
  }
  expect(spans.length).toBeGreaterThan(500);
  await sent.stop();
});
