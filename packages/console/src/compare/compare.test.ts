import type { ComparedRow } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { leastEvidence } from "catalog/measures";
import { compareSides } from "./compare.ts";
import type { Measured } from "./measured.ts";

const seed = 19;
const hour = 3600;
const whole = {
  transactionsAreCut: false,
  spansAreCut: false,
  funnelsAreCut: false,
  errorsAreCut: false,
  metricsAreCut: false,
};
const empty: Measured = {
  seconds: hour,
  transactions: [],
  spans: [],
  funnels: [],
  errors: [],
  metrics: [],
  ...whole,
};
/** It has data, but nothing of what is compared. */
const quiet: Measured = { ...empty, metrics: [{ name: "up", unit: "", type: "gauge", values: [1] }] };
const noAmounts = { amounts: {}, lostAmounts: {}, lostPeople: 0 };
const spans = (count: number, errors = 0, p95Ms = 100): Measured => ({
  ...empty,
  spans: [
    {
      kind: "operation",
      service: "shop",
      name: "GET /cart",
      count,
      estimated: count,
      estimatedErrors: errors,
      p95Ms,
    },
  ],
});
/** The same, of which one in so many was stored. */
const sampled = (side: Measured, nth: number): Measured => ({
  ...side,
  spans: side.spans.map(({ count, ...one }) => ({ ...one, count: Math.round(count / nth) })),
});
const verdicts = (base: Measured, now: Measured): string[] =>
  compareSides(base, now).changes.map(({ what, verdict }) => `${what} ${verdict}`);

const names = fc.constantFrom("a", "b", "c");
const measured: fc.Arbitrary<Measured> = fc.record({
  seconds: fc.integer({ min: 60, max: 86_400 }),
  transactions: fc
    .uniqueArray(
      fc.record({
        name: names,
        ended: fc.integer({ min: 0, max: 10_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        p95Ms: fc.option(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { nil: null }),
      }),
      { selector: ({ name }) => name },
    )
    .map((all) =>
      all.map(({ share, ...one }) => ({ ...one, completed: Math.floor(share * one.ended), ...noAmounts })),
    ),
  spans: fc
    .uniqueArray(
      fc.record({
        kind: fc.constantFrom("service" as const, "operation" as const),
        service: names,
        name: names,
        count: fc.integer({ min: 1, max: 100_000 }),
        weight: fc.double({ min: 1, max: 100, noNaN: true }),
        failing: fc.double({ min: 0, max: 1, noNaN: true }),
        p95Ms: fc.option(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { nil: null }),
      }),
      { selector: ({ kind, service, name }) => `${kind}${service}${name}` },
    )
    .map((all) =>
      all.map(({ failing, weight, ...one }) => ({
        ...one,
        estimated: one.count * weight,
        estimatedErrors: Math.floor(failing * one.count) * weight,
      })),
    ),
  funnels: fc
    .uniqueArray(
      fc.record({
        name: names,
        entered: fc.integer({ min: 0, max: 10_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { selector: ({ name }) => name },
    )
    .map((all) =>
      all.map(({ share, ...one }) => ({
        ...one,
        converted: Math.floor(share * one.entered),
        estimated: one.entered,
      })),
    ),
  errors: fc.uniqueArray(
    fc.record({
      fingerprint: names,
      type: fc.constant("E"),
      message: fc.constant("m"),
      service: names,
      count: fc.integer({ min: 1, max: 10_000 }),
      estimated: fc.integer({ min: 1, max: 10_000 }),
    }),
    { selector: ({ fingerprint }) => fingerprint },
  ),
  metrics: fc.uniqueArray(
    fc.record({
      name: names,
      unit: fc.constant("1"),
      type: fc.constantFrom("gauge" as const, "sum" as const, "histogram" as const),
      values: fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 20 }),
    }),
    { selector: ({ type, name }) => type + name },
  ),
  transactionsAreCut: fc.boolean(),
  spansAreCut: fc.boolean(),
  errorsAreCut: fc.boolean(),
  funnelsAreCut: fc.boolean(),
  metricsAreCut: fc.boolean(),
});

test("a side does not differ from itself", () => {
  fc.assert(
    fc.property(measured, (side) => {
      expect(compareSides(side, side).changes).toEqual([]);
    }),
    { seed, numRuns: 300 },
  );
});

test("the sides may be exchanged: the same figures differ, the other way round", () => {
  // groups of errors are told apart by their fingerprint, and the service is that of the side that is now
  const keyOf = ({ kind, service, name, id, what }: ComparedRow): string =>
    [kind, id === "" ? service : id, name, what].join("|");
  fc.assert(
    fc.property(measured, measured, (base, now) => {
      const [forth, back] = [compareSides(base, now), compareSides(now, base)];
      const mirrored = new Map(back.changes.map((row) => [keyOf(row), row]));
      expect(back.changes).toHaveLength(forth.changes.length);
      for (const row of forth.changes) {
        const other = mirrored.get(keyOf(row))!;
        expect([other.base, other.now]).toEqual([row.now, row.base]);
        // many errors differ by hundreds of standard errors
        expect(other.size).toBeCloseTo(-row.size, 4);
      }
    }),
    { seed, numRuns: 300 },
  );
});

test("rows are ordered by those concerned, then by significance, have finite figures, and enough observations", () => {
  fc.assert(
    fc.property(measured, measured, (base, now) => {
      const { changes } = compareSides(base, now);
      const isOfPeople = ({ what }: ComparedRow) => what === "completion" || what === "conversion";
      const [people, others] = [changes.filter(isOfPeople), changes.filter((row) => !isOfPeople(row))];
      const failed = others.filter(({ affected }) => affected !== null);
      const rest = others.filter(({ affected }) => affected === null);
      expect(changes).toEqual([...people, ...failed, ...rest]);
      for (const numbers of [
        people.map(({ affected }) => affected!),
        failed.map(({ affected }) => affected!),
        rest.map(({ size }) => Math.abs(size)),
      ])
        expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
      expect(changes.every(({ base: was, now: is, size }) => [was, is, size].every(Number.isFinite))).toBe(
        true,
      );
      const isOfSpans = ({ kind }: ComparedRow) => kind === "service" || kind === "operation";
      const mostOf = ({ baseCount, nowCount }: ComparedRow) => Math.max(baseCount, nowCount);
      const minOf = ({ baseCount, nowCount }: ComparedRow) => Math.min(baseCount, nowCount);
      const isShare = ({ what }: ComparedRow) => ["completion", "conversion", "errors", "p95"].includes(what);
      expect(changes.filter((row) => isOfSpans(row) && mostOf(row) < leastEvidence)).toEqual([]);
      expect(changes.filter((row) => isShare(row) && minOf(row) < leastEvidence)).toEqual([]);
    }),
    { seed, numRuns: 300 },
  );
});

test.each([
  ["more traffic of an operation", spans(1000), spans(3000), ["rate changed"]],
  ["more errors", spans(1000, 5), spans(1000, 90), ["errors worse"]],
  ["fewer errors", spans(1000, 90), spans(1000, 5), ["errors better"]],
  ["a longer duration", spans(1000, 0, 100), spans(1000, 0, 300), ["p95 worse"]],
  ["the same", spans(1000, 5), spans(1010, 6), []],
  ["few spans on a side", spans(19), spans(19, 19, 9000), []],
  ["an operation that is new", quiet, spans(500), ["rate new"]],
  ["an operation that is gone", spans(500), empty, ["rate gone"]],
])("%s", (_, base, now, expected) => {
  expect(verdicts(base, now)).toEqual(expected);
});

const purchases = (ended: number, completed: number, p95Ms: number | null = 900): Measured => ({
  ...empty,
  transactions: [{ name: "purchase", ended, completed, p95Ms, ...noAmounts }],
});

test.each([
  ["fewer are completed", purchases(1000, 943), purchases(1000, 841), ["completion worse"]],
  ["more are completed", purchases(1000, 841), purchases(1000, 943), ["completion better"]],
  ["they take longer", purchases(1000, 940, 900), purchases(1000, 940, 2900), ["p95 worse"]],
  ["few of a side ended", purchases(1000, 943), purchases(19, 0), []],
  ["none of a side were completed", purchases(1000, 943), purchases(400, 0, null), ["completion worse"]],
])("of transactions %s", (_, base, now, expected) => {
  expect(verdicts(base, now)).toEqual(expected);
});

test("a row says how many it concerns", () => {
  const { changes } = compareSides(
    { ...spans(1000, 5), transactions: purchases(2000, 1886).transactions },
    { ...spans(1000, 90), transactions: purchases(1000, 841).transactions },
  );
  expect(changes.map(({ what, affected }) => [what, affected && Math.round(affected)])).toEqual([
    ["completion", 102],
    ["errors", 85],
  ]);
});

test("a completion says how many people it concerns, and what was lost beyond the base by currency", () => {
  const of = (side: Measured, money: Partial<Measured["transactions"][number]>): Measured => ({
    ...side,
    transactions: side.transactions.map((one) => ({ ...one, ...money })),
  });
  const base = of(purchases(2000, 1800), {
    amounts: { EUR: "90000", USD: "50" },
    lostAmounts: { EUR: "10000.00" },
  });
  const now = of(purchases(1000, 700), {
    amounts: { EUR: "35000.5", SEK: "7" },
    lostAmounts: { EUR: "14999.5", SEK: "5" },
    lostPeople: 150,
  });
  // a tenth of €50,000 and of 1,000 purchases would have been lost
  expect(compareSides(base, now).changes).toMatchObject([
    {
      what: "completion",
      affected: expect.closeTo(200, 6),
      people: expect.closeTo(100, 6),
      lost: [{ currency: "EUR", amount: "9999.50" }],
    },
  ]);
  const [back] = compareSides(now, base).changes;
  expect([back?.verdict, back?.people, back?.lost]).toEqual([
    "better",
    expect.closeTo(200, 6),
    [{ currency: "EUR", amount: "-19999.00" }],
  ]);
});

test("a rate is compared per second: a side of twice the length has twice the spans", () => {
  expect(verdicts(spans(1000), { ...spans(2000), seconds: 2 * hour })).toEqual([]);
  expect(verdicts(spans(1000), { ...spans(1000), seconds: 4 * hour })).toEqual(["rate changed"]);
});

test("sampling of a side is not a change of its rate and share, and makes them less sure", () => {
  expect(verdicts(spans(5000, 500), sampled(spans(5000, 500), 10))).toEqual([]);
  expect(verdicts(spans(5000), sampled(spans(15_000), 10))).toEqual(["rate changed"]);
  expect(verdicts(spans(1000), spans(1500))).toEqual(["rate changed"]);
  expect(verdicts(sampled(spans(1000), 10), sampled(spans(1500), 10))).toEqual([]);
  const row = compareSides(spans(5000), sampled(spans(15_000), 10)).changes[0]!;
  expect(row).toMatchObject({ baseCount: 5000, nowCount: 1500, base: 5000 / hour, now: 15_000 / hour });
  expect(verdicts(sampled(spans(5000), 10), empty)).toEqual(["rate gone"]);
});

test("an error group is new or resolved with the least evidence, when its absence on the other side is not chance", () => {
  const errors = (count: number, type = "DeclinedError"): Measured => ({
    ...empty,
    errors: [{ fingerprint: type, type, message: "", service: "pay", count, estimated: count }],
  });
  // the metric of the base is the other one
  expect(compareSides(quiet, errors(1))).toMatchObject({ changes: [], steady: 0, few: 2 });
  expect(compareSides(errors(leastEvidence - 1), empty)).toMatchObject({ changes: [], steady: 0, few: 1 });
  expect(verdicts(quiet, errors(leastEvidence))).toEqual(["occurrences new"]);
  expect(verdicts(errors(40), empty)).toEqual(["occurrences gone"]);
  expect(verdicts(errors(100), errors(900))).toEqual(["occurrences worse"]);
  const both = [...errors(30).errors, ...errors(400, "TimeoutError").errors];
  expect(
    compareSides(quiet, { ...empty, errors: both }).changes.map(({ name, affected }) => [name, affected]),
  ).toEqual([
    ["TimeoutError", 400],
    ["DeclinedError", 30],
  ]);
});

test("what a side may lack because it is cut is neither new nor gone", () => {
  const error = {
    fingerprint: "f",
    type: "DeclinedError",
    message: "",
    service: "pay",
    count: 400,
    estimated: 400,
  };
  const some: Measured = { ...spans(500), errors: [error] };
  const cut: Measured = { ...empty, spansAreCut: true, errorsAreCut: true };
  expect(verdicts(quiet, some).toSorted()).toEqual(["occurrences new", "rate new"]);
  expect(compareSides(cut, some)).toMatchObject({ changes: [], steady: 0, few: 2 });
  expect(compareSides(some, cut)).toMatchObject({ changes: [], steady: 0, few: 2 });
  // the side that is cut has it, and the other one has everything
  expect(verdicts(quiet, { ...some, spansAreCut: true, errorsAreCut: true }).toSorted()).toEqual([
    "occurrences new",
    "rate new",
  ]);
});

test("against a base without data nothing is new", () => {
  expect(compareSides(empty, spans(500))).toEqual({ hasBase: false, changes: [], steady: 0, few: 1 });
  expect(compareSides(quiet, spans(500)).hasBase).toBe(true);
});

test("a metric needs five values on each side, and steady noise is not a change", () => {
  const metric = (values: readonly number[]): Measured => ({
    ...empty,
    metrics: [{ name: "heap.used", unit: "By", type: "gauge", values }],
  });
  const noise = (mean: number, count = 20): number[] =>
    Array.from({ length: count }, (_, at) => mean * (1 + 0.05 * Math.sin(7 * at)));
  expect(verdicts(metric(noise(100)), metric(noise(180)))).toEqual(["mean changed"]);
  expect(verdicts(metric(noise(100)), metric(noise(101)))).toEqual([]);
  expect(compareSides(metric(noise(100, 4)), metric(noise(900))).few).toBe(1);
  expect(verdicts(metric([5, 5, 5, 5, 5]), metric([6, 6, 6, 6, 6]))).toEqual(["mean changed"]);
});
