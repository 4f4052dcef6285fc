// People at random on the real engine, against a funnel that goes through each person's steps one by one: users and sessions, sessions that
// become those of one person (and then of another), steps at the same moment, out of order, late, twice, on several days, of other
// environments, journeys and tenants. However the counting is divided, the figures are the same.
// @module-tag extended
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import { type Range, toRangeParams } from "../../src/api/time/range.ts";
import { countLevels, exactLevels, type Levels } from "../../src/api/funnels/funnel-levels.ts";
import { excludedPlace, farthestAttempt, isOpen } from "../../src/api/funnels/attempts.ts";
import { type FunnelRules, nowParams, toFunnelParams } from "../../src/api/funnels/funnel-params.ts";
import { toFactParams, usualRules } from "../../src/api/funnels/funnel-rules.ts";
import { countPeriods } from "../../src/api/funnels/funnel-periods.ts";
import { findAttempts } from "../../src/api/funnels/read-attempts.ts";
import { askParts, findSize, toParts, toShare } from "../../src/api/journeys/people-parts.ts";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { at, event, now, openApi, resource, type TestApi } from "./harness.ts";

const hour = 3_600_000;
const days = 5;
const names = ["checkout", "tour", "survey", "form"] as const;
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `page ${place + 1}`);
/** Of each length that is counted in its own way: up to four steps, up to eight, up to 32. */
const steps: Readonly<Record<string, readonly string[]>> = {
  checkout: ["landing", "product", "cart", "paid"],
  tour: ["landing", "map", "paid"],
  survey: numbered(7),
  form: numbered(32),
};
const walkable = ["landing", "product", "cart", "paid", "map", "help"];

interface Step {
  readonly name: string;
  readonly step: string;
  readonly user: string;
  readonly session: string;
  /** Milliseconds before the end of all. */
  readonly ago: number;
  readonly environment: string;
}

/** Few people, few moments: whatever can meet meets. */
const anyStep: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom("checkout", "tour", "checkout"),
  step: fc.constantFrom(...walkable),
  user: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }).map((n) => `u${n}`) },
    { weight: 2, arbitrary: fc.constant("") },
  ),
  session: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 90 }).map((n) => `s${n}`) },
    { weight: 1, arbitrary: fc.constant("") },
  ),
  ago: fc.oneof(
    fc.integer({ min: 1, max: days * 24 }).map((n) => n * hour),
    fc.integer({ min: 1, max: days * 24 * 60 }).map((n) => n * 60_000),
  ),
  environment: fc.constantFrom("production", "production", "test"),
});
/** Through pages one by one, some of them left out or in disorder, as a session until their name is known. */
const anyPages: fc.Arbitrary<Step[]> = fc
  .record({
    name: fc.constantFrom("survey", "form"),
    person: fc.integer({ min: 0, max: 40 }),
    pages: fc.integer({ min: 1, max: 32 }),
    known: fc.integer({ min: 1, max: 40 }),
    begun: fc.integer({ min: 32 * 60, max: days * 24 * 60 }),
    minutes: fc.constantFrom(0, 1, 10, 50),
    lost: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
  })
  .map(({ name, person, pages, known, begun, minutes, lost }) =>
    numbered(pages).flatMap((step, place) => {
      const own = { user: place + 1 < known ? "" : `u${person}`, session: `s${person}` };
      const ago = Math.max(1, begun - place * minutes) * 60_000;
      return lost.includes(place + 1) ? [] : [{ name, step, ...own, ago, environment: "production" }];
    }),
  );
/** Told where figures differ, to make the same people once more. */
const seed = fc.readConfigureGlobal().seed ?? Math.floor(Math.random() * 2 ** 31);
const crowd = fc.tuple(
  fc.array(anyStep, { minLength: 1_500, maxLength: 1_500 }),
  fc.array(anyPages, { minLength: 40, maxLength: 40 }),
);
const walked: readonly Step[] = fc
  .sample(crowd, { seed, numRuns: 1 })
  .flatMap(([single, pages]) => [...single, ...pages.flat()]);
/** Whom sessions became, one after the other: the last one has them. */
const [owners] = fc.sample(
  fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 40,
    maxLength: 40,
  }),
  { seed, numRuns: 1 },
) as [[number, number][]];
const ownerOf = new Map(owners.map(([session, user]) => [`s${session}`, `u${user}`]));

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  const rows = walked.map(toRow);
  const parts = 6;
  for (let part = 0; part < parts; part++)
    await api.write((sink: RowSink) => {
      for (const row of rows.filter((_, place) => place % parts === part)) sink.businessEvent(row);
      // Others have the same ids.
      for (const row of rows.slice(part * 50, part * 50 + 50))
        sink.businessEvent({ ...row, resource: { ...row.resource, tenant: "other" } });
      owners.forEach(([session, user], place) => {
        if (Math.floor((place * parts) / owners.length) === part)
          sink.identity({ tenant: "", sessionId: `s${session}`, userId: `u${user}`, seenMs: now + place });
      });
    });
});

afterAll(() => api.close());

function toRow({ name, step, user, session, ago, environment }: Step): BusinessEventRow {
  return event({
    kind: "journey",
    name,
    step,
    userId: user,
    sessionId: session,
    timeNs: at(-ago),
    resource: resource("shop", { "deployment.environment.name": environment }),
  });
}

interface Question {
  readonly from: number;
  readonly to: number;
  readonly windowMs: number;
  /** All where it is absent. */
  readonly environment?: string;
}

/** The steps of each person that the question is about. */
function peopleOf(name: string, { from, to, environment }: Question): ReadonlyMap<string, readonly Step[]> {
  const people = new Map<string, Step[]>();
  for (const one of walked) {
    if (one.name !== name || one.ago > from || one.ago <= to) continue;
    if (environment !== undefined && one.environment !== environment) continue;
    if (one.user === "" && one.session === "") continue;
    const person = one.user !== "" ? one.user : (ownerOf.get(one.session) ?? one.session);
    people.set(person, [...(people.get(person) ?? []), one]);
  }
  return people;
}

/** People by the level they came to, step by step. */
function byHand(name: string, question: Question): number[] {
  const { windowMs } = question;
  const order = steps[name]!;
  const levels = Array.from({ length: order.length }, () => 0);
  for (const own of peopleOf(name, question).values()) {
    /** The latest beginning of those that led to each step so far. */
    const began: (number | undefined)[] = [];
    for (const { step, ago } of own.toSorted(
      (a, b) => b.ago - a.ago || order.indexOf(a.step) - order.indexOf(b.step),
    )) {
      const place = order.indexOf(step);
      if (place === 0) began[0] = ago;
      const first = place > 0 ? began[place - 1] : undefined;
      if (first !== undefined && first - ago <= windowMs) began[place] = first;
    }
    if (began.length > 0) levels[began.length - 1]! += 1;
  }
  return levels;
}

/** Rows of people and days in a part: all at once, and in some parts. */
const partSizes = [1_000_000, 500];
/** The same of a single funnel, which has fewer. */
const partSizesOfOne = [1_000_000, 150];
/** The last ones: out of the attempts of everybody, of one period or of two that are read at once. */
const ways = [...partSizes, "attempts", "now", "before"] as const;

async function counted(
  question: Question,
  way: (typeof ways)[number],
  rules: Omit<FunnelRules, "windowMs"> = usualRules,
  figure: "people" | "open" = "people",
): Promise<Record<string, number[]>> {
  const { from, to, environment, windowMs } = question;
  const range = { fromNs: at(-from), toNs: at(-to) };
  const query = toFunnelParams(
    names.map((name) => ({ name, steps: steps[name]! })),
    range,
    { environment },
    { ...rules, windowMs },
  );
  const { signal } = new AbortController();
  const context = { queries: api.store.queries, nowMs: () => now, signal };
  const levels = await levelsBy(way, query, { range, rules: { ...rules, windowMs } }, context);
  return Object.fromEntries(
    names.map((name) => [
      name,
      steps[name]!.map((_, place) =>
        (levels.get(name) ?? []).reduce(
          (sum, level) => sum + (level.level === place + 1 ? level[figure] : 0),
          0,
        ),
      ),
    ]),
  );
}

async function levelsBy(
  way: (typeof ways)[number],
  query: QueryParams,
  { range, rules }: { readonly range: Range; readonly rules: FunnelRules },
  context: ApiContext,
): Promise<Levels> {
  if (typeof way === "number") return countLevels(query, context, way);
  if (way === "attempts")
    return exactLevels(await findAttempts(query, rules, toShare(1), context), query, context);
  if (way === "now") return (await countPeriods(query, { range, rules }, context)).levels;
  const after = { fromNs: range.toNs, toNs: range.toNs * 2n - range.fromNs };
  const ofAfter = { ...query, ...toRangeParams(after) };
  return (await countPeriods(ofAfter, { range: after, rules }, context)).levelsBefore;
}

const questions: readonly (readonly [string, Question])[] = [
  ["all of it, a day", { from: days * 24 * hour + 1, to: 0, windowMs: 24 * hour }],
  ["all of it, an hour", { from: days * 24 * hour + 1, to: 0, windowMs: hour }],
  ["all of it, two days and more", { from: days * 24 * hour + 1, to: 0, windowMs: 50 * hour }],
  [
    "forty years and some to come",
    { from: 40 * 365 * 24 * hour, to: -10 * 365 * 24 * hour, windowMs: 24 * hour },
  ],
  ["one environment", { from: days * 24 * hour + 1, to: 0, windowMs: 24 * hour, environment: "test" }],
  ["a part of two days", { from: 40 * hour, to: 7 * hour, windowMs: 6 * hour }],
];

test("a person gets far in the longest funnel", () => {
  expect({
    seed,
    far: byHand("form", questions[0]![1])
      .slice(9)
      .some((count) => count > 0),
  }).toEqual({
    seed,
    far: true,
  });
});

test.each(questions)("%s: each way of counting says what going through by hand says", async (_, question) => {
  const expected = Object.fromEntries(names.map((name) => [name, byHand(name, question)]));
  expect(expected["checkout"]!.some((people) => people > 0)).toBe(true);
  for (const way of ways)
    expect({ seed, way, people: await counted(question, way) }).toEqual({ seed, way, people: expected });
});

/** People who reached each step, put together from the parts of the people who are compared by their attributes. */
async function reachedInParts(name: string, question: Question, partSize: number): Promise<number[]> {
  const funnel = { name, steps: steps[name]! };
  const range = { fromNs: at(-question.from), toNs: at(-question.to) };
  const rules = { ...usualRules, windowMs: question.windowMs };
  const query = toFunnelParams([funnel], range, { environment: question.environment }, rules);
  const { signal } = new AbortController();
  const context = { queries: api.store.queries, nowMs: () => now, signal };
  const rows = await askParts(toParts(await findSize(query, context), partSize), (part) =>
    context.queries.run<{ reached: readonly string[] }>("funnel-group-values", {
      ...query,
      ...part,
      ...nowParams(context),
      ...toFactParams(funnel, 0, rules),
      stepCount: funnel.steps.length,
      by: "service.name",
    }),
  );
  return funnel.steps.map((_, place) => rows.reduce((sum, { reached }) => sum + Number(reached[place]), 0));
}

test.each(questions)(
  "%s: people by their attributes are the same people, in any parts",
  async (_, question) => {
    for (const name of names) {
      const levels = byHand(name, question);
      const expected = levels.map((__, place) =>
        levels.slice(place).reduce((sum, people) => sum + people, 0),
      );
      for (const partSize of partSizesOfOne)
        expect({ seed, name, partSize, people: await reachedInParts(name, question, partSize) }).toEqual({
          seed,
          name,
          partSize,
          people: expected,
        });
    }
  },
);

/** People by the level that the model of funnels says; or those of them whose window is not over. */
function byModel(
  name: string,
  question: Question,
  { order, exclude }: Omit<FunnelRules, "windowMs">,
  figure: "people" | "open" = "people",
): number[] {
  const own = steps[name]!;
  const levels = own.map(() => 0);
  for (const visits of peopleOf(name, question).values()) {
    const taken = visits.map(({ step, ago }) => ({
      place: exclude.includes(step) ? excludedPlace : own.indexOf(step) + 1,
      at: -ago,
    }));
    const attempt = farthestAttempt(taken, order, question.windowMs);
    const counts = figure === "people" || isOpen(taken, order, { window: question.windowMs, now: 0 });
    if (attempt.length > 0 && counts) levels[attempt.length - 1]! += 1;
  }
  return levels;
}

const rules = (["ordered", "strict", "any"] as const).flatMap((order) =>
  [[], ["help", "page 33"]].map((exclude) => ({ order, exclude })),
);

test.each(rules)("$order, excluding $exclude: the engine counts as the model", async (own) => {
  for (const [name, question] of questions.slice(1, 3)) {
    const people = Object.fromEntries(names.map((funnel) => [funnel, byModel(funnel, question, own)]));
    for (const way of ways)
      expect({ seed, name, way, people: await counted(question, way, own) }).toEqual({
        seed,
        name,
        way,
        people,
      });
  }
});

test.each(rules)("$order, excluding $exclude: as many may still go on as the model says", async (own) => {
  for (const [name, question] of questions.slice(0, 3)) {
    const open = Object.fromEntries(names.map((funnel) => [funnel, byModel(funnel, question, own, "open")]));
    expect(open["checkout"]!.some((people) => people > 0)).toBe(true);
    // of an earlier period nothing is asked about the present
    for (const way of ways.filter((one) => one !== "before"))
      expect({ seed, name, way, open: await counted(question, way, own, "open") }).toEqual({
        seed,
        name,
        way,
        open,
      });
  }
});

test("the rules count differently", () => {
  const [, question] = questions[0]!;
  const counts = rules.map((own) => byModel("checkout", question, own).join());
  expect(new Set(counts).size).toBe(6);
  expect(byModel("checkout", question, rules[0]!)).toEqual(byHand("checkout", question));
});
