// First answers of funnels and journeys against the usual ones. The store is said to have so many people that a first answer takes one in three of
// them, and then reads all: each count must be three times the usual one, and every other figure the same.
// @module-tag extended
import type { FunnelResult, FunnelsResult, JourneyColumnsResult, JourneysResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { answer, at, event, now, openApi, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const steps = ["landing", "product", "cart", "paid"];
const walkable = [...steps, "help"];
const share = 3;
const size = String(20_001);

let api: TestApi;
let context: ApiContext;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    // A sequence that repeats after 2^16 numbers: the same people each time.
    let last = 7;
    const random = (below: number): number => {
      last = (last * 25_173 + 13_849) % 65_536;
      return last % below;
    };
    let moment = 0;
    for (let person = 0; person < 90; person++)
      for (let step = 0; step <= random(7); step++) {
        // A session is its user's, from its third step on or because the store has them together; others stay without one.
        const isKnown = person % 3 === 0 || (person % 3 === 1 && step > 2);
        moment += 1;
        const traceId = random(3) === 0 ? "" : `trace ${random(40)}`;
        const name = random(3) > 0 ? walkable[step % 4]! : walkable[random(walkable.length)]!;
        sink.businessEvent(
          event({
            kind: "journey",
            name: "checkout",
            step: name,
            stepIndex: steps.indexOf(name),
            timeNs: at(-100 * minute + person * minute + step * 40_011 + moment),
            sessionId: `s${person}`,
            ...(isKnown && { userId: `u${person}` }),
            ...(traceId !== "" && { traceId }),
          }),
        );
        if (person % 3 === 1)
          sink.identity({ tenant: "", sessionId: `s${person}`, userId: `u${person}`, seenMs: now });
      }
    for (let trace = 0; trace < 40; trace += 4)
      sink.span(
        span({ traceId: `trace ${trace}`, spanId: `x${trace}`, status: 2, startNs: at(-30 * minute) }),
      );
    sink.businessEvent(
      event({ kind: "journey", name: "tour", step: "map", userId: "u1", timeNs: at(-minute) }),
    );
    sink.definition({
      tenant: "",
      kind: "funnel",
      name: "checkout",
      version: "1",
      steps,
      states: [],
      transitionsJson: "",
      timeoutMs: 0,
      service: "shop",
      seenMs: now,
    });
  });
  const { queries } = api.store;
  context = {
    nowMs: () => now,
    queries: {
      run<Row>(...[name, params, options]: Parameters<ApiContext["queries"]["run"]>) {
        if (name === "journey-size") return Promise.resolve([{ size }] as Row[]);
        const { first: _first, last: _last, ...whole } = params;
        return queries.run<Row>(name, whole, options);
      },
    },
  };
});

afterAll(() => api.close());

const ask = async <Result>(path: string): Promise<readonly [few: Result, usual: Result]> => [
  (await answer(`${path}&sample=few`, context)) as Result,
  await api.get<Result>(path),
];

/** `rows` with the counts of `keys` multiplied. */
function times<Row extends object>(rows: readonly Row[], keys: readonly (keyof Row)[]): Row[] {
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(keys.map((key) => [key, row[key] === null ? null : Number(row[key]) * share])),
  }));
}

const taken = (result: FunnelResult, factor: number): unknown =>
  result.taken.map(({ step, people, visits, repeated, skipped }) => ({
    step,
    counts: [people * factor, visits * factor, repeated * factor],
    skipped: skipped === null ? null : skipped * factor,
  }));

test("a journey is counted from a smaller part of the people", async () => {
  const [few, usual] = await ask<JourneyColumnsResult>("/api/journeys/checkout/columns?from=-2h");
  expect([few.isEstimate, few.share, usual.isEstimate, usual.share]).toEqual([true, share, false, 1]);
  const countsOf = ({ visits, people, completed, open, left, columns, paths }: JourneyColumnsResult) => [
    visits,
    people,
    completed,
    open,
    left,
    ...columns.flatMap(({ nodes, links }) => [...nodes, ...links].map((one) => one.visits)),
    ...paths.map((path) => path.visits),
  ];
  expect(countsOf(few)).toEqual(countsOf(usual).map((count) => count * share));
  expect(usual.visits).toBeGreaterThan(0);
  expect(few.examples).toEqual(usual.examples);
});

test.each([
  "",
  "&order=any",
  "&order=strict",
  "&exclude=help",
  "&windowMs=600000",
  "&steps=product&steps=paid",
])("a funnel%s is counted from the paths as by the queries", async (more) => {
  const [few, usual] = await ask<FunnelResult>(`/api/funnels/checkout?from=-1h${more}`);
  expect([few.isEstimate, few.share]).toEqual([true, share]);
  expect(few.funnel.steps.map(({ people }) => people)).toEqual(
    usual.funnel.steps.map(({ people }) => people * share),
  );
  expect(few.funnel.previous).toEqual(usual.funnel.previous.map((people) => people * share));
  expect(usual.funnel.steps.at(-1)!.people).toBeGreaterThan(0);
  const timesOf = ({ funnel }: FunnelResult) =>
    funnel.steps.map(({ medianMs, p90Ms }) => [Math.round(medianMs ?? -1), Math.round(p90Ms ?? -1)]);
  expect(timesOf(few)).toEqual(timesOf(usual));
  expect(few.trend.buckets).toEqual(times(usual.trend.buckets, ["entered", "finished"]));
  const untraced = usual.dropped.map(({ step, people }) => ({
    step,
    people: people.map((person) => ({ ...person, traceId: "" })),
  }));
  expect(few.dropped).toEqual(untraced);
  expect(taken(few, 1)).toEqual(taken(usual, share));
});

test("of a list of funnels each period is counted by how many people it has itself", async () => {
  const parts: unknown[] = [];
  const { queries } = api.store;
  const uneven: ApiContext = {
    ...context,
    queries: {
      run<Row>(...[name, params, options]: Parameters<ApiContext["queries"]["run"]>) {
        const isNow = String(params["to"]) > new Date(now - 1).toISOString().replace("T", " ");
        if (name === "journey-sizes")
          return Promise.resolve([{ name: "checkout", size: isNow ? "700000" : "90" }] as Row[]);
        if (name === "journey-size") return Promise.resolve([{ size: "90" }] as Row[]);
        // those of the last week are for the usual window
        const isOfRange = String(params["from"]) > new Date(now - 10_800_000).toISOString().replace("T", " ");
        if (isOfRange && (name.startsWith("funnel-attempts") || name.startsWith("funnel-levels")))
          parts.push([name, isNow, params["last"] === undefined]);
        const { first: _first, last: _last, ...whole } = params;
        return queries.run<Row>(name, whole, options);
      },
    },
  };
  const few = (await answer("/api/funnels?from=-1h&sample=few", uneven)) as FunnelsResult;
  const usual = await api.get<FunnelsResult>("/api/funnels?from=-1h");
  expect(few.isEstimate).toBe(true);
  expect(few.funnels.find(({ name }) => name === "checkout")!.steps.map(({ people }) => people)).toEqual(
    usual.funnels.find(({ name }) => name === "checkout")!.steps.map(({ people }) => people * 64),
  );
  expect(few.funnels.find(({ name }) => name === "checkout")!.previous).toEqual(
    usual.funnels.find(({ name }) => name === "checkout")!.previous,
  );
  expect(parts).toEqual([
    ["funnel-attempts", true, false],
    ["funnel-levels-users", false, true],
    ["funnel-levels-sessions", false, true],
  ]);
});

test("of a list of journeys those with many people are counted in a part, the others as a whole", async () => {
  const { queries } = api.store;
  const parts: unknown[] = [];
  const uneven: ApiContext = {
    ...context,
    queries: {
      run<Row>(...[name, params, options]: Parameters<ApiContext["queries"]["run"]>) {
        if (name === "journey-sizes")
          return Promise.resolve([
            { name: "checkout", size: "700000" },
            { name: "tour", size: "90" },
          ] as Row[]);
        if (name === "journey-list") parts.push([params["names"], params["last"] === undefined]);
        const { first: _first, last: _last, ...whole } = params;
        return queries.run<Row>(name, whole, options);
      },
    },
  };
  const few = (await answer("/api/journeys?from=-2h&sample=few", uneven)) as JourneysResult;
  const usual = await api.get<JourneysResult>("/api/journeys?from=-2h&sample=few");
  expect([few.isEstimate, usual.isEstimate]).toEqual([true, false]);
  expect(few.journeys.map(({ name }) => name)).toEqual(["checkout", "tour"]);
  const [checkout, tour] = usual.journeys;
  expect(few.journeys).toEqual([
    { ...checkout, people: checkout!.people! * 64, steps: checkout!.steps * 64 },
    tour,
  ]);
  expect(parts).toEqual([
    [["checkout"], false],
    [["tour"], true],
  ]);
});
