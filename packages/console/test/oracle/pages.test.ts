// Pages that show the same figure of people, errors or transactions agree, with the charts of dashboards and the first answers of pages,
// too.
import type {
  ChartResult,
  ChartSource,
  DigestResult,
  ErrorResult,
  ErrorsResult,
  FunnelGroupsResult,
  FunnelResult,
  FunnelsResult,
  FunnelSummary,
  JourneyColumnsResult,
  JourneysResult,
  TransactionsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { ask } from "./asking.ts";
import { iso, rangeOf, sum } from "./figures.ts";
import { errorTelemetryOf } from "./generate-errors.ts";
import { visitTelemetryOf } from "./generate-visits.ts";
import type { Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import { receivedOf } from "./store.ts";

const minute = 60_000;
const outcomes = ["completed", "failed", "abandoned"] as const;

describe.each(seeds)("store %i", (seed) => {
  const visits = visitTelemetryOf(seed);
  const { errors, records, from, to } = errorTelemetryOf(seed);
  // whole minutes, so that charts are of the same records
  const whole: Period = { from: Math.floor(from / minute) * minute, to: Math.floor(to / minute) * minute };
  const range = rangeOf(whole);
  let api: TestApi;
  beforeAll(async () => {
    const all = { spans: visits.spans, records: [...visits.records, ...records], ...whole };
    api = await receivedOf(all, seed);
    await addErrors(api, errors, seed);
  });
  afterAll(() => api.close());

  /** All values of the lines of a chart over the range, by line. */
  const draw = async (source: ChartSource): Promise<readonly number[]> => {
    const chart = { title: "x", sources: [source] };
    const { lines } = await ask<ChartResult>(api, "/api/chart", {
      chart,
      from: iso(whole.from),
      to: iso(whole.to),
    });
    return lines.map(({ values }) => sum(values.map((value) => value ?? 0)));
  };

  test.each(["", "&environment=production", "&service=shop", "&filter=plan%3Dpro"])(
    "funnels%s have the same people in the list, on their page, by group, over time and as a journey",
    { tags: ["extended"] },
    async (query) => {
      const { funnels } = await api.get<FunnelsResult>(`/api/funnels?${range}${query}`);
      const first = await api.get<FunnelsResult>(`/api/funnels?${range}${query}&sample=few`);
      expect(first.funnels.map(peopleOf)).toEqual(funnels.map(peopleOf));
      for (const listed of funnels) {
        const path = `/api/funnels/${listed.name}`;
        const page = await api.get<FunnelResult>(`${path}?${range}${query}`);
        expect(page.funnel).toEqual(listed);
        const people = listed.steps.map((step) => step.people);
        const { buckets } = page.trend;
        expect([
          sum(buckets.map(({ entered }) => entered)),
          sum(buckets.map(({ finished }) => finished)),
        ]).toEqual([people[0], people.at(-1)]);
        expect(page.dropped.map((one) => one.people.length)).toEqual(
          people
            .slice(0, -1)
            .map((count, at) => Math.min(20, count - people[at + 1]! - listed.steps[at]!.open)),
        );
        const { groups } = await api.get<FunnelGroupsResult>(`${path}/groups?${range}${query}&by=plan`);
        const ofGroups = people.map((_, at) => sum(groups.map((group) => group.people[at]!)));
        expect(ofGroups).toEqual(groups.length === 0 ? people.map(() => 0) : people);
        const few = await api.get<FunnelResult>(`${path}?${range}${query}&sample=few`);
        expect(peopleOf(few.funnel)).toEqual(peopleOf(listed));
      }
    },
  );

  test.each(["", "&environment=production"])(
    "a journey%s has the people of the list, and of its funnel at the first step",
    async (query) => {
      const { journeys } = await api.get<JourneysResult>(`/api/journeys?${range}${query}`);
      const { funnels } = await api.get<FunnelsResult>(`/api/funnels?${range}${query}`);
      for (const { name, people, steps } of journeys) {
        const page = await api.get<JourneyColumnsResult>(
          `/api/journeys/${name}/columns?end=none&${range}${query}`,
        );
        expect([name, page.people === 0 && steps > 0 ? null : page.people]).toEqual([name, people]);
        const [entry] = funnels.find((one) => one.name === name)?.steps ?? [];
        if (entry === undefined) continue;
        const ofEntry = await api.get<JourneyColumnsResult>(
          `/api/journeys/${name}/columns?end=none&start=${entry.name}&${range}${query}`,
        );
        expect([name, ofEntry.people]).toEqual([name, entry.people]);
      }
    },
  );

  test("errors have the same figures in the list, on their page, in charts and in the digest", async () => {
    const { items, total } = await api.get<ErrorsResult>(`/api/errors?${range}`);
    expect(items).toHaveLength(total);
    for (const { trend, ...listed } of items) {
      const { group, buckets } = await api.get<ErrorResult>(`/api/errors/${listed.fingerprint}?${range}`);
      expect(group).toMatchObject(listed);
      const drawn = await draw({ error: listed.fingerprint });
      expect([sum(trend), sum(buckets.map(({ count }) => count)), sum(drawn)]).toEqual(
        Array.from({ length: 3 }, () => listed.count),
      );
    }
    const fresh = await api.get<ErrorsResult>(`/api/errors?${range}&new=true`);
    const digest = await api.get<DigestResult>(`/api/digest?${range}`);
    expect(new Map(digest.errors.map((one) => [one.fingerprint, [one.count, one.users]]))).toEqual(
      new Map(fresh.items.map((one) => [one.fingerprint, [one.count, one.users]])),
    );
  });

  test("transactions have the same figures in the list, on their page, by reason, in charts and at first", async () => {
    const { types } = await api.get<TransactionsResult>(`/api/transactions?${range}`);
    const first = await api.get<TransactionsResult>(`/api/transactions?${range}&sample=few`);
    expect(first.types).toEqual(types);
    for (const { type, current } of types) {
      const { summary, reasons } = await api.get<TransactionTypeResult>(`/api/transactions/${type}?${range}`);
      expect(summary.current).toEqual(current);
      for (const outcome of ["failed", "abandoned"] as const) {
        const own = reasons.filter((reason) => reason.outcome === outcome);
        expect([type, outcome, sum(own.map(({ count }) => count))]).toEqual([
          type,
          outcome,
          current[outcome],
        ]);
      }
      const ended = sum(outcomes.map((outcome) => current[outcome]));
      expect([type, sum(await draw({ transaction: type, measure: "count" }))]).toEqual([type, ended]);
      expect([type, sum(await draw({ transaction: type, measure: "outcomes" }))]).toEqual([type, ended]);
    }
  });
});

function peopleOf({ steps, previous, abandoned }: FunnelSummary): object {
  return { steps: steps.map(({ people, open }) => [people, open]), previous, abandoned };
}
