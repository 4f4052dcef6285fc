// The traces of steps: spans of a payment below the requests of visits, some of them sampled, and what funnels by their attributes are, by the
// definitions in words, from records and spans one by one.
import type { FunnelTraceGroupsResult, TraceAttribute } from "contract";
import type { FunnelWalk } from "./attempts.ts";
import { type Paid, paidBy } from "./funnel-money.ts";
import { randomOf } from "./random.ts";
import type { RawSpan, Telemetry, Weight } from "./telemetry.ts";
import { stepOf } from "./visits.ts";

/** The requests of two versions, with spans of their payment: none, or up to three with the same or with several providers. */
export function withPayments({ spans, ...telemetry }: Telemetry, seed: number): Telemetry {
  const random = randomOf(seed + 7000);
  return {
    ...telemetry,
    spans: spans.flatMap((request): RawSpan[] => {
      const weight: Weight = random.pick([1, 1, 1, 2, 4]);
      // the rate of a rule is on the first span alone
      const hasRate = weight > 1 && random.chance(0.5);
      const payments = Array.from({ length: random.whole(0, 3) }, (_, index): RawSpan => {
        const provider = random.pick(["nordpay", "nordpay", "cardwire", undefined]);
        return {
          ...request,
          id: `pay ${index}`,
          parent: request.id,
          isRemote: true,
          service: "payments",
          name: random.pick(["charge", "charge", "refund"]),
          at: request.at + 1,
          durationMs: 2,
          weight: hasRate ? 1 : weight,
          attributes: provider === undefined ? {} : { provider },
        };
      });
      return [{ ...request, version: random.pick(["1", "2", ""]), weight, hasRate }, ...payments];
    }),
  };
}

/** A person who came to the step, by the value in their trace of it. */
export interface ValuedWalk {
  readonly walk: FunnelWalk;
  /** `several` and `none` beside the values. */
  readonly group: string;
  readonly weight: number;
}

export function valuesInTraces(
  walks: readonly FunnelWalk[],
  steps: readonly string[],
  at: number,
  spans: readonly RawSpan[],
  attribute: TraceAttribute,
): readonly ValuedWalk[] {
  const inTrace = Map.groupBy(spans, ({ trace }) => trace);
  return walks
    .filter(({ level }) => level > at)
    .map((walk) => {
      const latest = walk.records.findLast((one) => stepOf(one) === steps[at] && one.trace !== undefined);
      const own = inTrace.get(latest?.trace ?? "") ?? [];
      const values = new Set(own.flatMap((span) => valueOf(span, attribute) ?? []));
      return {
        walk,
        group: values.size === 0 ? "none" : values.size === 1 ? `value ${[...values][0]}` : "several",
        weight: values.size === 0 ? 1 : Math.max(1, ...own.map(({ weight }) => weight)),
      };
    });
}

type Group = Pick<FunnelTraceGroupsResult["groups"][number], "people" | "counted">;

/** The people of each group at the step and at those after it. */
export function groupsByTrace(
  people: readonly ValuedWalk[],
  steps: readonly string[],
  at: number,
): { readonly groups: ReadonlyMap<string, Group>; readonly isSampled: boolean } {
  const after = steps.slice(at).map((_, place) => at + place);
  const reached = (all: typeof people, weightOf: (one: ValuedWalk) => number): number[] =>
    after.map((place) => all.reduce((sum, one) => (one.walk.level > place ? sum + weightOf(one) : sum), 0));
  const known = people.filter(({ group }) => group !== "none");
  const isSampled = known.some(({ weight }) => weight > 1);
  const groups = new Map<string, Group>(
    [...Map.groupBy(known, ({ group }) => group)].map(([group, all]) => [
      group,
      { people: reached(all, ({ weight }) => weight), counted: all.length },
    ]),
  );
  const all = reached(people, () => 1);
  const represented = reached(known, ({ weight }) => weight);
  const rest: number[] = [];
  for (const [place, count] of all.entries())
    rest.push(Math.min(rest[place - 1] ?? Infinity, Math.max(0, count - represented[place]!)));
  if ((rest[0] ?? 0) > 0)
    groups.set("none", { people: rest, counted: isSampled ? 0 : people.length - known.length });
  return { groups, isSampled };
}

function valueOf(span: RawSpan, { service, name, key }: TraceAttribute): string | undefined {
  if (span.service !== service || span.name !== name) return undefined;
  return key === "service.version" ? span.version || undefined : span.attributes[key];
}

/** How many people have each attribute of the spans in their traces: of each trace, those whose step is in it. */
export function attributesOf(
  walks: readonly FunnelWalk[],
  step: string,
  at: number,
  spans: readonly RawSpan[],
): ReadonlyMap<string, number> {
  const people = new Map<string, number>();
  for (const { level, records } of walks) {
    const latest = records.findLast((one) => stepOf(one) === step && one.trace !== undefined);
    if (level <= at || latest === undefined) continue;
    const keys = spans
      .filter(({ trace }) => trace === latest.trace)
      .flatMap(({ service, name, version, attributes }) =>
        [
          "service.name",
          "deployment.environment.name",
          ...(version === "" ? [] : ["service.version"]),
          ...Object.keys(attributes),
        ].map((key) => `${service}: ${name}: ${key}`),
      );
    for (const key of new Set(keys)) people.set(key, (people.get(key) ?? 0) + 1);
  }
  return people;
}

/** What the people of each group are worth, and those of them who dropped; people without an amount are left out. */
export function moneyByGroup(
  people: readonly ValuedWalk[],
  steps: readonly string[],
  paid: readonly Paid[],
): ReadonlyMap<string, object> {
  const byPerson = Map.groupBy(paid, ({ person }) => person);
  const worth = people.flatMap(({ walk, group, weight }) => {
    const hasFinished = walk.level === steps.length;
    const own = paidBy(byPerson.get(walk.person) ?? [], hasFinished);
    return own === undefined ? [] : [{ ...own, group, weight, hasDropped: !hasFinished && !walk.isOpen }];
  });
  const centsOf = (all: typeof worth): Record<string, number> => {
    const cents: Record<string, number> = {};
    for (const one of all) cents[one.currency] = (cents[one.currency] ?? 0) + one.cents * one.weight;
    return cents;
  };
  const count = (all: typeof worth): number => all.reduce((sum, { weight }) => sum + weight, 0);
  const isSampled = worth.some(({ weight }) => weight > 1);
  return new Map(
    [...Map.groupBy(worth, ({ group }) => group)]
      .filter(([group]) => !isSampled || group !== "none")
      .map(([group, all]) => {
        const lost = all.filter(({ hasDropped }) => hasDropped);
        return [
          group,
          { people: count(all), amounts: centsOf(all), lostPeople: count(lost), lost: centsOf(lost) },
        ];
      }),
  );
}
