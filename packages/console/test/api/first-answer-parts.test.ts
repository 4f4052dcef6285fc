// First answers from a real part of the people, chosen by their hashes: within a tolerance they are the usual ones, of every funnel, also
// where a query stops before the end of the part. Users are the same in each run, and so are their hashes.
// @module-tag extended
import type { FunnelResult, FunnelsResult, JourneyResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import { answer, at, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
const funnels = ["checkout", "signup"];
const steps = ["begin", "choose", "end"];
const peopleOfEach = 2_000;
/** Of rows of people and days: one in four is read. */
const size = "40000";

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const name of funnels) {
      sink.definition({
        tenant: "",
        kind: "funnel",
        name,
        version: "1",
        steps,
        states: [],
        transitionsJson: "",
        timeoutMs: 0,
        service: "shop",
        seenMs: now,
      });
      for (let person = 0; person < peopleOfEach; person++)
        for (const begin of [-30 * minute, -90 * minute])
          // Of five people three choose, and one of these ends.
          for (const [place, step] of steps.slice(0, [1, 2, 1, 3, 2][person % 5]).entries())
            sink.businessEvent(
              event({
                kind: "journey",
                name,
                step,
                stepIndex: place,
                timeNs: at(begin + place * 1_000 + person),
                ...(person % 2 === 0 ? { userId: `u${person}` } : { sessionId: `s${person}` }),
              }),
            );
    }
  });
});

afterAll(() => api.close());

/** The first answer, of a store that is said to be large; `limits` are those of the queries. */
async function few<Result>(path: string, limits: QueryParams = {}): Promise<Result> {
  const { queries } = api.store;
  const context: ApiContext = {
    nowMs: () => now,
    queries: {
      run<Row>(...[name, params, options]: Parameters<ApiContext["queries"]["run"]>) {
        if (name === "journey-size") return Promise.resolve([{ size }] as Row[]);
        if (name === "journey-sizes")
          return Promise.resolve(funnels.map((of) => ({ name: of, size })) as Row[]);
        const hasLimits = name === "funnel-attempts" || name === "journey-ways";
        return queries.run<Row>(name, hasLimits ? { ...params, ...limits } : params, options);
      },
    },
  };
  return (await answer(`${path}&sample=few`, context)) as Result;
}

/** Each of `counts` differs from that of `usual` by a quarter at most. */
function expectNear(counts: readonly number[], usual: readonly number[]): void {
  expect(usual.every((count) => count > 0)).toBe(true);
  expect(counts.map((count, place) => Math.abs(count / usual[place]! - 1) < 0.25)).toEqual(
    usual.map(() => true),
  );
  expect(counts.every(Number.isInteger)).toBe(true);
}

const peopleOf = (list: readonly { readonly people: number }[]): number[] => list.map(({ people }) => people);

test.each([{}, { mostSteps: 800 }, { mostPeople: 500 }])(
  "every funnel of a list is estimated, with limits %j",
  async (limits) => {
    const estimated = await few<FunnelsResult>("/api/funnels?from=-1h", limits);
    const usual = await api.get<FunnelsResult>("/api/funnels?from=-1h");
    expect([estimated.isEstimate, usual.isEstimate]).toEqual([true, false]);
    expect(usual.funnels.map(({ name }) => name)).toEqual(funnels);
    for (const [place, funnel] of usual.funnels.entries()) {
      expect(peopleOf(funnel.steps)).toEqual([2_000, 1_200, 400]);
      expectNear(peopleOf(estimated.funnels[place]!.steps), peopleOf(funnel.steps));
      expectNear(estimated.funnels[place]!.previous, funnel.previous);
    }
  },
);

test.each([{}, { mostSteps: 400 }])("so is one funnel, with limits %j", async (limits) => {
  const estimated = await few<FunnelResult>("/api/funnels/signup?from=-1h", limits);
  const usual = await api.get<FunnelResult>("/api/funnels/signup?from=-1h");
  expect(estimated.isEstimate).toBe(true);
  expectNear(peopleOf(estimated.funnel.steps), peopleOf(usual.funnel.steps));
  expectNear(estimated.funnel.previous, usual.funnel.previous);
  expectNear(peopleOf(estimated.taken), peopleOf(usual.taken));
  const enteredOf = ({ trend }: FunnelResult) => trend.buckets.reduce((sum, { entered }) => sum + entered, 0);
  expectNear([enteredOf(estimated)], [enteredOf(usual)]);
});

test.each([{}, { mostSteps: 400 }])("so are the paths of a journey, with limits %j", async (limits) => {
  const estimated = await few<JourneyResult>("/api/journeys/signup?from=-1h", limits);
  const usual = await api.get<JourneyResult>("/api/journeys/signup?from=-1h");
  expect([estimated.isEstimate, estimated.share > 4]).toEqual([true, limits.mostSteps !== undefined]);
  const countsOf = ({ people, visits, steps: taken, goalPeople, nodes, links }: JourneyResult) => [
    people!,
    visits,
    taken,
    goalPeople,
    ...peopleOf(nodes),
    ...[...nodes, ...links].map((one) => one.visits),
  ];
  expectNear(countsOf(estimated), countsOf(usual));
});
