import { expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../context.ts";
import { toSample } from "../journeys/people-parts.ts";
import type { Attempt } from "./attempts.ts";
import { countLevels, estimateLevels, exactLevels, levelsOf, sampleLevels } from "./funnel-levels.ts";

/** Answers with five people at level 2 of the users and one of the sessions, and notes what was asked. */
function asked(size: number): { readonly context: ApiContext; readonly queries: [string, QueryParams][] } {
  const queries: [string, QueryParams][] = [];
  const run = (name: string, params: QueryParams): Promise<unknown[]> => {
    queries.push([name, params]);
    if (name === "journey-size") return Promise.resolve([{ size: String(size) }]);
    const people = name === "funnel-levels-users" ? "5" : "1";
    return Promise.resolve([{ name: "checkout", level: 2, people, open: "1" }]);
  };
  return { context: { queries: { run }, nowMs: () => 0 } as unknown as ApiContext, queries };
}

test("an estimate reads one part of the people, each of whom represents as many as there are parts", async () => {
  const { context, queries } = asked(90_000);
  const sample = toSample(90_000);
  const levels = await sampleLevels({ names: ["checkout"] }, sample, context);
  expect(levels.get("checkout")).toEqual([
    { name: "checkout", level: 2, people: 15, open: 3 },
    { name: "checkout", level: 2, people: 3, open: 3 },
  ]);
  expect(queries.map(([name]) => name)).toEqual(["funnel-levels-users", "funnel-levels-sessions"]);
  for (const [, params] of queries) expect(params).toMatchObject(sample.part);
});

test("each range is estimated from a part by how many people it has itself", async () => {
  const { context, queries } = asked(90_000);
  const run = context.queries.run;
  const sizes: ApiContext = {
    ...context,
    queries: {
      run: <Row>(...[name, params]: Parameters<typeof run>) =>
        name === "journey-size"
          ? Promise.resolve([{ size: params["from"] === "now" ? "3000000" : "300" }] as Row[])
          : run<Row>(name, params),
    },
  };
  const people = async (from: string): Promise<number> =>
    (await estimateLevels({ from }, sizes)).get("checkout")![0]!.people;
  expect([await people("now"), await people("before")]).toEqual([1500, 5]);
  expect(queries.slice(-2).every(([, params]) => params["first"] === undefined)).toBe(true);
});

test("each attempt of a sample represents as many people, at the level that it reached", () => {
  const attempts = [[1], [1, 2, 3]];
  const open = new Set([attempts[0]!]);
  const levels = levelsOf(new Map([["checkout", { attempts, open, share: 4 }]]));
  expect(levels.get("checkout")).toEqual([
    { level: 1, people: 4, open: 4 },
    { level: 3, people: 4, open: 0 },
  ]);
});

test("attempts of everybody are the exact count, and nothing is read again", async () => {
  const { context, queries } = asked(90_000);
  const whole = { attempts: [[1], [1, 2, 3]], open: new Set<Attempt>(), share: 1, isWhole: true };
  const of = (...samples: readonly (typeof whole)[]): ReturnType<typeof exactLevels> =>
    exactLevels(new Map(samples.map((sample, at) => [`funnel ${at}`, sample])), {}, context);
  expect(await of(whole)).toEqual(levelsOf(new Map([["funnel 0", whole]])));
  expect(queries).toEqual([]);
  await of(whole, { ...whole, share: 1.5 });
  await of({ ...whole, isWhole: false });
  await of();
  expect(queries.filter(([name]) => name === "funnel-levels-users")).toHaveLength(3);
});

test("an exact count reads every part once, and multiplies nothing", async () => {
  const { context, queries } = asked(90_000);
  const levels = await countLevels({ names: ["checkout"] }, context, 30_000);
  expect(levels.get("checkout")?.reduce((sum, { people }) => sum + people, 0)).toBe(18);
  expect(queries.filter(([name]) => name === "funnel-levels-users")).toHaveLength(3);
});

test.each([
  ["a count", countLevels],
  ["an estimate", estimateLevels],
])("%s of a period without records reads no people", async (_, ofPeriod) => {
  const { context, queries } = asked(0);
  expect(await ofPeriod({ names: ["checkout"] }, context)).toEqual(new Map());
  expect(queries.map(([name]) => name)).toEqual(["journey-size"]);
});
