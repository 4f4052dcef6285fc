// Funnels and journeys on the real engine, against a funnel counted by hand.
//
// The funnel is landing, product, cart, paid. In the hour (minutes before now; user or session):
//   u1   landing 50, product 48, cart 45, paid 40                        4 steps, 2 + 3 + 5 min
//   u2   landing 50, product 40 in session s2 only, which became u2's    2 steps, 10 min; then help
//   u3   landing 30, cart 29, product 28                                 2 steps, 2 min: the cart came too early
//   u4   product 20, cart 19                                             none: no landing
//   s5   landing 15, landing 10, product 9                               2 steps, 1 min: from the later landing
//   u6   landing, product, cart at the same nanosecond                   3 steps, 0 min; gave up at cart
//   u7   landing 55 twice (stored twice)                                 1 step
//   neither: product 5 (neither user nor session)                         counts as a step only
// Five days before: u10 landing, product, cart, then landing again.
// In the hour before: u8 landing, product, cart, paid; u9 landing; u1 landing.
import type { FunnelResult, FunnelsResult, JourneyColumnsResult, JourneysResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { at, event, hex, now, openApi, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const steps = ["landing", "product", "cart", "paid"];

function visit(who: string, step: string, minutes: number, more: object = {}): BusinessEventRow {
  const person = who.startsWith("u") ? { userId: who } : who === "" ? {} : { sessionId: who };
  return event({
    kind: "journey",
    name: "checkout",
    step,
    stepIndex: steps.indexOf(step),
    timeNs: at(-minutes * minute),
    ...person,
    ...more,
  });
}

const twice = visit("u7", "landing", 55);
const rows: readonly BusinessEventRow[] = [
  visit("u1", "landing", 50),
  visit("u1", "product", 48),
  visit("u1", "cart", 45),
  visit("u1", "paid", 40, { traceId: "bought" }),
  visit("u2", "landing", 50),
  visit("s2", "product", 40),
  visit("u2", "help", 35),
  visit("u3", "landing", 30),
  visit("u3", "cart", 29),
  visit("u3", "product", 28, { traceId: "broken" }),
  visit("u4", "product", 20),
  visit("u4", "cart", 19),
  visit("s5", "landing", 15),
  visit("s5", "landing", 10),
  visit("s5", "product", 9),
  visit("u6", "cart", 8),
  visit("u6", "product", 8),
  visit("u6", "landing", 8),
  twice,
  visit("", "product", 5),
  ...["landing", "product", "cart", "paid"].map((step, place) => visit("u8", step, 100 - place)),
  visit("u9", "landing", 90),
  visit("u1", "landing", 80),
  visit("u10", "landing", 7200),
  visit("u10", "product", 7195),
  visit("u10", "cart", 7190, { traceId: "gave up" }),
  visit("u10", "landing", 7185, { traceId: "came back" }),
  visit("u6", "cart", 7, { phase: "abandoned", reason: "too slow" }),
];

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => sink.businessEvent(twice));
  await api.write((sink) => {
    for (const row of rows) sink.businessEvent(row);
    sink.identity({ tenant: "", sessionId: "s2", userId: "u2", seenMs: now });
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
    sink.definition({
      tenant: "",
      kind: "funnel",
      name: "unused",
      version: "1",
      steps: ["a", "b"],
      states: [],
      transitionsJson: "",
      timeoutMs: 0,
      service: "shop",
      seenMs: now,
    });
    sink.span(span({ traceId: "broken", spanId: "x", status: 2, startNs: at(-28 * minute) }));
    sink.businessEvent(
      event({
        kind: "journey",
        name: "signup",
        step: "form",
        stepIndex: 0,
        userId: "u1",
        timeNs: at(-minute),
      }),
    );
    sink.businessEvent(
      event({
        kind: "journey",
        name: "signup",
        step: "first login",
        stepIndex: 2,
        userId: "u1",
        timeNs: at(-minute),
      }),
    );
    sink.businessEvent(
      event({ kind: "journey", name: "browsing", step: "home", userId: "u1", timeNs: at(-minute) }),
    );
  });
});

afterAll(() => api.close());

const reachedWithin = async (windowMs: number): Promise<number[]> =>
  (await api.get<FunnelResult>(`/api/funnels/checkout?windowMs=${windowMs}`)).funnel.steps.map(
    (step) => step.people,
  );

describe("the funnel", () => {
  test("counts people in order, now and before", async () => {
    const { funnels } = await api.get<FunnelsResult>("/api/funnels");
    expect(funnels.map(({ name }) => name)).toEqual(["checkout", "signup", "unused"]);
    const [checkout] = funnels;
    expect(checkout?.steps.map(({ name, people }) => [name, people])).toEqual([
      ["landing", 6],
      ["product", 5],
      ["cart", 2],
      ["paid", 1],
    ]);
    expect(checkout?.conversion).toBeCloseTo(1 / 6, 12);
    expect(checkout?.previous).toEqual([3, 1, 1, 1]);
    expect(checkout?.previousConversion).toBeCloseTo(1 / 3, 12);
    expect(checkout?.abandoned).toBe(1);
  });

  test("is one of a list that can be paged, as journeys are", async () => {
    const first = await api.get<FunnelsResult>("/api/funnels?limit=2");
    expect(first.funnels.map(({ name }) => name)).toEqual(["checkout", "signup"]);
    const second = await api.get<FunnelsResult>(`/api/funnels?limit=2&cursor=${first.nextCursor}`);
    expect([second.funnels.map(({ name }) => name), second.nextCursor]).toEqual([["unused"], null]);
    const journeys = await api.get<JourneysResult>("/api/journeys?limit=2");
    expect(journeys.journeys.map(({ name }) => name)).toEqual(["checkout", "browsing"]);
    const others = await api.get<JourneysResult>(`/api/journeys?limit=2&cursor=${journeys.nextCursor}`);
    expect([others.journeys.map(({ name }) => name), others.nextCursor]).toEqual([["signup"], null]);
  });

  test("knows how long each step took", async () => {
    const { funnel } = await api.get<FunnelResult>("/api/funnels/checkout");
    expect(funnel.steps.map(({ medianMs }) => medianMs)).toEqual([
      null,
      // Of 2, 10, 2, 1 and 0 min.
      2 * minute,
      // Of 3 and 0 min.
      0,
      5 * minute,
    ]);
    expect(funnel.steps[1]?.p90Ms).toBe(10 * minute);
  });

  test("returns the records of its range, ends included", async () => {
    expect(await reachedWithin(10 * minute)).toEqual([6, 5, 2, 1]);
    expect(await reachedWithin(10 * minute - 1)).toEqual([6, 4, 2, 0]);
    expect(await reachedWithin(1)).toEqual([6, 1, 1, 0]);
  });

  test.each([
    // The cart of u3 came before the product.
    ["order=strict", [6, 4, 2, 1]],
    // u3 has three steps, and u4 two of them.
    ["order=any", [7, 6, 3, 1]],
    // u3 was at the cart between the landing and the product.
    ["steps=landing&steps=product&steps=paid&exclude=cart", [6, 4, 0]],
    ["steps=landing&steps=cart&steps=paid", [6, 3, 1]],
    ["steps=cart&steps=product&order=any&exclude=landing", [6, 4]],
  ])("counts as asked for: %s", async (query, expected) => {
    const { funnel, declared } = await api.get<FunnelResult>(`/api/funnels/checkout?${query}`);
    expect(funnel.steps.map(({ people }) => people)).toEqual(expected);
    expect(declared).toEqual(steps);
  });

  test("in any order, people dropped after the step they took last", async () => {
    const { dropped } = await api.get<FunnelResult>(`/api/funnels/checkout?order=any&windowMs=${7 * minute}`);
    expect(dropped.map(({ people }) => people.map(({ id, lastStep }) => `${id} ${lastStep}`))).toEqual([
      ["u2 product", "u7 landing"],
      ["s5 product", "u4 cart"],
      ["u6 cart", "u3 product", "u1 paid"],
    ]);
  });

  test("shows who dropped where, newest first, and why", async () => {
    const { dropped, reasons, funnel } = await api.get<FunnelResult>(
      `/api/funnels/checkout?windowMs=${5 * minute}`,
    );
    expect(funnel.steps.map(({ people, open }) => [people, open])).toEqual([
      [6, 0],
      [4, 0],
      [2, 0],
      [0, 0],
    ]);
    expect(dropped.map(({ step, people }) => [step, people.map(({ kind, id }) => `${kind} ${id}`)])).toEqual([
      ["landing", ["user u2", "user u7"]],
      ["product", ["session s5", "user u3"]],
      ["cart", ["user u6", "user u1"]],
    ]);
    expect(dropped[1]?.people[1]).toEqual({
      id: "u3",
      kind: "user",
      lastStep: "product",
      lastSeen: "2026-11-20T14:20:00.000Z",
      traceId: hex("broken", 16),
    });
    expect(reasons).toEqual([
      { step: "cart", reason: "too slow", count: 1 },
      { step: "landing", reason: "", count: 2 },
      { step: "product", reason: "", count: 2 },
      { step: "cart", reason: "", count: 1 },
    ]);
  });

  test.each([
    // everyone began within a day
    ["", [1, 3, 1, 0]],
    // u6 began 8 min ago, and s5 for the second time exactly 10 min ago
    ["windowMs=600000", [0, 1, 1, 0]],
    ["windowMs=599999", [0, 0, 1, 0]],
  ])("says who may still go on, and does not count them as dropped: %s", async (query, open) => {
    const { dropped, reasons, funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${query}`);
    expect(funnel.steps.map((step) => step.open)).toEqual(open);
    const left = funnel.steps
      .slice(0, -1)
      .map(({ people }, place) => people - funnel.steps[place + 1]!.people - open[place]!);
    expect(dropped.map(({ people }) => people.length)).toEqual(left);
    const counted = Object.groupBy(reasons, ({ step }) => step);
    expect(
      funnel.steps
        .slice(0, -1)
        .map(({ name }) => (counted[name] ?? []).reduce((sum, { count }) => sum + count, 0)),
    ).toEqual(left);
  });

  test("says of who came back to the start where they dropped, not where they were last", async () => {
    const { dropped } = await api.get<FunnelResult>(
      "/api/funnels/checkout?from=2026-11-15T14:00:00Z&to=2026-11-15T16:00:00Z",
    );
    expect(dropped.map(({ people }) => people)).toEqual([
      [],
      [],
      [
        {
          id: "u10",
          kind: "user",
          lastStep: "cart",
          lastSeen: "2026-11-15T14:58:00.000Z",
          traceId: hex("gave up", 16),
        },
      ],
    ]);
  });

  test("without a declaration has the steps that were seen, in their order", async () => {
    const { funnel } = await api.get<FunnelResult>("/api/funnels/signup");
    expect(funnel.steps.map(({ name, people }) => [name, people])).toEqual([
      ["form", 1],
      ["first login", 1],
    ]);
  });

  test("without people has its steps and no conversion; an unknown one is empty", async () => {
    const { funnel } = await api.get<FunnelResult>("/api/funnels/unused");
    expect([funnel.steps.map(({ people }) => people), funnel.conversion, funnel.previousConversion]).toEqual([
      [0, 0],
      null,
      null,
    ]);
    expect((await api.get<FunnelResult>("/api/funnels/nobody")).funnel.steps).toEqual([]);
  });
});

describe("the journey", () => {
  test("is listed with its people and steps", async () => {
    const { journeys } = await api.get<JourneysResult>("/api/journeys");
    expect(
      journeys.map(({ name, people, steps: count, isFunnel }) => [name, people, count, isFunnel]),
    ).toEqual([
      ["checkout", 7, 20, true],
      ["browsing", 1, 1, false],
      ["signup", 1, 2, true],
    ]);
    expect(journeys[0]?.stepNames).toEqual([...steps, "help"]);
  });
});

describe("people seen last", () => {
  test.each([
    ["of a last day that has enough of them", 21, true],
    ["of earlier days, too, where it has fewer", 19, true],
    ["with a trace of an earlier day", 21, false],
  ])("%s", async (name, count, hasTrace) => {
    const seen = (who: number, minutes: number, trace: object): BusinessEventRow =>
      visit(`u${who}`, "landing", minutes, { name, ...trace });
    await api.write((sink) => {
      for (let who = 1; who <= count; who++)
        sink.businessEvent(seen(who, who, hasTrace ? { traceId: `last ${who}` } : {}));
      for (let who = 1; who <= 24; who++)
        sink.businessEvent(seen(who, 2_880 + who, { traceId: `before ${who}` }));
    });
    const { examples } = await api.get<JourneyColumnsResult>(
      `/api/journeys/${encodeURIComponent(name)}/columns?from=-4d`,
    );
    expect(examples.map(({ id, traceId }) => [id, traceId])).toEqual(
      Array.from({ length: 20 }, (_, place) => [
        `u${place + 1}`,
        hex(hasTrace && place < count ? `last ${place + 1}` : `before ${place + 1}`, 16),
      ]),
    );
  });
});

describe("figures of steps", () => {
  test("skipped, repeated, and also those that were not taken", async () => {
    const { taken } = await api.get<FunnelResult>("/api/funnels/checkout");
    expect(
      taken.map(({ step, people, visits, repeated, skipped }) => [step, people, visits, repeated, skipped]),
    ).toEqual([
      // u1 u2 u3 s5 u6 u7, s5 twice; u4 had none
      ["landing", 6, 7, 1, 1],
      ["product", 6, 6, 0, 0],
      ["cart", 4, 4, 0, 0],
      ["paid", 1, 1, 0, 0],
      ["help", 1, 1, 0, null],
    ]);
    const unused = await api.get<FunnelResult>("/api/funnels/unused");
    expect(unused.taken).toEqual([
      { step: "a", people: 0, visits: 0, repeated: 0, skipped: 0, averages: [] },
      { step: "b", people: 0, visits: 0, repeated: 0, skipped: 0, averages: [] },
    ]);
  });

  test("numbers of a step are averaged, each record once, also without a person", async () => {
    const rated = (who: string, score: number | bigint, more: object = {}): BusinessEventRow =>
      event({
        kind: "journey",
        name: "reading",
        step: "read",
        timeNs: at(-minute),
        attributes: new Map<string, number | bigint | string>([
          ["engagement", score],
          ["title", "t"],
        ]),
        ...(who === "" ? {} : { userId: who }),
        ...more,
      });
    const again = rated("u1", 1n);
    await api.write((sink) => {
      for (const row of [again, rated("u2", 0.5), rated("", 0), rated("u3", Number.NaN)])
        sink.businessEvent(row);
    });
    const { taken } = await api.get<FunnelResult>("/api/funnels/reading?steps=read&steps=rate");
    expect(taken).toEqual([
      {
        step: "read",
        people: 3,
        visits: 3,
        repeated: 0,
        skipped: 0,
        averages: [{ attribute: "engagement", average: 0.5, min: 0, max: 1, count: 3 }],
      },
      { step: "rate", people: 0, visits: 0, repeated: 0, skipped: 0, averages: [] },
    ]);
  });
});
