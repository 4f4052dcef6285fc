// What differs for the people of a funnel of a long range, on the real engine: which people a sample has, and that they differ as all do.
import type { DiffersResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listDifferences } from "../../src/api/differs/differs.ts";
import { sampleSizes } from "../../src/api/differs/sample.ts";
import type { DiffersParams } from "../../src/api/differs/selection.ts";
import { toFactSamples } from "../../src/api/funnels/fact-sample.ts";
import { nowParams, toFunnelParams } from "../../src/api/funnels/funnel-params.ts";
import { toFactParams, usualRules } from "../../src/api/funnels/funnel-rules.ts";
import { findSize } from "../../src/api/journeys/people-parts.ts";
import { at, attributes, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
const noConditions = {
  filter: [],
  select: [],
  outcome: [],
  steps: [],
  order: "ordered",
  exclude: [],
  limit: 20,
} satisfies Partial<DiffersParams>;
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
});

afterAll(() => api.close());

test("of many people over days, those are compared who took the step in one hour of so many", async () => {
  const people = 6_000;
  const steps = ["basket", "pay"];
  await api.write((sink) => {
    for (let index = 0; index < people; index++) {
      const card = index % 4 === 0 ? "old" : "new";
      const reached = card === "old" && index % 8 === 0 ? 1 : 2;
      for (const [place, step] of steps.slice(0, reached).entries())
        sink.businessEvent(
          event({
            kind: "journey",
            name: "many",
            phase: "step",
            step,
            stepIndex: place,
            userId: `m-${index}`,
            timeNs: at(-24 * 60 * minute - index * 120_000 + place * 1000),
            attributes: attributes({ card }),
            entityId: "",
            uid: `many-${index}-${place}`,
          }),
        );
    }
  });
  const params: DiffersParams = {
    from: "-10d",
    to: "now",
    of: "funnels",
    type: "many",
    step: "basket",
    ...noConditions,
    sample: "usual",
  };
  const context = { queries: api.store.queries, nowMs: () => now };
  const size = sampleSizes.usual;
  const all = await listDifferences(params, context, { ...size, people });
  expect(all).toMatchObject({
    sampled: null,
    selection: { count: people / 8 },
    rest: { count: (people / 8) * 7 },
  });
  const some = await listDifferences(params, context, { ...size, people: people / 10 });
  expect(some.sampled).toEqual({ slices: 0, secondsEach: 0, share: 1 / 10 });
  const compared = some.selection.count + some.rest.count;
  expect(compared).toBeGreaterThan(people / 10 / 2);
  expect(compared).toBeLessThan((people / 10) * 2);
  const whatDiffers = ({ findings }: DiffersResult) => findings.map(({ parts }) => parts);
  expect(whatDiffers(some)).toEqual(whatDiffers(all));
});

test("people of a sample are those whose record is in its hours, also when their session became a user's", async () => {
  const people = 1_200;
  /** One of four has no user, one of four gets one after the first step. */
  const isUser = (index: number, place: number): boolean => index % 4 !== 0 && (index % 4 !== 1 || place > 0);
  const leaves = (index: number): boolean => index % 5 < 2;
  const timeOf = (index: number, place: number): bigint => at(-index * 11 * minute - minute + place * 1000);
  await api.write((sink) => {
    for (let index = 0; index < people; index++) {
      for (const [place, step] of (leaves(index) ? ["basket"] : ["basket", "pay"]).entries())
        sink.businessEvent(
          event({
            kind: "journey",
            name: "mixed",
            phase: "step",
            step,
            stepIndex: place,
            userId: isUser(index, place) ? `x-${index}` : "",
            sessionId: `y-${index}`,
            timeNs: timeOf(index, place),
            attributes: attributes({ tier: index % 3 === 0 ? "gold" : "basic" }),
            entityId: "",
            uid: `mixed-${index}-${place}`,
          }),
        );
      if (index % 4 === 1)
        sink.identity({ tenant: "", sessionId: `y-${index}`, userId: `x-${index}`, seenMs: now });
    }
  });
  const context = { queries: api.store.queries, nowMs: () => now };
  const days = { fromNs: at(-10 * 24 * 60 * minute), toNs: at(0) };
  const funnel = { name: "mixed", steps: ["basket", "pay"] };
  // within the usual window: all who went on took a second
  const rules = { ...usualRules, windowMs: 5 * minute };
  const query = {
    ...toFunnelParams([funnel], days, { environment: undefined }, rules),
    ...nowParams(context),
  };
  const size = await findSize(query, context);
  const sample = toFactSamples(size, days, Math.ceil(size / 5))[0]!;
  expect(sample.share).toBe(5);
  const ask = async (most: number) => {
    const params = { ...query, ...sample.params, ...toFactParams(funnel, 0, usualRules), most };
    const [row] = await api.store.queries.run<{ people: string; dropped: number[]; continued: number[] }>(
      "differs-people",
      params,
    );
    return row!;
  };
  // the first one took the step a minute ago, and may still go on
  const chosen = Array.from({ length: people }, (_, index) => index).filter(
    (index) => index > 0 && (timeOf(index, 0) / 3_600_000_000_000n) % 5n === 0n,
  );
  const found = await ask(24_000);
  expect({ people: found.people, dropped: found.dropped.length, continued: found.continued.length }).toEqual({
    people: String(chosen.length),
    dropped: chosen.filter(leaves).length,
    continued: chosen.filter((index) => !leaves(index)).length,
  });
  const few = await ask(50);
  expect([few.people, few.dropped.length + few.continued.length]).toEqual([found.people, 50]);
  const params = { from: "-10d", to: "now", of: "funnels", type: "mixed", step: "basket" } as const;
  const result = await listDifferences({ ...params, ...noConditions, sample: "usual" }, context, {
    ...sampleSizes.usual,
    people: Math.ceil(size / 5),
  });
  expect(result).toMatchObject({
    sampled: { share: 1 / 5 },
    selection: { count: found.dropped.length, people: found.dropped.length },
    rest: { count: found.continued.length },
    verdict: "nothing",
  });
});

test("people are found where only some hours of a week have any", async () => {
  const people = 3_000;
  const steps = ["open", "buy"];
  // Hours of ten days, none of which a sample of every 23rd, eleventh or fifth hour of the calendar has.
  const hourNs = 3_600_000_000_000n;
  const isAway = (hour: bigint): boolean => [23n, 11n, 5n].every((stride) => hour % stride !== 0n);
  const hours = Array.from({ length: 240 }, (_, ago) => at(0) / hourNs - 1n - BigInt(ago)).filter(isAway);
  await api.write((sink) => {
    for (let index = 0; index < people; index++)
      for (const [place, step] of (index % 3 === 0 ? ["open"] : steps).entries())
        sink.businessEvent(
          event({
            kind: "journey",
            name: "shop hours",
            phase: "step",
            step,
            stepIndex: place,
            userId: `h-${index}`,
            timeNs: hours[(index * 17) % hours.length]! * hourNs + BigInt(place) * 1_000_000_000n,
            attributes: attributes({ card: index % 3 === 0 ? "old" : "new" }),
          }),
        );
  });
  const context = { queries: api.store.queries, nowMs: () => now };
  const asked = { from: "-10d", to: "now", of: "funnels", type: "shop hours", step: "open" } as const;
  const size = { ...sampleSizes.usual, people: 120 };
  const result = await listDifferences({ ...asked, ...noConditions, sample: "usual" }, context, size);
  expect(result).toMatchObject({ verdict: "differs", sampled: { slices: 0, secondsEach: 0, share: 1 / 25 } });
  expect(result.findings[0]?.parts).toMatchObject([{ key: "card", value: "old" }]);
});
