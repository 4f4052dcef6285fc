// @module-tag extended
// Conditions on people choose whose steps, transactions and interactions pages count, against the oracle; with conditions on records, both hold.
import type {
  FunnelResult,
  InteractionRow,
  InteractionsResult,
  JourneyColumnsResult,
  JourneysResult,
  TransactionGroupsResult,
  TransactionRow,
  TransactionsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chosenTier } from "../../../../tools/testing/tiers.ts";
import { allPages, type TestApi } from "../api/harness.ts";
import { openAt, peopleAt, walksOf } from "./attempts.ts";
import { did, ended, type Facts, factsOfPeople, holds } from "./chosen-people.ts";
import { boughtBy, contactFigures, contactsOf, toCounts } from "./chosen-transactions.ts";
import { countBy, sum } from "./figures.ts";
import { droppedByReason, peopleWhoAbandoned } from "./funnels.ts";
import { endingsOf } from "./generate-endings.ts";
import { visitTelemetryOf } from "./generate-visits.ts";
import { columnOf, countEndings, waysOf } from "./journey-columns.ts";
import { counted, once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";
import { countTransactions } from "./transactions.ts";
import { stepsTaken, visitsOf } from "./visits.ts";

interface Question {
  readonly filters: readonly string[];
  readonly chooses: (facts: Facts) => boolean;
  readonly counts?: (record: RawRecord) => boolean;
  readonly environment?: string;
  readonly service?: string;
}

const isPro = holds(({ plan }) => plan === "pro");
const isEngaged = holds(({ engagement }) => Number(engagement) > 0.5);
const isSlow = ({ spanMs }: Facts): boolean => spanMs.some((ms) => ms > 500);
const hasError = ({ hasError: is }: Facts): boolean => is;
const questions: readonly Question[] = [
  { filters: ["person did purchase"], chooses: did("purchase") },
  { filters: ["!person did purchase"], chooses: (facts) => !did("purchase")(facts) },
  { filters: ["person did address"], chooses: did("address") },
  { filters: ["person has plan=pro"], chooses: isPro },
  {
    filters: ["error", "!person has plan=pro", "!transaction failed"],
    chooses: (facts) => hasError(facts) && !isPro(facts) && !ended("failed")(facts),
  },
  { filters: ["!person has plan=pro"], chooses: (facts) => !isPro(facts) },
  { filters: ["person has engagement>0.5"], chooses: isEngaged },
  { filters: ["person has plan exists"], chooses: holds((attributes) => "plan" in attributes) },
  {
    filters: ["person has !plan exists", "!person has engagement<=0.5"],
    chooses: (facts) =>
      holds((attributes) => !("plan" in attributes))(facts) &&
      !holds(({ engagement }) => engagement !== undefined && Number(engagement) <= 0.5)(facts),
  },
  { filters: ["transaction failed"], chooses: ended("failed") },
  { filters: ["!transaction failed"], chooses: (facts) => !ended("failed")(facts) },
  { filters: ["transaction failed with declined"], chooses: ended("failed", "declined") },
  {
    filters: ["person has service=web", "duration>500ms", "plan=pro"],
    chooses: (facts) => holds((_, { service }) => service === "web")(facts) && isSlow(facts),
    counts: ({ attributes }) => attributes["plan"] === "pro",
  },
  { filters: ["person did call"], chooses: did("call") },
  { filters: ["transaction failed with "], chooses: ended("failed", "") },
  { filters: ["transaction abandoned"], chooses: ended("abandoned") },
  { filters: ["error"], chooses: hasError },
  { filters: ["!error"], chooses: (facts) => !hasError(facts), environment: "production" },
  {
    filters: ["duration>=100ms", "duration<400ms"],
    chooses: ({ spanMs }) => spanMs.some((ms) => ms >= 100 && ms < 400),
  },
  { filters: ['person did "pay"'], chooses: () => false },
  { filters: ["person has plan="], chooses: () => false },
  { filters: ["transaction completed"], chooses: ended("completed"), service: "web" },
  { filters: ["transaction abandoned with timeout"], chooses: ended("abandoned", "timeout") },
];
/** One of `each` questions, from the place `first` on, so that each is asked of one kind of figures; nightly all are. */
const asked = (each: number, first: number): readonly Question[] =>
  chosenTier() === "nightly" ? questions : questions.filter((_, at) => at % each === first);
const windowMs = 86_400_000;

describe.each(seeds)("store %i", (seed) => {
  const { spans, from, to, records: walked } = visitTelemetryOf(seed);
  const endings = endingsOf(seed, walked);
  const stored = {
    records: [...walked, ...endings.records, ...contactsOf(walked)],
    errors: endings.errors,
    spans,
  };
  const period = { from, to };
  const personOf = personsOf(stored.records);
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ ...stored, from, to }, seed);
    await addErrors(api, endings.errors, seed);
  });
  afterAll(() => api.close());

  test.each(asked(3, 0))("a funnel counts those of $filters", async (question) => {
    const { funnel, reasons, dropped } = await api.get<FunnelResult>(
      `/api/funnels/checkout?${queryOf(question)}&windowMs=${windowMs}`,
    );
    const steps = funnel.steps.map(({ name }) => name);
    const [own, before] = [
      recordsOf(question, period),
      recordsOf(question, { from: 2 * from - to, to: from }),
    ];
    const walksIn = (records: readonly RawRecord[], span: Period) =>
      steps.length === 0 ? [] : walksOf(records, "checkout", steps, { ...span, windowMs });
    const walks = walksIn(own, period);
    expect(funnel.steps.map(({ people, open }) => [people, open])).toEqual(
      peopleAt(walks, steps).map((people, at) => [people, openAt(walks, steps)[at]]),
    );
    expect(funnel.previous).toEqual(peopleAt(walksIn(before, { from: 2 * from - to, to: from }), steps));
    expect(funnel.abandoned).toBe(steps.length === 0 ? 0 : peopleWhoAbandoned(own, "checkout", period));
    const inScope = (one: { readonly environment: string }): boolean =>
      question.environment === undefined || one.environment === question.environment;
    const left =
      steps.length === 0
        ? new Map()
        : droppedByReason(own, endings.errors.filter(inScope), "checkout", steps, { ...period, windowMs });
    expect(new Map(reasons.map(({ step, reason, count }) => [`${step}: ${reason}`, count]))).toEqual(left);
    for (const [at, { people }] of dropped.entries())
      expect(people.length).toBe(
        Math.min(20, walks.filter(({ level, isOpen }) => level === at + 1 && !isOpen).length),
      );
  });

  test.each(asked(3, 1))("a journey has the visits of those of $filters", async (question) => {
    const own = recordsOf(question, period);
    const list = await api.get<JourneysResult>(`/api/journeys?${queryOf(question)}`);
    for (const name of ["checkout", "browsing"]) {
      const steps = stepsTaken(own, name, period).length;
      const visits = visitsOf(own, name, period);
      const people = new Set(visits.map(({ person }) => person)).size;
      const result = await api.get<JourneyColumnsResult>(
        `/api/journeys/${name}/columns?columns=2&end=none&${queryOf(question)}`,
      );
      const ways = waysOf(
        visits,
        { start: undefined, end: { kind: "none", name: "" }, unit: "visits" },
        { completions: [], spans: stored.spans, period },
      );
      expect(result).toMatchObject({ people, visits: visits.length, ...countEndings(ways) });
      for (const [at, column] of result.columns.entries()) {
        const expected = columnOf(ways, at);
        expect([column.visits, column.nodes.toSorted(byStep)]).toEqual([
          expected.visits,
          expected.nodes.toSorted(byStep),
        ]);
      }
      expect(list.journeys.filter((one) => one.name === name).map((one) => [one.people, one.steps])).toEqual(
        steps === 0 ? [] : [[people === 0 ? null : people, steps]],
      );
    }
  });

  test.each(asked(6, 2))("transactions are those of $filters", async (question) => {
    const before = { from: 2 * from - to, to: from };
    const [own, earlier] = [period, before].map((span) =>
      boughtBy(stored.records, period, countsIn(question, span)).filter(({ type }) => type === "purchase"),
    );
    const recordsIn = (all: typeof own = []) => all.flatMap((one) => one.records);
    const figures = [
      countTransactions(recordsIn(own), "purchase", period),
      countTransactions(recordsIn(earlier), "purchase", before),
    ];
    const path = `/api/transactions/purchase?${queryOf(question)}`;
    const { summary, reasons } = await api.get<TransactionTypeResult>(path);
    const { types } = await api.get<TransactionsResult>(`/api/transactions?${queryOf(question)}`);
    const listed = types.find(({ type }) => type === "purchase");
    for (const found of [summary, listed])
      expect([toCounts(found?.current), toCounts(found?.previous)]).toEqual(figures);
    const isIn = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
    const over = own!.filter(({ ended: at }) => isIn(at));
    const lost = over.filter(({ outcome }) => outcome !== "completed");
    expect(
      Object.fromEntries(reasons.map(({ outcome, reason, count }) => [`${outcome}: ${reason}`, count])),
    ).toEqual(countBy(lost, ({ outcome, reason }) => `${outcome}: ${reason}`));
    const { items } = await allPages<TransactionRow>(api, `${path}&limit=20`);
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      own!
        .filter(({ began, ended: at }) => isIn(began) || isIn(at))
        .map(({ id }) => id)
        .toSorted(),
    );
    const { groups } = await api.get<TransactionGroupsResult>(
      `/api/transaction-groups/purchase?by=plan&${queryOf(question)}`,
    );
    const planOf = ({ records: all }: (typeof over)[number]): string =>
      String(all.findLast(({ event }) => event.endsWith("ended"))?.attributes["plan"] ?? "");
    const totals = groups.map(({ value, total }) => [
      value,
      total.completed + total.failed + total.abandoned,
    ]);
    expect(Object.fromEntries(totals)).toEqual(countBy(over, planOf));
    expect(sum(groups.flatMap(({ buckets }) => buckets.map(({ failed }) => failed)))).toBe(
      over.filter(({ outcome }) => outcome === "failed").length,
    );
  });

  test.each(asked(6, 5))("interactions are those of $filters", async (question) => {
    const before = { from: 2 * from - to, to: from };
    const [own, earlier] = [period, before].map((span) =>
      between(once(contactsOf(walked)), span).filter(countsIn(question, span)),
    );
    const path = `/api/interactions?${queryOf(question)}`;
    const result = await api.get<InteractionsResult>(path);
    const channelOf = ({ attributes }: RawRecord): string =>
      String(attributes["telltale.interaction.channel"]);
    expect(result.current).toMatchObject(contactFigures(own!));
    expect(result.previous).toMatchObject(contactFigures(earlier!));
    expect(
      Object.fromEntries(result.channels.map(({ value, current, previous }) => [value, [current, previous]])),
    ).toMatchObject(
      Object.fromEntries(
        [...new Set(own!.map(channelOf))].map((channel) => [
          channel,
          [own!, earlier!].map((all) => contactFigures(all.filter((one) => channelOf(one) === channel))),
        ]),
      ),
    );
    expect(sum(result.buckets.map(({ count }) => count))).toBe(own!.length);
    expect(sum(result.trends.flatMap(({ counts }) => counts))).toBe(own!.length);
    const { items } = await allPages<InteractionRow>(api, `${path}&limit=30`);
    expect(items.map(({ uid }) => uid).toSorted()).toEqual(own!.map(({ uid }) => uid).toSorted());
  });

  /** The records that count, of the people who are chosen by what they did in the period. */
  function recordsOf(question: Question, span: Period) {
    return counted(stored.records, countsIn(question, span));
  }

  function countsIn({ chooses, counts, environment, service }: Question, span: Period) {
    const inEnvironment = (one: { readonly environment: string }): boolean =>
      environment === undefined || one.environment === environment;
    const facts = factsOfPeople(stored, span, inEnvironment);
    return (record: RawRecord): boolean => {
      const person = personOf(record);
      if (person === undefined || !inEnvironment(record)) return false;
      const known = facts.get(person);
      const isChosen = known !== undefined && chooses(known);
      return isChosen && (counts?.(record) ?? true) && (service === undefined || record.service === service);
    };
  }

  function queryOf({ filters, environment, service }: Question): string {
    const query = new URLSearchParams({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      ...(environment !== undefined && { environment }),
      ...(service !== undefined && { service }),
    });
    for (const filter of filters) query.append("filter", filter);
    return query.toString();
  }
});

const byStep = (a: { readonly step: string | null }, b: { readonly step: string | null }): number =>
  String(a.step) < String(b.step) ? -1 : 1;
