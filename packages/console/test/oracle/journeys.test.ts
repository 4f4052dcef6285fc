// Journeys and the ways through them, against the oracle.
import type { JourneyColumnsResult, JourneyEnd, JourneysResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { funnelSteps, journeys, visitTelemetryOf } from "./generate-visits.ts";
import { withPurchases } from "./generate-purchases.ts";
import { columnOf, completionsOf, countEndings, medianOfAll, pathsOf, waysOf } from "./journey-columns.ts";
import { counted } from "./persons.ts";
import { seeds, some } from "./seeds.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";
import { stepOf, stepsByPerson, stepsTaken, visitsOf } from "./visits.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

describe.each(seeds)("store %i", (seed) => {
  const telemetry = withPurchases(visitTelemetryOf(seed), seed);
  const { records, from, to } = telemetry;
  const period = { from, to };
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf(telemetry, seed);
  });
  afterAll(() => api.close());

  test.each([undefined, "production", "staging"])(
    "the list has the people and steps of each journey, in environment %s",
    async (environment) => {
      const result = await api.get<JourneysResult>(`/api/journeys?${query(environment)}`);
      const expected = journeys.flatMap((name) => {
        const own = inEnvironment(environment);
        const steps = stepsTaken(own, name, period);
        if (steps.length === 0) return [];
        const people = stepsByPerson(own, name, period).size;
        const names = new Set(steps.map(stepOf));
        return [{ name, people: people === 0 ? null : people, steps: steps.length, names }];
      });
      const found = result.journeys.map(({ name, people, steps, stepNames }) => ({
        name,
        people,
        steps,
        names: new Set(stepNames),
      }));
      expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
    },
  );

  const ends: readonly (JourneyEnd | undefined)[] = [
    undefined,
    { kind: "none", name: "" },
    { kind: "step", name: "pay" },
    { kind: "transaction", name: "purchase" },
    { kind: "transaction", name: "refund" },
  ];
  const starts = [undefined, "cart", "search", "home"];
  const cases = journeys.flatMap((name) =>
    ends.flatMap((end) => (["visits", "people"] as const).map((unit) => ({ name, end, unit }))),
  );
  test.each(
    // each start with each end and unit, on the ways of one journey or another
    some(
      cases.map((one, at) => ({ ...one, start: starts[at % 4], service: at % 3 === 0 ? "shop" : undefined })),
      7,
    ),
  )("step by step, $name of $service from $start to $end.name by $unit", async (asking) => {
    const { name, end: asked, unit, start, service } = asking;
    const environment = unit === "people" ? "production" : undefined;
    const own = counted(
      inEnvironment(environment),
      (one) => service === undefined || one.service === service,
    );
    const counts = (one: RawRecord): boolean => environment === undefined || one.environment === environment;
    const search = new URLSearchParams({ unit, columns: "5" });
    if (start !== undefined) search.set("start", start);
    if (service !== undefined) search.set("service", service);
    if (asked !== undefined) search.set("end", asked.kind);
    if (asked !== undefined && asked.kind !== "none") search.set("endName", asked.name);
    const result = await api.get<JourneyColumnsResult>(
      `/api/journeys/${name}/columns?${query(environment)}&${search}`,
    );
    const completions = completionsOf(records, counts, period);
    const known = new Set(stepsByPerson(own, name, period).keys());
    const buyers = Map.groupBy(
      completions.filter(({ person }) => known.has(person)),
      ({ type }) => type,
    );
    const byPeople = [...buyers].map(([type, all]) => ({
      kind: "transaction",
      name: type,
      people: new Set(all.map(({ person }) => person)).size,
    }));
    expect(result.ends).toEqual(
      byPeople.toSorted((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1)),
    );
    const [first] = result.ends;
    const usual =
      first === undefined ? { kind: "none", name: "" } : { kind: "transaction", name: first.name };
    const goals = name === "checkout" ? funnelSteps.map((step) => ({ kind: "step", name: step })) : [];
    expect(asked === undefined ? [...goals, usual] : [asked]).toContainEqual(result.end);
    const ways = waysOf(
      visitsOf(own, name, period),
      { start, end: result.end, unit },
      { completions, spans: telemetry.spans, period },
    );
    expect(result).toMatchObject({
      share: 1,
      visits: ways.length,
      people: new Set(ways.map(({ person }) => person)).size,
      ...countEndings(ways),
      medianMs: medianOfAll(ways),
      errors: ways.filter(({ steps }) => steps.some(({ failed }) => failed)).length,
    });
    expect(result.columns).toHaveLength(5);
    for (const [at, column] of result.columns.entries()) {
      const expected = columnOf(ways, at);
      expect({ visits: column.visits, before: column.before }).toEqual({
        visits: expected.visits,
        before: expected.before,
      });
      expect(column.nodes.toSorted(byStep)).toEqual(expected.nodes.toSorted(byStep));
      const links = column.links.map(({ from: one, to: other, ...figures }) => ({
        way: `${one} → ${other}`,
        ...figures,
      }));
      expect(links.toSorted(byWay)).toEqual(expected.links.toSorted(byWay));
    }
    const all = pathsOf(ways);
    const most = all.map(({ visits }) => visits).toSorted((a, b) => b - a);
    const paths = result.paths.map(({ steps, ending, visits, medianMs, errors }) => ({
      path: [...steps, ending].join(" → "),
      visits,
      medianMs,
      errors,
    }));
    expect(paths.map(({ visits }) => visits)).toEqual(most.slice(0, 6));
    expect(all).toEqual(expect.arrayContaining(paths));
    expect(result.otherPaths).toMatchObject({
      paths: Math.max(0, all.length - 6),
      visits: most.slice(6).reduce((sum, visits) => sum + visits, 0),
    });
  });

  function query(environment: string | undefined): string {
    return `from=${iso(from)}&to=${iso(to)}${environment === undefined ? "" : `&environment=${environment}`}`;
  }

  function inEnvironment(environment: string | undefined): readonly RawRecord[] {
    return counted(records, (one) => environment === undefined || one.environment === environment);
  }
});

testAskedRoutes("journeys.test.ts");

const byStep = (a: { readonly step: string | null }, b: { readonly step: string | null }): number =>
  String(a.step) < String(b.step) ? -1 : 1;
const byWay = (a: { readonly way: string }, b: { readonly way: string }): number => (a.way < b.way ? -1 : 1);
const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;
