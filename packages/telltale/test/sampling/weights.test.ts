// Counts of kept spans, weighted by the threshold in their trace state, estimate how many there were: rates, rules, a head before them,
// limits a second and budgets. Ids come out of a row that is the same in every run, so a bound that holds once holds always.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { vi } from "vitest";
import { memoryExporter, start, startSpan, type StartOptions } from "../../src/index.ts";
import type { MemorySpan } from "../../src/export/index.ts";
import type { TelltaleStats } from "../../src/stats/index.ts";
import { fakeClock, realClock } from "../fake-clock.ts";
import { idsFrom, randomFrom } from "./random.ts";

beforeEach(fakeClock);
afterEach(realClock);

/** How many spans one span stands for, and the variance that its having been kept adds. */
function weightOf({ traceState }: MemorySpan): { weight: number; variance: number } {
  const [, digits = ""] = /(?:^|;|=)th:([0-9a-f]+)/.exec(traceState) ?? [];
  const threshold = Number.parseInt(digits.padEnd(14, "0"), 16) / 2 ** 56;
  const probability = 1 - threshold;
  return { weight: 1 / probability, variance: threshold / probability ** 2 };
}

/** Whether the weighted count of `spans` is within five standard deviations of `truth`; one in two million runs is not. */
function expectEstimate(spans: readonly MemorySpan[], truth: number): void {
  let sum = 0;
  let variance = 0;
  for (const span of spans) {
    expect(span.traceState).toMatch(/ot=th:/);
    const one = weightOf(span);
    sum += one.weight;
    variance += one.variance;
  }
  const most = 5 * Math.sqrt(variance) + 1e-6;
  expect(Math.abs(sum - truth), `${sum} estimated, ${truth} truly, within ${most}`).toBeLessThanOrEqual(most);
}

interface Made {
  readonly kept: readonly MemorySpan[];
  readonly stats: TelltaleStats["sampling"];
  /** How many there were of each name. */
  readonly truth: Readonly<Record<string, number>>;
}

type Kind = (random: (below: number) => number) => string;

/** Makes `count` traces of a root and a child each second, `seconds` long, named by `kind`. */
async function make(
  options: StartOptions,
  { seconds, perSecond, kind }: { seconds: number; perSecond: (second: number) => number; kind: Kind },
): Promise<Made> {
  const memory = memoryExporter();
  const telemetry = start({
    exporters: [memory],
    handleExit: false,
    idGenerator: idsFrom(11),
    limits: { queueSize: 1_000_000 },
    ...options,
  });
  const random = randomFrom(7);
  const truth: Record<string, number> = {};
  for (let second = 0; second < seconds; second++) {
    const count = perSecond(second);
    for (let at = 0; at < count; at++) {
      const name = kind(random);
      truth[name] = (truth[name] ?? 0) + 1;
      const root = startSpan(name);
      root.trace("child", () => {});
      if (name === "error") root.setStatus({ code: 2 });
      root.end();
    }
    vi.advanceTimersByTime(1000);
  }
  await telemetry.flush();
  const stats = telemetry.stats().sampling;
  await telemetry.stop();
  return { kept: memory.spans(), stats, truth };
}

const named = (spans: readonly MemorySpan[], name: string): MemorySpan[] =>
  spans.filter((span) => span.name === name);

const someErrors: Kind = (random) => (random(20) === 0 ? "error" : random(10) === 0 ? "vip" : "other");
const rules = [
  { name: "errors", when: { error: true }, rate: 1, priority: 10 },
  { name: "vip", when: { name: "vip" }, rate: 0.37, priority: 5 },
];

function expectAll({ kept, truth }: Made): void {
  const total = Object.values(truth).reduce((sum, count) => sum + count, 0);
  for (const [name, count] of Object.entries(truth)) expectEstimate(named(kept, name), count);
  expectEstimate(named(kept, "child"), total);
}

describe("estimates are within the statistical bound", () => {
  const steady = { seconds: 20, perSecond: () => 500, kind: someErrors };

  test.each([0.01, 0.1, 0.25, 1 / 3, 0.9, 1])(
    "a default rate of %d, and rules of their own",
    async (defaultRate) => {
      const made = await make({ sampling: { tail: { rules, defaultRate } } }, steady);
      expect(made.stats?.byRule["errors"]?.dropped).toBe(0);
      expectAll(made);
    },
  );

  test.each([
    [0.5, 0.1],
    [0.1, 0.5],
    [0.3, 0.3],
  ])("a head of %d before a tail of %d: the higher threshold counts", async (rate, defaultRate) => {
    const made = await make({ sampling: { rate, tail: { rules, defaultRate } } }, steady);
    expect(made.stats?.kept).toBeGreaterThan(100);
    expectAll(made);
  });

  test("a limit a second, with what comes going up and down", async () => {
    const limited = [{ name: "few", perSecond: 25, rate: 0.8 }];
    const perSecond = (second: number): number => [10, 300, 2000, 40, 700][second % 5] as number;
    const made = await make(
      { sampling: { tail: { rules: limited } } },
      { seconds: 20, perSecond, kind: () => "other" },
    );
    expect(made.stats?.byRule["few"]?.limited).toBeGreaterThan(1000);
    expectAll(made);
  });

  test("a budget that rules share", async () => {
    const budget = { perSecond: 50, shares: { errors: 0.5, vip: 0.2 } };
    const made = await make({ sampling: { tail: { rules, defaultRate: 0.9, budget } } }, steady);
    expect(made.stats?.byRule["errors"]?.dropped).toBeLessThan(50);
    expectAll(made);
  });
});

describe("limits a second", () => {
  const perSecond = async (made: Made): Promise<number[]> => {
    const counts = new Map<number, number>();
    for (const span of made.kept) {
      if (span.parentSpanId !== undefined) continue;
      const second = Number(span.startTimeUnixNano / 1_000_000_000n);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    return [...counts.values()];
  };

  test("are never passed, and used up where enough comes", async () => {
    const tail = { rules: [{ name: "few", perSecond: 7 }] };
    const made = await make(
      { sampling: { tail } },
      { seconds: 5, perSecond: () => 400, kind: () => "other" },
    );
    expect(await perSecond(made)).toEqual([7, 7, 7, 7, 7]);
    expect(made.stats?.byRule["few"]).toEqual({ kept: 35, dropped: 1965, limited: 1965 });
  });

  test("keep everything where less comes, at no weight", async () => {
    const tail = { rules: [{ name: "few", perSecond: 7 }] };
    const made = await make({ sampling: { tail } }, { seconds: 3, perSecond: () => 7, kind: () => "other" });
    expect(made.kept.length).toBe(42);
    expect(new Set(made.kept.map(({ traceState }) => traceState))).toEqual(new Set(["ot=th:0"]));
  });

  test("below one a second: one in as long as that takes", async () => {
    const tail = { rules: [{ name: "rare", perSecond: 0.2 }] };
    const made = await make({ sampling: { tail } }, { seconds: 20, perSecond: () => 5, kind: () => "other" });
    expect(made.stats?.byRule["rare"]?.kept).toBe(4);
    expectAll(made);
  });

  test("a flush in the middle of a second takes what is there, and leaves only the rest of the limit", async () => {
    const memory = memoryExporter();
    const tail = { rules: [{ name: "few", perSecond: 5 }] };
    const telemetry = start({ exporters: [memory], handleExit: false, sampling: { tail } });
    const work = (count: number): void => {
      for (let at = 0; at < count; at++) startSpan("work").end();
    };
    work(3);
    await telemetry.flush();
    expect(memory.spans().length).toBe(3);
    work(10);
    await telemetry.flush();
    expect(memory.spans().length).toBe(5);
    work(10);
    vi.advanceTimersByTime(1000);
    await telemetry.flush();
    expect(memory.spans().length).toBe(5);
    work(1);
    await telemetry.stop();
    expect(memory.spans().length).toBe(6);
  });

  test("of a budget each has its share; what one does not use the others have", async () => {
    const budget = { perSecond: 20, shares: { errors: 0.5 } };
    const all = [{ name: "errors", when: { error: true }, rate: 1, priority: 1 }];
    const both = await make(
      { sampling: { tail: { rules: all, budget } } },
      { seconds: 4, perSecond: () => 400, kind: (random) => (random(2) === 0 ? "error" : "other") },
    );
    expect([named(both.kept, "error").length, named(both.kept, "other").length]).toEqual([40, 40]);
    const few = await make(
      { sampling: { tail: { rules: all, budget } } },
      { seconds: 4, perSecond: () => 400, kind: (random) => (random(200) === 0 ? "error" : "other") },
    );
    expect(named(few.kept, "error").length).toBe(few.truth["error"]);
    expect(named(few.kept, "error").length + named(few.kept, "other").length).toBe(80);
  });
});

test("the same rule and rate keep the same traces in every process, and a smaller rate some of those", async () => {
  const run = async (defaultRate: number): Promise<Set<string>> => {
    const work = { seconds: 1, perSecond: () => 2000, kind: () => "other" };
    const { kept } = await make({ sampling: { tail: { defaultRate } } }, work);
    return new Set(kept.map(({ traceId }) => traceId));
  };
  const [one, other, smaller] = [await run(0.5), await run(0.5), await run(0.2)];
  expect(one).toEqual(other);
  expect(smaller.size).toBeGreaterThan(300);
  expect([...smaller].filter((id) => !one.has(id))).toEqual([]);
});
