// Lists of anomalies against the oracle: those that lasted at some time of the range, as they were last known.
import type { Anomaly } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredAnomaly } from "../../src/store/anomalies.ts";
import { allPages, now, openApi, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { iso, rangeOf } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { randomOf } from "./random.ts";
import { seeds } from "./seeds.ts";
import { idOf } from "./store.ts";

const seconds = Math.floor(now / 1000);

const subjects = [
  { subject: "service", measure: "p95", service: "shop", name: "" },
  { subject: "operation", measure: "errors", service: "shop", name: "POST /buy" },
  { subject: "transaction", measure: "completion", service: "", name: "purchase" },
  { subject: "funnel", measure: "conversion", service: "", name: "checkout" },
] as const;

function anomaliesOf(seed: number): readonly StoredAnomaly[] {
  const random = randomOf(seed + 12_000);
  return Array.from({ length: random.whole(5, 60) }, (_, index): StoredAnomaly => {
    const started = seconds - random.whole(5, 300) * 60;
    const found = started + random.whole(1, 5) * 60;
    return {
      ...random.pick(subjects),
      tenant: "",
      id: Buffer.from(idOf(`anomaly-${index}`, 8)).toString("hex"),
      started,
      found,
      ended: random.chance(0.3) ? 0 : found + random.whole(1, 90) * 60,
      environment: random.chance(0.2) ? "staging" : "production",
      kind: random.pick(["spike", "shift", "burst"]),
      direction: random.pick([-1, 0, 1]),
      expected: random.whole(1, 1000) / 8,
      observed: random.whole(1, 1000) / 8,
      score: 0.75,
      sentence: `p95 of ${index} rose, since then it lasts`,
      minutes: [],
      values: [],
      updated: seconds,
    };
  });
}

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const anomalies = anomaliesOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    // found first, and written again when they end
    await api.store.anomalies.saveAnomalies(
      anomalies.map((one) => ({ ...one, ended: 0, observed: 0, updated: one.found })),
    );
    await api.store.anomalies.saveAnomalies(anomalies);
  }, 120_000);
  afterAll(() => api.close());

  test.each([
    ["", () => true],
    ["&service=shop", ({ service }: StoredAnomaly) => service === "shop"],
    ["&subject=transaction&name=purchase", ({ name }: StoredAnomaly) => name === "purchase"],
    ["&environment=staging", ({ environment }: StoredAnomaly) => environment === "staging"],
    ["&kind=shift&measure=p95", ({ kind, measure }: StoredAnomaly) => kind === "shift" && measure === "p95"],
    ["&open=true", ({ ended }: StoredAnomaly) => ended === 0],
  ] as const)("the list%s has each with its values, the latest found first", async (query, holds) => {
    const { items } = await allPages<Anomaly>(api, `/api/anomalies?${rangeOf({ from, to })}${query}&limit=7`);
    const expected = anomalies
      .filter(holds)
      .filter(({ started, ended }) => started * 1000 < to && (ended === 0 || ended * 1000 >= from))
      .toSorted((a, b) => b.found - a.found || (a.id < b.id ? 1 : -1));
    expect(
      items.map(({ id, start, found, end, expected: usual, observed, score }) => [
        id,
        start,
        found,
        end,
        usual,
        observed,
        score,
      ]),
    ).toEqual(
      expected.map((one) => [
        one.id,
        iso(one.started * 1000),
        iso(one.found * 1000),
        one.ended === 0 ? null : iso(one.ended * 1000),
        one.expected,
        one.observed,
        one.score,
      ]),
    );
  });
});

testAskedRoutes("anomalies.test.ts");
