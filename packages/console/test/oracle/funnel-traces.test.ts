// @module-tag extended
// Conversion by what spans in the traces of a step have: groups, their evidence, and the rest whose value is not recorded.
import type { FunnelGroupMoneyResult, FunnelResult, FunnelTraceGroupsResult, TraceAttribute } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { type FunnelWalk, walksByValue, walksOf } from "./attempts.ts";
import { paidIn, toCents } from "./funnel-money.ts";
import { endingsOf } from "./generate-endings.ts";
import { visitTelemetryOf } from "./generate-visits.ts";
import { counted } from "./persons.ts";
import type { Period } from "./requests.ts";
import { seedsOf } from "./seeds.ts";
import { attributesOf, groupsByTrace, moneyByGroup, valuesInTraces, withPayments } from "./step-traces.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";

const windowMs = 86_400_000;
const conditions: readonly { readonly query: string; readonly holds: (record: RawRecord) => boolean }[] = [
  { query: "", holds: () => true },
  { query: "environment=production", holds: ({ environment }) => environment === "production" },
  {
    query: "service=web&filter=plan%3Dpro",
    holds: ({ service, attributes }) => service === "web" && attributes["plan"] === "pro",
  },
];
const attributes: readonly TraceAttribute[] = [
  { service: "payments", name: "charge", key: "provider" },
  { service: "shop", name: "POST /step", key: "service.version" },
  { service: "shop", name: "POST /step", key: "unknown" },
];

describe.each(seedsOf(4))("store %i", (seed) => {
  const telemetry = withPayments(visitTelemetryOf(seed), seed);
  const { spans, from, to } = telemetry;
  const records = [...telemetry.records, ...endingsOf(seed, telemetry.records).records];
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ ...telemetry, records }, seed);
  });
  afterAll(() => api.close());

  test.each(conditions)(
    "groups by attributes of traces are of the people of `$query`",
    async ({ query, holds }) => {
      const rules = `${range}&${query}&windowMs=${windowMs}`;
      const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${rules}`);
      const steps = funnel.steps.map(({ name }) => name);
      const own = counted(records, holds);
      const of = (period: Period): readonly FunnelWalk[] =>
        steps.length === 0 ? [] : walksOf(own, "checkout", steps, { ...period, windowMs });
      const [walks, before] = [of({ from, to }), of({ from: 2 * from - to, to: from })];
      for (const [at, step] of steps.slice(0, -1).entries())
        for (const attribute of attributes) {
          const { service, name, key } = attribute;
          const result = await api.get<FunnelTraceGroupsResult>(
            `/api/funnels/checkout/trace-groups?${rules}&step=${step}&by=${key}&spanService=${service}&spanName=${encodeURIComponent(name)}`,
          );
          const [now, then] = [walks, before].map((all) =>
            groupsByTrace(valuesInTraces(all, steps, at, spans, attribute), steps, at),
          ) as [ReturnType<typeof groupsByTrace>, ReturnType<typeof groupsByTrace>];
          const noPeople = { people: steps.slice(at).map(() => 0), counted: 0 };
          const found = result.groups.map(({ value, several, ...figures }) => [
            value === null ? (several ? "several" : "none") : `value ${value}`,
            figures,
          ]);
          expect(Object.fromEntries(found)).toEqual(
            Object.fromEntries(
              [...now.groups].map(([group, { people, counted: evidence }]) => {
                const earlier = then.groups.get(group) ?? noPeople;
                return [
                  group,
                  {
                    people,
                    previous: earlier.people,
                    counted: evidence,
                    countedPrevious: earlier.counted,
                  },
                ];
              }),
            ),
          );
          expect([result.step, result.isSampled]).toEqual([step, now.isSampled || then.isSampled]);
          const listed = attributesOf(walks, step, at, spans);
          expect(
            result.attributes.map((one) => listed.get(`${one.service}: ${one.name}: ${one.key}`)),
          ).toEqual([...listed.values()].toSorted((a, b) => b - a));
        }
    },
  );

  test.each(conditions)("amounts by group are those of the people of `$query`", async ({ query, holds }) => {
    const rules = `${range}&${query}&windowMs=${windowMs}`;
    const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${rules}`);
    const steps = funnel.steps.map(({ name }) => name);
    const walks = walksOf(counted(records, holds), "checkout", steps, { from, to, windowMs });
    const inScope = ({ environment }: RawRecord): boolean =>
      !query.startsWith("environment") || environment === "production";
    const paid = paidIn(records, { from, to }, inScope);
    const ask = async (asked: string) => {
      const result = await api.get<FunnelGroupMoneyResult>(
        `/api/funnels/checkout/group-money?${rules}&${asked}`,
      );
      return Object.fromEntries(
        result.groups.map(({ value, several, amounts, lost, ...people }) => [
          value === null ? (several ? "several" : "none") : `value ${value}`,
          { ...people, amounts: toCents(amounts), lost: toCents(lost) },
        ]),
      );
    };
    for (const [at, step] of steps.slice(0, -1).entries()) {
      for (const attribute of attributes) {
        const people = valuesInTraces(walks, steps, at, spans, attribute);
        const { service, name, key } = attribute;
        const span = `spanService=${service}&spanName=${encodeURIComponent(name)}`;
        expect(await ask(`step=${step}&by=${key}&${span}`)).toEqual(
          Object.fromEntries(moneyByGroup(people, steps, paid)),
        );
      }
      const byPlan = walksByValue(
        walks.filter(({ level }) => level > at),
        step,
        "plan",
      );
      const people = [...byPlan].flatMap(([value, own]) =>
        own.map((walk) => ({ walk, group: value === null ? "none" : `value ${value}`, weight: 1 })),
      );
      expect(await ask(`step=${step}&by=plan`)).toEqual(
        Object.fromEntries(moneyByGroup(people, steps, paid)),
      );
    }
  });
});

testAskedRoutes("funnel-traces.test.ts", "extended");
