// @module-tag extended
// 10,000 operations that are all under way at once, continued in an order that chance gives: each step, in whatever form it makes its
// span, sees its own span and its own operation, and its parent is the step before it.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  activeSpan,
  addAttribute,
  context,
  memoryExporter,
  start,
  startSpan,
  trace,
  withContext,
  wrap,
} from "../../src/index.ts";

// on the other Nodes fewer: what is new there is the Node, not the number
const operations = Number.parseInt(process.versions.node, 10) >= 24 ? 10_000 : 3000;

/** Where operations wait until they are continued, in the order of a seed. */
function createTurnstile(seed: number): { wait(): Promise<void>; drain(): Promise<void> } {
  const waiting: (() => void)[] = [];
  let state = seed | 1;
  const random = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  return {
    wait: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    async drain() {
      // what a step begins is waited for as well
      for (let idle = 0; idle < 3;) {
        if (waiting.length === 0) {
          idle++;
          await new Promise(setImmediate);
          continue;
        }
        idle = 0;
        const at = random(waiting.length);
        const continued = waiting[at] as () => void;
        waiting[at] = waiting.at(-1) as () => void;
        waiting.pop();
        continued();
        // now and then everything that was continued runs, else they run on in one go
        if (random(8) === 0) await Promise.resolve();
      }
    },
  };
}

/** Spans that are there to be in the way. */
const beside = "beside";

type Body = () => Promise<void>;

/** The ways to make a span around `body`. Each must give a promise of its end. */
const forms: Record<string, (name: string, body: Body) => Promise<void>> = {
  trace: async (name, body) => trace(name, body),
  async together(name, body) {
    // a sibling that begins first and lasts longer
    const sibling = trace(beside, async () => {
      await Promise.resolve();
      await own;
    });
    const own = trace(name, body);
    await sibling;
  },
  async run(name, body) {
    using span = startSpan(name);
    await span.run(body);
  },
  async child(name, body) {
    await (activeSpan() as ReturnType<typeof startSpan>).trace(name, body);
  },
  async parent(name, body) {
    const parent = activeSpan();
    // from where nothing is active
    await trace(beside, { root: true }, async () => trace(name, { parent }, body));
  },
  async wrap(name, body) {
    await wrap(body, { name })();
  },
  async generator(name, body) {
    const steps = trace(name, async function* work() {
      yield 1;
      await body();
      yield 2;
    });
    for await (const _ of steps) expect(activeSpan()?.isRecording()).toBe(true);
  },
  async thenable(name, body) {
    const builder = trace(name, () => ({
      // oxlint-disable-next-line unicorn/no-thenable -- a query builder is what is tested
      then: (...handlers: [never]): unknown => body().then(...handlers),
    }));
    await (builder as unknown as Promise<void>);
  },
  async callback(name, body) {
    const span = startSpan(name);
    await new Promise<void>((resolve, reject) => {
      span.run(() => {
        setImmediate(() => {
          body().then(
            () => span.callback(resolve)(),
            (error: unknown) => reject(error as Error),
          );
        });
      });
    });
  },
};

test("thousands at once, continued at random", async () => {
  const memory = memoryExporter();
  const telemetry = start({
    service: "test",
    exporters: [memory],
    handleExit: false,
    limits: { queueSize: 200_000 },
  });
  const seed = fc.readConfigureGlobal().seed ?? Math.floor(Math.random() * 2 ** 31);
  const turnstile = createTurnstile(seed);
  const [plans] = fc.sample(
    fc.array(fc.array(fc.constantFrom(...Object.keys(forms)), { minLength: 1, maxLength: 4 }), {
      minLength: operations,
      maxLength: operations,
      size: "max",
    }),
    { numRuns: 1, seed },
  ) as [string[][]];
  let wrong = 0;

  async function step(id: string, plan: readonly string[], depth: number): Promise<void> {
    const own = activeSpan();
    const form = plan[depth];
    if (context.get("op") !== id) wrong++;
    addAttribute("seen", id);
    await turnstile.wait();
    if (activeSpan() !== own || context.get("op") !== id) wrong++;
    if (form !== undefined) await forms[form]?.(`${id}/${depth}`, async () => step(id, plan, depth + 1));
    await turnstile.wait();
    if (activeSpan() !== own || context.get("op") !== id) wrong++;
    addAttribute("seen twice", id);
  }

  const all = plans.map(async (plan, index) => {
    const id = `op${index}`;
    return withContext({ op: id }, () => trace(id, async () => step(id, plan, 0)));
  });
  await Promise.all([Promise.all(all), turnstile.drain()]);
  await telemetry.flush();

  expect(wrong, `seed ${seed}`).toBe(0);
  const spans = memory.spans().filter(({ name }) => name !== beside);
  expect(spans).toHaveLength(operations + plans.reduce((sum, plan) => sum + plan.length, 0));
  const names = new Map(spans.map((span) => [span.spanId, span.name]));
  const misplaced = spans.filter(({ name, parentSpanId, attributes, traceId }) => {
    const [id = "", depth] = name.split("/");
    const parent = depth === undefined ? undefined : depth === "0" ? id : `${id}/${Number(depth) - 1}`;
    const isOwn = attributes["op"] === id && attributes["seen"] === id && attributes["seen twice"] === id;
    return !isOwn || names.get(parentSpanId ?? "") !== parent || traceId.length !== 32;
  });
  expect(misplaced, `seed ${seed}`).toEqual([]);
  // one trace each
  const traces = new Map(spans.map(({ name, traceId }) => [name.split("/")[0], traceId]));
  expect(new Set(traces.values()).size).toBe(operations);
  expect(spans.every(({ name, traceId }) => traces.get(name.split("/")[0]) === traceId)).toBe(true);
  await telemetry.stop();
});
