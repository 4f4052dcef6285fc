// First answers from a real part of the people, chosen by their hashes: within a tolerance they are the usual ones, of every funnel, also
// where a query stops before the end of the part. Users are the same in each run, and so are their hashes.
// @module-tag extended
import type { FunnelResult, FunnelsResult, JourneyColumnsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import { answer, at, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
const funnels = ["checkout", "signup"];
const steps = ["begin", "choose", "end"];
const peopleOfEach = 2_000;
const refunds = 1_500;
/** Of those who end the journey. */
const orders = 400;
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
    // those who end order, too: the order of a user begins in a session, and of every other user only the owner of the session is known
    for (let person = 3; person < peopleOfEach; person += 5) {
      const order = { kind: "transaction", name: "order", entityId: `o${person}`, sessionId: `s${person}` };
      const timeNs = at(-30 * minute + 3_000 + person);
      const isNamed = person % 4 === 0;
      sink.businessEvent(event({ ...order, phase: "started", timeNs }));
      sink.businessEvent(
        event({
          ...order,
          phase: "ended",
          outcome: "completed",
          timeNs: timeNs + 1n,
          ...(isNamed && { userId: `u${person}` }),
        }),
      );
      if (person % 4 === 2)
        sink.identity({ tenant: "", sessionId: `s${person}`, userId: `u${person}`, seenMs: now });
    }
    // of people who are on no journey, without a session
    for (let refund = 0; refund < refunds; refund++)
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "refund",
          entityId: `r${refund}`,
          phase: "ended",
          outcome: "completed",
          userId: `clerk${refund}`,
          timeNs: at(-30 * minute + refund),
        }),
      );
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

test.each(["", "&end=transaction&endName=order"])("so are the paths of a journey%s", async (more) => {
  const path = `/api/journeys/signup/columns?from=-1h${more}`;
  const estimated = await few<JourneyColumnsResult>(path);
  const usual = await api.get<JourneyColumnsResult>(path);
  expect(usual.completed).toBe(400);
  expect([estimated.isEstimate, usual.isEstimate]).toEqual([true, false]);
  const countsOf = ({ visits, people, completed, columns }: JourneyColumnsResult) => [
    visits,
    people,
    completed,
    ...columns.flatMap(({ nodes }) => nodes.map((node) => node.visits)),
  ];
  expectNear(countsOf(estimated), countsOf(usual));
});

test("a transaction without a session is put together only with the part of its user", async () => {
  const { queries } = api.store;
  let params: QueryParams = {};
  const listening: ApiContext = {
    nowMs: () => now,
    queries: {
      run<Row>(...[name, asked, options]: Parameters<ApiContext["queries"]["run"]>) {
        if (name === "journey-ends") params = { ...asked };
        return queries.run<Row>(name, asked, options);
      },
    },
  };
  await answer("/api/journeys/signup/columns?from=-1h", listening);
  const [empty] = await queries.runText<{ hash: string }>("SELECT sipHash64(toUInt8(1), '') AS hash");
  /** How many transactions are put together for a part of the people. */
  async function putTogether(first: bigint, last: bigint): Promise<number> {
    let text = "";
    await queries.run(
      "journey-ends",
      { ...params, first, last },
      { onText: (_, sent) => void (text = sent) },
    );
    const [, chosen] = /\(business_events\.name, entity_id\) IN \((.+?)\)\s+GROUP BY/s.exec(text)!;
    const counted = `SELECT uniqExact(name, entity_id) AS count FROM (${chosen})`;
    const [row] = await queries.runText<{ count: string }>(counted, { ...params, first, last });
    return Number(row!.count);
  }
  const hash = BigInt(empty!.hash);
  expect(await putTogether(0n, 2n ** 64n - 1n)).toBe(orders + refunds);
  expect(await putTogether(hash, hash)).toBe(0);
});
