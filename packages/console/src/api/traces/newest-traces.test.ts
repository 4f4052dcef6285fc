// The list of the newest, on a store made of an array: whatever the traces, the pages are what sorting all of them would give.
import type { TraceSummary } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { findNewest } from "./newest-traces.ts";
import { parseTime } from "../time/time.ts";

interface TestSpan {
  readonly traceId: string;
  readonly startNs: bigint;
  /** Satisfies the conditions. */
  readonly fits: boolean;
}

const second = 1_000_000_000n;
const base = 1_000_000n * second;
const toNs = (time: unknown): bigint => parseTime(`${String(time).replace(" ", "T")}Z`, 0n)!;

/** @param widest no query may read a longer time. */
function storeOf(spans: readonly TestSpan[], hasConditions: boolean, widest: bigint) {
  const idsAtOnce: number[] = [];
  const widths: bigint[] = [];
  const spanWidths: bigint[] = [];
  const sorted = spans.toSorted((a, b) => Number(b.startNs - a.startNs));
  const starts = new Map(sorted.map(({ traceId, startNs }) => [traceId, startNs]));
  const ends = new Map(sorted.toReversed().map(({ traceId, startNs }) => [traceId, startNs]));
  const startOf = (id: string): bigint => starts.get(id)!;

  function candidates({ from, to, rows }: QueryParams): unknown[] {
    if (toNs(to) - toNs(from) > widest) throw new ProblemError("QUERY_TOO_BROAD", "", "", { bound: "rows" });
    const [fromNs, endNs] = [toNs(from), toNs(to)];
    spanWidths.push(endNs - fromNs);
    const read = sorted
      .filter((span) => span.startNs >= fromNs && span.startNs < endNs && (span.fits || !hasConditions))
      .slice(0, Number(rows));
    return tracesOf(read);
  }

  function byTime({ from, to, fitTo, lateTo, lateRows, limit }: QueryParams): unknown[] {
    if (toNs(to) - toNs(from) > widest) throw new ProblemError("QUERY_TOO_BROAD", "", "", { bound: "rows" });
    const [fromNs, endNs, fitToNs] = [toNs(from), toNs(to), toNs(hasConditions ? fitTo : to)];
    const fitting = new Set(
      spans
        .filter((span) => span.startNs >= fromNs && span.startNs < fitToNs && (span.fits || !hasConditions))
        .map(({ traceId }) => traceId),
    );
    const later = lateTo === undefined ? [] : lateSpans(fitToNs, toNs(lateTo), Number(lateRows));
    for (const { traceId } of later) fitting.add(traceId);
    widths.push(endNs - fromNs);
    const read = sorted.filter(
      (span) => span.startNs >= fromNs && span.startNs < endNs && fitting.has(span.traceId),
    );
    return tracesOf(read).slice(0, Number(limit));
  }

  function lateSpans(fromNs: bigint, endNs: bigint, rows: number): TestSpan[] {
    return spans
      .filter((span) => span.startNs >= fromNs && span.startNs < endNs && span.fits)
      .toSorted((a, b) => Number(a.startNs - b.startNs))
      .slice(0, rows);
  }

  function late({ from, to, rows }: QueryParams): unknown[] {
    return tracesOf(lateSpans(toNs(from), toNs(to), Number(rows)).toReversed());
  }

  const queries: ApiContext["queries"] = {
    run: async <Row>(name: string, params: QueryParams) => {
      if (name === "trace-candidates") return candidates(params) as Row[];
      if (name === "trace-window") return byTime(params) as Row[];
      if (name === "trace-late") return late(params) as Row[];
      const ids = params["ids"] as readonly string[];
      const extents = ids.map((traceId) => ({
        traceId,
        firstNs: String(startOf(traceId)),
        lastNs: String(ends.get(traceId)),
      }));
      if (name === "trace-extents") return extents as Row[];
      idsAtOnce.push(ids.length);
      return ids.map((traceId) => ({
        traceId,
        root: ["", ""],
        startNs: String(startOf(traceId)),
        endNs: String(startOf(traceId)),
        spanCount: "1",
        errorCount: "0",
        services: [],
        roots: "1",
        rootEndNs: String(startOf(traceId)),
        sent: "0",
        taken: "0",
      })) as Row[];
    },
  };
  return {
    idsAtOnce,
    widths,
    spanWidths,
    startOf,
    context: { queries, nowMs: () => 2e12 } satisfies ApiContext,
  };
}

/** By trace, as the engine groups them. @param read newest first. */
function tracesOf(read: readonly TestSpan[]): unknown[] {
  const all = new Map<string, { firstNs: bigint; lastNs: bigint; spans: number }>();
  for (const { traceId, startNs } of read) {
    const known = all.get(traceId) ?? { lastNs: startNs, spans: 0 };
    all.set(traceId, { lastNs: known.lastNs, firstNs: startNs, spans: known.spans + 1 });
  }
  return [...all]
    .toSorted(([a, one], [b, other]) => Number(other.firstNs - one.firstNs) || (a < b ? 1 : -1))
    .map(([traceId, { firstNs, lastNs, spans }]) => ({
      traceId,
      firstNs: String(firstNs),
      lastNs: String(lastNs),
      spans: String(spans),
    }));
}

const someSpans = fc.array(
  fc.record({
    trace: fc.integer({ min: 0, max: 60 }),
    // Many at the same moment, some of them nanoseconds apart, some minutes.
    second: fc.integer({ min: 0, max: 200 }).map((n) => Math.floor(n / 7)),
    ns: fc.integer({ min: 0, max: 2 }),
    fits: fc.boolean(),
  }),
  { maxLength: 300, size: "max" },
);

test("pages hold every trace of the range once, the newest first", async () => {
  let windows = 0;
  await fc.assert(
    fc.asyncProperty(
      someSpans,
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 5, max: 40 }),
      fc.boolean(),
      // Far apart, and so close that the store dates them.
      fc.constantFrom(second, second / 20n, second / 1000n),
      async (made, limit, hasConditions, widestSeconds, endSecond, onlyOdd, unit) => {
        const spans = made.map((one): TestSpan => ({
          traceId: one.trace.toString(16).padStart(32, "0"),
          startNs: base + BigInt(one.second) * unit + BigInt(one.ns),
          fits: one.fits,
        }));
        const isOdd = onlyOdd
          ? ({ traceId }: { readonly traceId: string }) => Number.parseInt(traceId, 16) % 2 === 1
          : undefined;
        const conditions = hasConditions ? { serviceIs: ["a"] } : {};
        const store = storeOf(spans, hasConditions, BigInt(widestSeconds) * second);
        const range = { fromNs: base + 3n * unit, toNs: base + BigInt(endSecond) * unit };
        const wanted = [
          ...new Set(spans.filter(({ fits }) => fits || !hasConditions).map((one) => one.traceId)),
        ]
          .map((traceId) => ({ traceId, startNs: store.startOf(traceId) }))
          .filter(({ startNs }) => startNs >= range.fromNs && startNs < range.toNs)
          .filter((trace) => isOdd?.(trace) !== false)
          .toSorted((a, b) => Number(b.startNs - a.startNs) || (a.traceId < b.traceId ? 1 : -1));
        const all: TraceSummary[] = [];
        for (;;) {
          const last = all.at(-1);
          const cursor = last && ([last.startNs, last.traceId] as const);
          const page = await findNewest(
            { range, cursor, limit, conditions, hasConditions, fits: isOdd },
            store.context,
          );
          all.push(...page.traces);
          if (page.traces.length < limit) break;
        }
        expect(all.map(({ traceId }) => traceId)).toEqual(wanted.map(({ traceId }) => traceId));
        windows += store.widths.length;
      },
    ),
    { numRuns: 100 },
  );
  expect(windows).toBeGreaterThan(30);
});

test("a trace that was read last is first if the others began before it", async () => {
  const made = Array.from({ length: 60 }, (_, n): TestSpan[] => {
    const traceId = n.toString(16).padStart(32, "0");
    const isLast = n === 59;
    const fitting = { traceId, startNs: base + (isLast ? 15n : 20n) * second, fits: true };
    return isLast ? [fitting] : [fitting, { traceId, startNs: base + 10n * second, fits: false }];
  });
  const { context } = storeOf(made.flat(), true, 1000n * second);
  const range = { fromNs: base, toNs: base + 30n * second };
  for (const limit of [1, 2, 20]) {
    const { traces } = await findNewest(
      { range, cursor: undefined, limit, conditions: { pairs: [] }, hasConditions: true },
      context,
    );
    expect(traces.map(({ startNs }) => (BigInt(startNs) - base) / second)).toEqual([
      15n,
      ...Array.from({ length: limit - 1 }, () => 10n),
    ]);
  }
});

test("of thousands that began at the same time, summarises only as many as the page needs", async () => {
  const spans = Array.from({ length: 2_000 }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + second,
    fits: true,
  }));
  const { context, idsAtOnce } = storeOf(spans, true, 1000n * second);
  const { traces } = await findNewest(
    {
      range: { fromNs: base, toNs: base + 2n * second },
      cursor: undefined,
      limit: 21,
      conditions: {},
      hasConditions: true,
    },
    context,
  );
  expect(traces.map(({ traceId }) => Number.parseInt(traceId, 16))).toEqual(
    Array.from({ length: 21 }, (_, n) => 1_999 - n),
  );
  expect(Math.max(...idsAtOnce)).toBeLessThanOrEqual(31);
});

test("a span whose clock is minutes ahead does not hide how dense the others are", async () => {
  const spans = Array.from({ length: 2_000 }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + BigInt(n) * 100_000n + (n === 1_999 ? 300n * second : 0n),
    fits: true,
  }));
  const { context, widths } = storeOf(spans, false, 1000n * second);
  const range = { fromNs: base, toNs: base + 400n * second };
  const { traces } = await findNewest(
    { range, cursor: undefined, limit: 21, conditions: {}, hasConditions: false },
    context,
  );
  expect(traces.map(({ traceId }) => Number.parseInt(traceId, 16))).toEqual(
    Array.from({ length: 21 }, (_, n) => 1_999 - n),
  );
  // The window that is read ahead ends at the end of the range, far behind these spans.
  expect(widths).toHaveLength(2);
});

test("the window at the end of the range is read beside the first spans, and not twice", async () => {
  const spans = Array.from({ length: 2_000 }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + BigInt(n) * 100_000n,
    fits: true,
  }));
  const { context, widths } = storeOf(spans, false, 1000n * second);
  const range = { fromNs: base, toNs: base + second };
  const { traces } = await findNewest(
    { range, cursor: undefined, limit: 20, conditions: {}, hasConditions: false },
    context,
  );
  expect(traces.map(({ traceId }) => Number.parseInt(traceId, 16))).toEqual(
    Array.from({ length: 20 }, (_, n) => 1_999 - n),
  );
  expect(widths).toHaveLength(1);
});

test("a later search in dense data that ended a while ago reads no window at the end of the range", async () => {
  const spans = Array.from({ length: 2_000 }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + BigInt(n) * 100_000n,
    fits: true,
  }));
  const { context, widths, spanWidths } = storeOf(spans, false, 1000n * second);
  const range = { fromNs: base - 300n * second, toNs: base + 60n * second };
  const find = async (): Promise<readonly number[]> => {
    const asked = { range, cursor: undefined, limit: 20, conditions: {}, hasConditions: false };
    return (await findNewest(asked, context)).traces.map(({ traceId }) => Number.parseInt(traceId, 16));
  };
  const newest = await find();
  expect(newest).toEqual(Array.from({ length: 20 }, (_, n) => 1_999 - n));
  expect([widths.length, spanWidths.length]).toEqual([2, 1]);
  expect(await find()).toEqual(newest);
  expect([widths.length, spanWidths.length]).toEqual([3, 2]);
  expect(spanWidths.at(-1)).toBeLessThan(130n * second);
});

test("a later search with the same conditions in dense data begins with the window", async () => {
  const spans = Array.from({ length: 2_000 }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + BigInt(n) * 100_000n,
    fits: true,
  }));
  const { context, widths, spanWidths } = storeOf(spans, true, 1000n * second);
  const range = { fromNs: base, toNs: base + second };
  const search = async (service: string): Promise<readonly string[]> => {
    const asked = { range, cursor: undefined, limit: 20, conditions: { serviceIs: [service] } };
    return (await findNewest({ ...asked, hasConditions: true }, context)).traces.map((one) => one.traceId);
  };
  const first = await search("a");
  expect([spanWidths.length, widths.length]).toEqual([1, 1]);
  expect(await search("a")).toEqual(first);
  expect([spanWidths.length, widths.length]).toEqual([1, 2]);
  expect(await search("b")).toEqual(first);
  expect([spanWidths.length, widths.length]).toEqual([2, 3]);
});

test("a later search reads the first spans of as much time as had them before, and of all of it where they are gone", async () => {
  const count = 200;
  const spans = Array.from({ length: count }, (_, n): TestSpan => ({
    traceId: n.toString(16).padStart(32, "0"),
    startNs: base + BigInt(n) * second,
    fits: true,
  }));
  const { context, spanWidths } = storeOf(spans, true, 1000n * second);
  const newest = async (rangeEndNs: bigint): Promise<readonly number[]> => {
    const range = { fromNs: base, toNs: rangeEndNs };
    const asked = {
      range,
      cursor: undefined,
      limit: 2,
      conditions: { serviceIs: ["a"] },
      hasConditions: true,
    };
    return (await findNewest(asked, context)).traces.map(({ traceId }) => Number.parseInt(traceId, 16));
  };
  const endNs = base + BigInt(count) * second;
  expect(await newest(endNs)).toEqual([199, 198]);
  expect(await newest(endNs)).toEqual([199, 198]);
  expect(spanWidths[1]).toBeLessThan(Number(20n * second));
  expect(await newest(endNs + 500n * second)).toEqual([199, 198]);
  expect(spanWidths.slice(2).map((width) => width / second)).toEqual([spanWidths[1]! / second, 700n]);
});

test.each([
  [20, 3_000, 6],
  [20, 6_000, 40],
  [1, 3_000, 6],
])(
  "pages of %i of %i traces within six seconds miss none whose only span that fits comes up to %i seconds later",
  async (limit, count, laterSeconds) => {
    const traces = Array.from({ length: count }, (_, n) => ({
      traceId: n.toString(16).padStart(32, "0"),
      startNs: base + (BigInt(n) * 6n * second) / BigInt(count),
    }));
    const spans = traces.flatMap(({ traceId, startNs }, n): TestSpan[] => [
      { traceId, startNs, fits: false },
      {
        traceId,
        startNs: startNs + (BigInt(laterSeconds) * second * BigInt((n * 7919) % 1000)) / 1000n + 1n,
        fits: true,
      },
    ]);
    const { context } = storeOf(spans, true, 1000n * second);
    const range = { fromNs: base, toNs: base + 4n * second };
    const wanted = traces.filter(({ startNs }) => startNs < range.toNs).toReversed();
    const all: TraceSummary[] = [];
    for (let page = 0; page < 4; page++) {
      const last = all.at(-1);
      const cursor = last && ([last.startNs, last.traceId] as const);
      const asked = { range, cursor, limit, conditions: { serviceIs: ["a"] }, hasConditions: true };
      all.push(...(await findNewest(asked, context)).traces);
    }
    expect(all.map(({ traceId }) => traceId)).toEqual(
      wanted.slice(0, 4 * limit).map(({ traceId }) => traceId),
    );
  },
);
