// Every figure of a funnel's page counts the same records: all, those of one service, or those that meet conditions.
import type {
  FunnelDroppedResult,
  FunnelGroupsResult,
  FunnelMoneyResult,
  FunnelPeopleResult,
  FunnelPerson,
  FunnelResult,
  FunnelsResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chosenTier } from "../../../../tools/testing/tiers.ts";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { openAt, peopleAt, walksByValue, walksOf, type FunnelWalk } from "./attempts.ts";
import { moneyAt, paidBy, paidIn, toCents } from "./funnel-money.ts";
import { droppedByReason, peopleWhoAbandoned } from "./funnels.ts";
import { endingsOf } from "./generate-endings.ts";
import { percentileOf } from "./figures.ts";
import { visitTelemetryOf } from "./generate-visits.ts";
import { counted } from "./persons.ts";
import type { Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { sendersOf } from "./senders.ts";
import { addErrors } from "./store-errors.ts";
import { receivedOf, traceIdOf } from "./store.ts";
import type { RawError, RawRecord, RawSpan } from "./telemetry.ts";
import { stepOf, stepsByPerson, takenCounts } from "./visits.ts";

interface Condition {
  readonly query: string;
  readonly holds: (record: RawRecord) => boolean;
  /** Which errors and amounts count: other conditions are on business records, and on those of steps. */
  readonly inScope?: (one: Pick<RawRecord | RawError, "environment">) => boolean;
}

const day = 86_400_000;
const has = (key: string, value: string | number) => (record: RawRecord) => record.attributes[key] === value;
const conditions: readonly Condition[] = [
  { query: "", holds: () => true },
  {
    query: "environment=production",
    holds: ({ environment }) => environment === "production",
    inScope: ({ environment }) => environment === "production",
  },
  { query: "service=web", holds: ({ service }) => service === "web" },
  { query: "filter=plan%3Dpro", holds: has("plan", "pro") },
  { query: "filter=plan!%3Dpro", holds: (record) => !has("plan", "pro")(record) },
  { query: "filter=plan%20exists", holds: ({ attributes }) => "plan" in attributes },
  { query: "filter=engagement%3E0.5", holds: ({ attributes }) => Number(attributes["engagement"]) > 0.5 },
  { query: "filter=service%3Dweb", holds: ({ service }) => service === "web" },
  {
    query: "service=shop&filter=plan%3Dfree&filter=deployment.environment.name%3Dstaging",
    holds: (record) =>
      record.service === "shop" && record.environment === "staging" && has("plan", "free")(record),
  },
];
const tier = chosenTier();
const windows = [day, 3_600_000];
/**
 * Every pair of a condition and a window is nightly. Others ask each condition within one of the windows, and the next store within the
 * other one; `npm test` asks every second condition, one of each kind and the joined one, within a day.
 */
const askedOf = (store: number): readonly (Condition & { readonly windowMs: number })[] => {
  if (tier === "quick")
    return conditions.filter((_, at) => at % 2 === 0).map((one) => ({ ...one, windowMs: day }));
  const pairs = conditions.flatMap((one, at) =>
    windows.map((windowMs, window) => ({ ...one, windowMs, isTurn: (at + window + store) % 2 === 0 })),
  );
  return tier === "nightly" ? pairs : pairs.filter(({ isTurn }) => isTurn);
};

describe.each(seeds)("store %i", (seed) => {
  const asked = askedOf(seed);
  const { spans, from, to, records: walked } = visitTelemetryOf(seed);
  const endings = endingsOf(seed, walked);
  const records = [...walked, ...endings.records];
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ records, spans, from, to }, seed);
    await addErrors(api, endings.errors, seed);
  });
  afterAll(() => api.close());

  test.each(asked)("the page counts the records of `$query` within $windowMs ms", async (one) => {
    const { query, windowMs } = one;
    const { funnel, reasons, convert, trend, taken, dropped } = await api.get<FunnelResult>(
      `/api/funnels/checkout?${range}&${query}&windowMs=${windowMs}`,
    );
    const steps = funnel.steps.map(({ name }) => name);
    const { own, walks, before } = expected(one, steps);
    const people = peopleAt(walks, steps);
    const left =
      steps.length === 0
        ? new Map()
        : droppedByReason(own, endings.errors.filter(one.inScope ?? anywhere), "checkout", steps, {
            from,
            to,
            windowMs,
          });
    const open = openAt(walks, steps);
    expect({ ...funnel, steps: funnel.steps.map((step) => [step.people, step.open]) }).toEqual({
      name: "checkout",
      steps: people.map((count, at) => [count, open[at]]),
      previous: peopleAt(before, steps),
      conversion: shareOf(people),
      previousConversion: shareOf(peopleAt(before, steps)),
      abandoned: steps.length === 0 ? 0 : peopleWhoAbandoned(own, "checkout", { from, to }),
      window: { ms: windowMs, of: "request" },
      services: steps.length === 0 ? [] : sendersOf(records, "journey", "name", "checkout"),
    });
    const { funnels } = await api.get<FunnelsResult>(`/api/funnels?${range}&${query}&windowMs=${windowMs}`);
    expect(funnels.find(({ name }) => name === "checkout")).toEqual(steps.length === 0 ? undefined : funnel);
    expect(new Map(reasons.map(({ step, reason, count }) => [`${step}: ${reason}`, count]))).toEqual(left);
    // they add up to the people who dropped: all who came no further, less those who are still open
    for (const [at, step] of steps.slice(0, -1).entries())
      expect(sum(reasons.filter((reason) => reason.step === step).map(({ count }) => count))).toBe(
        people[at]! - people[at + 1]! - open[at]!,
      );

    const times = walks.flatMap(({ ms }) => ms ?? []);
    expect(convert && [convert.medianMs, sum(convert.bars)]).toEqual(
      times.length === 0 || steps.length < 2 ? null : [percentileOf(times, 0.5), times.length],
    );
    expect([
      sum(trend.buckets.map((bucket) => bucket.entered)),
      sum(trend.buckets.map((bucket) => bucket.finished)),
    ]).toEqual([people[0] ?? 0, steps.length === 0 ? 0 : people.at(-1)]);
    const earlier = peopleAt(before, steps);
    expect([
      sum(trend.previous.map((bucket) => bucket.entered)),
      sum(trend.previous.map((bucket) => bucket.finished)),
    ]).toEqual([earlier[0] ?? 0, earlier.at(-1) ?? 0]);

    const counts = takenCounts(stepsByPerson(own, "checkout", { from, to }));
    expect(
      new Map(
        taken.map(({ step, people: at, visits, repeated }) => [step, { people: at, visits, repeated }]),
      ),
    ).toEqual(new Map([...steps.map((step) => [step, none] as const), ...counts]));

    for (const [at, list] of dropped.entries()) {
      const there = walks.filter(({ level, isOpen }) => level === at + 1 && !isOpen);
      expect([list.step, list.people.length]).toEqual([steps[at], Math.min(20, there.length)]);
      expect(there.map(({ person }) => person)).toEqual(
        expect.arrayContaining(list.people.map(({ kind, id }) => `${kind} ${id}`)),
      );
    }
  });

  test.each(asked)("amounts are of the people of `$query` within $windowMs ms", async (one) => {
    const { query, windowMs, inScope = anywhere } = one;
    const result = await api.get<FunnelMoneyResult>(
      `/api/funnels/checkout/money?${range}&${query}&windowMs=${windowMs}`,
    );
    const steps = result.steps.map(({ step }) => step);
    const { walks, before } = expected(one, steps);
    for (const [found, own, period] of [
      [result.steps, walks, { from, to }],
      [result.previous, before, { from: 2 * from - to, to: from }],
    ] as const)
      expect(
        found.map((step) => ({ ...step, amounts: toCents(step.amounts), lost: toCents(step.lost) })),
      ).toEqual(moneyAt(own, steps, records, period, inScope));
  });

  test.each(asked)(
    "the people who dropped are those of `$query` within $windowMs ms",
    { tags: ["extended"] },
    async (one) => {
      const { query, windowMs, inScope = anywhere } = one;
      const rules = `${range}&${query}&windowMs=${windowMs}`;
      const { funnel, reasons } = await api.get<FunnelResult>(`/api/funnels/checkout?${rules}`);
      const steps = funnel.steps.map(({ name }) => name);
      const { walks } = expected(one, steps);
      const paid = Map.groupBy(paidIn(records, { from, to }, inScope), ({ person }) => person);
      for (const [at, step] of steps.slice(0, -1).entries()) {
        const people = await allPeople(api, `/api/funnels/checkout/people?${rules}&step=${step}`);
        const left = walks
          .filter(({ level, isOpen }) => level === at + 1 && !isOpen)
          .map((walk) => ({ ...walk, last: walk.records.findLast((record) => stepOf(record) === step)!.at }))
          .toSorted((a, b) => b.last - a.last);
        expect(
          people.map(({ kind, id, lastSeen, amount }) => [
            `${kind} ${id}`,
            Date.parse(lastSeen),
            amount && toCents([amount]),
          ]),
        ).toEqual(
          left.map(({ person, last }) => {
            const worth = paidBy(paid.get(person) ?? [], false);
            return [person, last, worth === undefined ? null : { [worth.currency]: worth.cents }];
          }),
        );
        const byReason = Map.groupBy(people, ({ reason }) => reason);
        expect(new Map([...byReason].map(([reason, own]) => [reason, own.length]))).toEqual(
          new Map(
            reasons.filter((reason) => reason.step === step).map(({ reason, count }) => [reason, count]),
          ),
        );
        // an error that is a reason is the last error
        const failed = people.filter(({ reason }) => ["ProviderTimeoutError", "TypeError"].includes(reason));
        expect(failed.map(({ error }) => error?.type)).toEqual(failed.map(({ reason }) => reason));
      }
    },
  );

  test.each(asked)(
    "groups and traces are of the records of `$query` within $windowMs ms",
    { tags: ["extended"] },
    async (one) => {
      const { query, windowMs } = one;
      const rules = `${range}&${query}&windowMs=${windowMs}`;
      const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${rules}`);
      const steps = funnel.steps.map(({ name }) => name);
      const { walks, before } = expected(one, steps);
      const result = await api.get<FunnelGroupsResult>(`/api/funnels/checkout/groups?${rules}&by=plan`);
      const [byValue, byValueBefore] = [walks, before].map((all) => walksByValue(all, steps[0]!, "plan"));
      expect(Object.fromEntries(result.groups.map(({ value, people }) => [value, people]))).toEqual(
        Object.fromEntries([...byValue!].map(([value, own]) => [value, peopleAt(own, steps)])),
      );
      for (const { value, previous } of result.groups)
        expect([value, previous]).toEqual([value, peopleAt(byValueBefore!.get(value) ?? [], steps)]);

      for (const [at, step] of steps.slice(0, -1).entries()) {
        const causes = await api.get<FunnelDroppedResult>(
          `/api/funnels/checkout/dropped?${rules}&step=${step}`,
        );
        const lost = tracesAt(
          walks.filter(({ level, isOpen }) => level === at + 1 && !isOpen),
          step,
        );
        const kept = tracesAt(
          walks.filter(({ level }) => level > at + 1),
          step,
        );
        expect(causes.compared).toEqual({ dropped: lost.size, continued: kept.size });
        const stored = spans.filter(({ trace }) => lost.has(trace));
        expect(new Set(causes.traces.map(({ traceId }) => traceId))).toEqual(
          new Set(stored.map(({ trace }) => traceIdOf(trace))),
        );
        expect(
          causes.operations.map(({ service, name, droppedMs, continuedMs, dropped, continued }) => [
            `${service} ${name}`,
            [droppedMs, continuedMs, dropped, continued],
          ]),
        ).toEqual(lost.size === 0 ? [] : slowerOperations(spans, lost, kept));
      }
    },
  );

  function expected({ holds, windowMs }: (typeof asked)[number], steps: readonly string[]) {
    const own = counted(records, holds);
    const of = (period: Period): readonly FunnelWalk[] =>
      steps.length === 0 ? [] : walksOf(own, "checkout", steps, { ...period, windowMs });
    return { own, walks: of({ from, to }), before: of({ from: 2 * from - to, to: from }) };
  }
});

testAskedRoutes("funnels.test.ts", "extended");

const anywhere = (): boolean => true;

/** Page by page. */
async function allPeople(api: TestApi, path: string): Promise<readonly FunnelPerson[]> {
  const people: FunnelPerson[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const after: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page: FunnelPeopleResult = await api.get(`${path}&limit=7${after}`);
    people.push(...page.people);
    cursor = page.nextCursor;
  }
  return people;
}

const none = { people: 0, visits: 0, repeated: 0 };
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const shareOf = (people: readonly number[]): number | null =>
  (people[0] ?? 0) === 0 ? null : people.at(-1)! / people[0]!;

/** Of the latest 50 people, the trace of the latest record of the step that has one. */
function tracesAt(walks: readonly FunnelWalk[], step: string): ReadonlySet<string> {
  const latest = walks
    .flatMap(
      ({ records }) => records.findLast((one) => stepOf(one) === step && one.trace !== undefined) ?? [],
    )
    .toSorted((a, b) => b.at - a.at);
  return new Set(latest.slice(0, 50).map(({ trace }) => trace!));
}

/** At least 1.2 times and 5 ms longer, in three traces of either side, the largest difference first. */
function slowerOperations(
  spans: readonly RawSpan[],
  lost: ReadonlySet<string>,
  kept: ReadonlySet<string>,
): readonly unknown[] {
  return [...Map.groupBy(spans, ({ service, name }) => `${service} ${name}`)]
    .flatMap(([operation, own]) => {
      const [left, on] = [lost, kept].map((side) => own.filter(({ trace }) => side.has(trace)));
      if (Math.min(left!.length, on!.length) < 3) return [];
      const [leftMs, onMs] = [left, on].map((all) =>
        percentileOf(
          all!.map(({ durationMs }) => durationMs),
          0.5,
        ),
      ) as [number, number];
      if (leftMs < onMs * 1.2 || leftMs - onMs < 5) return [];
      return [{ operation, leftMs, onMs, left: left!.length, on: on!.length }];
    })
    .toSorted((a, b) => b.leftMs - b.onMs - (a.leftMs - a.onMs) || (a.operation < b.operation ? -1 : 1))
    .map(({ operation, leftMs, onMs, left, on }) => [operation, [leftMs, onMs, left, on]]);
}
