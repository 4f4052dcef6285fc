// Lists that are longer than what is read of them: the digest says so instead of calling the rest new or dark.
import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { createDigest } from "./digest.ts";

const digest = createDigest(async () => []);
/** So short that figures have one bucket. */
const range = { from: "2026-11-20T10:00:00.000Z", to: "2026-11-20T10:00:00.001Z" };

/** Known for long, so that errors can be new. */
const firstTelemetry = [{ first: 0 }];

/** The store has these rows for queries, the params of which it keeps, and none for others. */
function contextOf(rowsOf: Readonly<Record<string, readonly object[]>>) {
  const asked: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  const run = async (name: string, params: Readonly<Record<string, unknown>>) => {
    asked.push([name, params]);
    return rowsOf[name] ?? (name === "first-telemetry" ? firstTelemetry : []);
  };
  return { asked, context: { queries: { run }, nowMs: () => Date.parse(range.to) } as unknown as ApiContext };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `name-${index}` }));

test("more services than are read are not compared, and others are, in one environment", async () => {
  const { asked, context } = contextOf({ "service-names": names(20_001) });
  const { missing, fresh, dark } = await digest({ ...range, environment: "production" }, context);
  expect([fresh, dark]).toEqual([[], []]);
  expect(missing).toEqual([{ part: "names", reason: "there are too many services to compare." }]);
  const questions = asked.filter(([name]) => name === "service-names");
  expect(questions.map(([, { environment }]) => environment)).toEqual(["production", "production"]);
  const { context: smaller } = contextOf({ "service-names": names(20_000) });
  expect((await digest(range, smaller)).missing).toEqual([]);
});

/** Business events of the shop are late by this. */
const lateBy = (lagMs: number) => [
  {
    ofService: "shop",
    signal: "business",
    receivedMs: Date.parse(range.to),
    lagMs,
    heldMs: lagMs,
    usualMs: 0,
    gapMs: 1_000,
    said: true,
    seenMs: Date.parse(range.to),
  },
];

test("a digest compares complete time only, with as much of the period before", async () => {
  const week = { from: "2026-11-13T10:00:00.001Z", to: range.to };
  const { asked, context } = contextOf({ completeness: lateBy(600_000) });
  const { from, to, completeUpTo } = await digest(week, context);
  expect([from, to, completeUpTo]).toEqual([
    week.from,
    "2026-11-20T09:50:00.001Z",
    "2026-11-20T09:50:00.001Z",
  ]);
  const ends = asked.filter(([name]) => name === "service-figures").map(([, params]) => params["to"]);
  expect(ends).toEqual([
    expect.stringContaining("2026-11-20 09:50:00"),
    expect.stringContaining("2026-11-13 10:00:00"),
  ]);
});

test("a digest of time of which nothing is complete compares nothing", async () => {
  const hour = { from: "2026-11-20T09:00:00.000Z", to: range.to };
  const { context } = contextOf({ completeness: lateBy(7_200_000), "service-names": names(1) });
  const { missing, dark, fresh } = await digest(hour, context);
  expect(missing.map(({ part }) => part)).toEqual(["moves", "slower", "fresh", "dark"]);
  expect([dark, fresh]).toEqual([[], []]);
});

const figuresOf = (period: "Now" | "Before") => ({
  [`started${period}`]: 0,
  [`completed${period}`]: 0,
  [`failed${period}`]: 0,
  [`abandoned${period}`]: 0,
  [`open${period}`]: 0,
  [`amounts${period}`]: [],
  [`quantiles${period}`]: [],
});
const figures = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: `type-${index}`,
    ...figuresOf("Now"),
    ...figuresOf("Before"),
    completedBuckets: {},
    failedBuckets: {},
    abandonedBuckets: {},
    servicesNow: [],
    typeCount: "1000",
  }));
const steps = (count: number) => names(count).map((funnel) => ({ ...funnel, steps: ["cart", "done"] }));

test.each([
  ["transaction-figures", figures, 1000, []],
  ["transaction-figures", figures, 999, ["transactions"]],
  ["funnel-steps", steps, 999, []],
  ["funnel-steps", steps, 1000, ["funnels"]],
] as const)("moves and names of %s know whether there are more", async (query, rows, count, kinds) => {
  const { context } = contextOf({ [query]: rows(count) });
  const { more, missing } = await digest(range, context);
  expect(more).toEqual(kinds.length === 0 ? [] : [{ part: "moves", count: null, path: "/transactions" }]);
  expect(missing).toEqual(
    kinds.map((kind) => ({ part: "names", reason: `there are too many ${kind} to compare.` })),
  );
});

const isOfNow = ({ to }: Readonly<Record<string, unknown>>) => JSON.stringify(to).includes("10:00:00.001");

test.each([
  [19_999, 0],
  [20_000, null],
])("of %i rows of services all are compared, and it is known whether there are more", async (count, more) => {
  const { context } = contextOf({});
  const run = async (name: string, params: Readonly<Record<string, unknown>>) =>
    name === "service-figures"
      ? names(count).map((service, index) => ({
          ...service,
          entries: 200,
          estimatedEntries: 200,
          estimatedErrors: 0,
          errors: 0,
          durations: { [isOfNow(params) && index === 15_000 ? 120 : 100]: 200 },
        }))
      : [];
  const { slower, more: all } = await digest(range, {
    ...context,
    queries: { run },
  } as unknown as ApiContext);
  expect(slower.map(({ service }) => service)).toEqual(["name-15000"]);
  expect(all).toEqual(more === 0 ? [] : [{ part: "slower", count: null, path: "/services" }]);
});

test("where it cannot be read since when there is data, the other parts are there, and counts are not compared", async () => {
  const { context } = contextOf({});
  const run = async (name: string) => {
    if (name === "business-before") throw new ProblemError("STORE_BUSY", "The query took too long.");
    return name === "service-names" ? names(1) : [];
  };
  const { earlier, missing } = await digest(range, {
    ...context,
    queries: { run },
  } as unknown as ApiContext);
  // errors cannot be new: nothing is known of before
  expect([earlier, missing.map(({ part }) => part)]).toEqual(["part", ["errors"]]);
});
