import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collected, collect } from "../test/collect.ts";
import { profile, type ProfileFigures, type ProfileOptions } from "./profile.ts";
import { activeSpan, trace } from "./span.ts";

let collected: Collected;
beforeEach(() => {
  collected = collect();
});
afterEach(async () => collected.stop());

/** Makes more garbage than the young generation holds, and keeps the CPU busy for `ms`. */
function work(ms: number): number {
  const until = performance.now() + ms;
  let made = 0;
  let kept: object[] = [];
  while (performance.now() < until || made < 3_000_000) {
    kept.push({ made: made++ });
    if (kept.length > 50_000) kept = [];
  }
  return made;
}

function figuresOf(run: (options: ProfileOptions) => unknown): ProfileFigures {
  let found: ProfileFigures | undefined;
  run({ onResult: (figures) => (found = figures) });
  if (found === undefined) throw new Error("no figures");
  return found;
}

test("records the cost of synchronous work, the same in span and metrics", async () => {
  const figures = figuresOf(({ onResult }) =>
    profile("work", () => work(60), {
      items: 120,
      onResult,
      thresholds: { fastMs: 60_000 },
      attributes: { "shop.area": "cart" },
    }),
  );
  expect(figures).toMatchObject({
    name: "work",
    class: "fast",
    items: 120,
    concurrent: 1,
    timeToErrorMs: undefined,
  });
  expect(figures.durationMs).toBeGreaterThanOrEqual(59);
  expect(figures.itemsPerSecond).toBeCloseTo((120 / figures.durationMs) * 1000, 1);
  expect(figures.cpuUserMs + figures.cpuSystemMs).toBeGreaterThan(0);
  expect(figures.cpuPercent).toBeGreaterThan(0);
  expect(figures.eventLoopUtilization).toBeGreaterThan(0);
  expect(figures.eventLoopDelayMs).toBeGreaterThan(20);
  expect(figures.eventLoopDelayMs).toBeLessThanOrEqual(figures.durationMs + 1);
  expect(figures.memoryPeakBytes).toBeGreaterThanOrEqual(
    Math.max(figures.memoryStartBytes, figures.memoryStartBytes + figures.memoryDeltaBytes),
  );
  expect(figures.gcCount).toBeGreaterThan(0);
  expect(figures.gcMs).toBeGreaterThan(0);

  await collected.flush();
  const [span] = collected.spans("work");
  const [record] = collected.records("telltale.profile.ended");
  expect(span?.attributes).toMatchObject({
    "shop.area": "cart",
    "telltale.profile.class": "fast",
    "telltale.profile.items": 120,
    "telltale.profile.memory_peak_bytes": figures.memoryPeakBytes,
    "telltale.profile.gc_count": figures.gcCount,
    "telltale.profile.concurrent": 1,
  });
  expect(record).toMatchObject({ spanId: span?.spanId, scope: "telltale" });
  expect(record?.attributes).toMatchObject({
    ...span?.attributes,
    "telltale.profile.name": "work",
    "telltale.profile.duration_ms": figures.durationMs,
  });
  expect(collected.points("telltale.profile.duration")[0]).toMatchObject({
    unit: "s",
    count: 1,
    attributes: { "telltale.profile.name": "work", "telltale.profile.class": "fast" },
  });
});

test("what is awaited is profiled to its end", async () => {
  let figures: ProfileFigures | undefined;
  const result = await profile(
    "wait",
    async () => new Promise<string>((resolve) => setTimeout(() => resolve("done"), 120)),
    {
      onResult: (found) => (figures = found),
      thresholds: { fastMs: 0, normalMs: 60_000 },
    },
  );
  expect(result).toBe("done");
  expect(figures?.class).toBe("normal");
  // a loop that shares its CPU counts waiting for it as work: how busy it was cannot be known in advance
  expect(figures?.eventLoopUtilization).toBeGreaterThanOrEqual(0);
  expect(figures?.eventLoopUtilization).toBeLessThanOrEqual(1);
});

test("overlapping ones say how many they were, and that the figures are the process's", async () => {
  const seen: number[] = [];
  const options = { onResult: ({ concurrent }: ProfileFigures): void => void seen.push(concurrent) };
  const release: (() => void)[] = [];
  const open = async (name: string): Promise<void> =>
    profile(name, async () => new Promise<void>((resolve) => release.push(resolve)), options);
  const three = [open("a"), open("b"), open("c")];
  for (const end of release) end();
  await Promise.all(three);
  await open2(open, release);
  expect(seen).toEqual([3, 3, 3, 1]);
  await collected.flush();
  expect(
    collected
      .records("telltale.profile.ended")
      .map(({ attributes }) => attributes["telltale.profile.process_wide"]),
  ).toEqual([true, true, true, undefined]);
});

async function open2(open: (name: string) => Promise<void>, release: (() => void)[]): Promise<void> {
  const alone = open("alone");
  release.at(-1)?.();
  await alone;
}

test("an error is recorded with the time to it, and thrown on", async () => {
  const error = new TypeError("no");
  let figures: ProfileFigures | undefined;
  await expect(
    profile("bad", async () => Promise.reject(error), { items: 1, onResult: (found) => (figures = found) }),
  ).rejects.toBe(error);
  expect(figures?.timeToErrorMs).toBe(figures?.durationMs);
  expect(figures?.items).toBeUndefined();
  await collected.flush();
  expect(collected.spans("bad")[0]).toMatchObject({ status: 2, message: "no" });
  expect(collected.records("telltale.profile.ended")[0]?.attributes).toMatchObject({
    "error.type": "TypeError",
    "telltale.profile.time_to_error_ms": figures?.durationMs,
  });
});

test.each([
  [{ fastMs: 60_000 }, "fast"],
  [{ fastMs: 0, normalMs: 60_000 }, "normal"],
  [{ fastMs: 0, normalMs: 0, slowMs: 60_000 }, "slow"],
  [{ fastMs: 0, normalMs: 0, slowMs: 0 }, "very_slow"],
])("classes by thresholds %j", (thresholds, expected) => {
  expect(figuresOf((options) => profile("x", () => 1, { ...options, thresholds })).class).toBe(expected);
});

test("items by the result", () => {
  const figures = figuresOf((options) =>
    profile("x", () => [1, 2, 3], { ...options, items: (result) => result.length }),
  );
  expect(figures.items).toBe(3);
});

test("the span is active inside; a generator is profiled to its end", async () => {
  const rows = profile("rows", function* () {
    yield trace("inside", () => 1);
    yield 2;
  });
  expect([...rows]).toEqual([1, 2]);
  await collected.flush();
  expect(collected.spans("inside")[0]?.parentId).toBe(collected.spans("rows")[0]?.spanId);
  expect(collected.records("telltale.profile.ended")).toHaveLength(1);
});

const others = (): number => figuresOf(({ onResult }) => profile("other", () => 1, { onResult })).concurrent;

test("a generator whose span ended before its first step is not watched", () => {
  let end = (): void => {};
  const rows = profile("lines", () => {
    const span = activeSpan();
    end = () => span?.end();
    return (function* () {
      yield 1;
    })();
  });
  end();
  expect(rows.next().value).toBe(1);
  expect(others()).toBe(1);
});

test("a generator is profiled from its first step on: one that is never iterated is not watched", () => {
  let figures: ProfileFigures | undefined;
  const lines = (onResult: ProfileOptions["onResult"]): Generator<number> =>
    profile(
      "lines",
      function* () {
        yield 1;
      },
      { onResult },
    );
  const rows = lines((result) => (figures = result));
  work(30);
  trace("not recorded", { enabled: false }, () => lines(undefined));
  expect(others()).toBe(1);
  const begun = performance.now();
  rows.next();
  expect(others()).toBe(2);
  rows.next();
  expect(others()).toBe(1);
  expect(figures?.durationMs).toBeLessThanOrEqual(performance.now() - begun);
});

test("a query builder is watched from when it is asked on, one that is never asked is not", async () => {
  const found: ProfileFigures[] = [];
  const onResult = (figures: ProfileFigures): void => void found.push(figures);
  const builder = (): { then(answered: (rows: number) => void): void } => ({
    // oxlint-disable-next-line unicorn/no-thenable -- the form of query builders
    then: (answered) => answered(7),
  });
  const kept = profile("rows", builder, { onResult });
  expect(others()).toBe(1);
  expect(await kept).toBe(7);
  expect(await profile("rows", builder, { onResult })).toBe(7);
  expect(found).toMatchObject([{ concurrent: 1 }, { concurrent: 1 }]);
  expect(others()).toBe(1);
});

test("work that has not begun does not count as running at once with others", () => {
  let rows: Generator<number> | undefined;
  const lines = function* (): Generator<number> {
    yield 1;
  };
  const outer = figuresOf(({ onResult }) => {
    const run = (): void => {
      rows = profile("lines", lines);
    };
    profile("outer", run, { onResult });
  });
  expect(outer.concurrent).toBe(1);
  const iterating = figuresOf(({ onResult }) => profile("outer", () => rows?.next(), { onResult }));
  expect(iterating.concurrent).toBe(2);
});

test("whatever is passed, the function runs", async () => {
  const fails = (): never => {
    throw new Error("no");
  };
  const hostile = {
    get items(): number {
      return fails();
    },
  };
  const options: unknown[] = [
    null,
    7,
    hostile,
    { items: -1 },
    { items: fails },
    { onResult: fails },
    // these are not awaited; a rejection that is left would fail the run
    { items: async () => fails(), onResult: async () => fails() },
    { onResult: 7, thresholds: 7, attributes: 7 },
  ];
  for (const one of options) expect(profile("x", () => 1, one as ProfileOptions)).toBe(1);
  expect(profile(undefined as unknown as string, () => 2)).toBe(2);
  await collected.stop();
  let reported = false;
  expect(profile("off", () => 3, { onResult: () => (reported = true) })).toBe(3);
  expect(reported).toBe(false);
});
