// Journeys and the ways through them, against the oracle.
import type { JourneyResult, JourneysResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { funnelSteps, journeys, visitTelemetryOf } from "./generate-visits.ts";
import { counted } from "./persons.ts";
import { seeds } from "./seeds.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";
import { hopCounts, stepCounts, stepOf, stepsByPerson, stepsTaken, takenCounts, visitsOf } from "./visits.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

describe.each(seeds)("store %i", (seed) => {
  const telemetry = visitTelemetryOf(seed);
  const { records, from, to } = telemetry;
  const period = { from, to };
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf(telemetry, seed);
  }, 120_000);
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

  test.each(
    journeys.flatMap((name) => [undefined, "production", "staging"].map((env) => [name, env] as const)),
  )("%s has the visits at each step and between steps, in environment %s", async (name, environment) => {
    const result = await api.get<JourneyResult>(`/api/journeys/${name}?${query(environment)}`);
    const own = inEnvironment(environment);
    const steps = stepsTaken(own, name, period);
    const visits = visitsOf(own, name, period);
    const { goal } = result;
    const people = new Set(visits.map(({ person }) => person));
    const done = new Set(
      visits.filter((visit) => visit.steps.some(({ step }) => step === goal)).map(({ person }) => person),
    );
    expect(result).toMatchObject({
      share: 1,
      people: people.size === 0 && steps.length > 0 ? null : people.size,
      visits: visits.length,
      steps: steps.length,
      goalPeople: done.size,
    });
    // without a declaration a funnel ends with the last step that people took on these days
    const all = stepsTaken(records, name, period).map(stepOf);
    const ends = [...funnelSteps, ""].slice(funnelSteps.findLastIndex((step) => all.includes(step)));
    expect(name !== "checkout" ? [""] : all.length > 0 ? ends : [...funnelSteps, ""]).toContain(goal);
    const nodes = result.nodes.map(({ step, people: at, visits: times, left, ended, open }) => [
      step,
      { people: at, visits: times, left, ended, open },
    ]);
    expect(Object.fromEntries(nodes)).toEqual(Object.fromEntries(stepCounts(visits, goal, to)));
    const links = result.links.map((link) => [
      `${link.from} → ${link.to}`,
      { visits: link.visits, medianMs: link.medianMs },
    ]);
    expect(Object.fromEntries(links)).toEqual(Object.fromEntries(hopCounts(visits)));

    // all that became of the visits at a step is what there were
    for (const { step, visits: times, left, ended, open } of result.nodes) {
      const on = result.links
        .filter((link) => link.from === step)
        .reduce((sum, link) => sum + link.visits, 0);
      expect([step, on + left + ended + open]).toEqual([step, times]);
    }

    const taken = result.taken.map(({ step, people: at, visits: times, repeated }) => [
      step,
      { people: at, visits: times, repeated },
    ]);
    const expected = takenCounts(stepsByPerson(own, name, period));
    expect(Object.fromEntries(taken.filter(([step]) => expected.has(step as string)))).toEqual(
      Object.fromEntries(expected),
    );
  });

  function query(environment: string | undefined): string {
    return `from=${iso(from)}&to=${iso(to)}${environment === undefined ? "" : `&environment=${environment}`}`;
  }

  function inEnvironment(environment: string | undefined): readonly RawRecord[] {
    return counted(records, (one) => environment === undefined || one.environment === environment);
  }
});

testAskedRoutes("journeys.test.ts");

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;
