// Profiled functions against the oracle: what their runs cost, now and before, over time and one by one.
import type { ProfileFigures, ProfileResult, ProfileRun, ProfilesResult, ProfileSummary } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import {
  closeOrNull,
  countBy,
  inOrder,
  percentileOf,
  periodBefore,
  periodOf,
  rangeOf,
  sum,
} from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { once } from "./persons.ts";
import { profileNames, profileRecordsOf } from "./profile-records.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";

const classes = ["fast", "normal", "slow", "very_slow"] as const;

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const range = rangeOf({ from, to });
  const all = profileRecordsOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ from, to, spans: [], records: all }, seed);
  });
  afterAll(() => api.close());

  test.each([
    ["", () => true],
    ["&environment=staging", ({ environment }: RawRecord) => environment === "staging"],
    ["&service=images", ({ service }: RawRecord) => service === "images"],
    ["&service=none", () => false],
  ] as const)("the list%s has the figures of each function", async (query, counts) => {
    const result = await api.get<ProfilesResult>(`/api/profiles?${range}${query}`);
    const period = periodOf(result);
    expect(period).toEqual({ from, to });
    const own = once(all).filter(counts);
    const both = between(own, { from: periodBefore(period).from, to });
    expect(result.profiles.map(({ name }) => name).toSorted()).toEqual(
      profileNames.filter((name) => both.some((one) => nameOf(one) === name)).toSorted(),
    );
    for (const summary of result.profiles) expectSummary(summary, own, period, result.stepMs);
  });

  test.each(profileNames)("%s has the figures of the list, and its runs by class", async (name) => {
    const { profiles } = await api.get<ProfilesResult>(`/api/profiles?${range}`);
    const path = `/api/profiles/${encodeURIComponent(name)}?${range}&limit=20`;
    const { summary, stepMs } = await api.get<ProfileResult>(path);
    expect(profiles.find((one) => one.name === name) ?? summary).toEqual(summary);
    expectSummary(summary, once(all), { from, to }, stepMs);
    const own = between(once(all), { from, to }).filter((one) => nameOf(one) === name);
    const ofImages = await allPages<ProfileRun>(api, `${path}&service=images`);
    expect(inOrder(ofImages.items.map(toRun))).toEqual(
      inOrder(own.filter(({ service }) => service === "images").map(runOf)),
    );
    const narrowed = await api.get<ProfileResult>(`${path}&service=images`);
    const images = once(all).filter(({ service }) => service === "images");
    expectSummary(narrowed.summary, images, { from, to }, stepMs);
    for (const one of [undefined, ...classes]) {
      const { items } = await allPages<ProfileRun>(api, `${path}${one === undefined ? "" : `&class=${one}`}`);
      expect([one, inOrder(items.map(toRun))]).toEqual([
        one,
        inOrder(own.filter((run) => one === undefined || textOf(run, "class") === one).map(runOf)),
      ]);
    }
  });
});

testAskedRoutes("profiles.test.ts");

const valueOf = ({ attributes }: RawRecord, name: string) => attributes[`telltale.profile.${name}`];
const textOf = (run: RawRecord, name: string): string => String(valueOf(run, name) ?? "");
const nameOf = (run: RawRecord): string => textOf(run, "name");
const hasFailed = ({ attributes }: RawRecord): boolean => "error.type" in attributes;

function numbersOf(runs: readonly RawRecord[], name: string): number[] {
  return runs.map((run) => valueOf(run, name)).filter((value) => typeof value === "number");
}

function expectSummary(
  { name, current, previous, buckets, services }: ProfileSummary,
  all: readonly RawRecord[],
  period: Period,
  stepMs: number,
): void {
  const own = all.filter((run) => nameOf(run) === name);
  const now = between(own, period);
  expect([name, current]).toEqual([name, figuresOf(now)]);
  expect([name, previous]).toEqual([name, figuresOf(between(own, periodBefore(period)))]);
  expect(services).toEqual([...new Set(now.map(({ service }) => service))].toSorted());
  expect(buckets).toEqual(
    buckets.map(({ time }) => {
      const from = Date.parse(time);
      const inStep = between(now, { from, to: from + stepMs });
      return {
        time,
        count: inStep.length,
        errors: inStep.filter(hasFailed).length,
        p95Ms: closeOrNull(percentileOf(numbersOf(inStep, "duration_ms"), 0.95)),
      };
    }),
  );
  expect(sum(buckets.map(({ count }) => count))).toBe(now.length);
}

function figuresOf(runs: readonly RawRecord[]): ProfileFigures {
  const timed = runs.filter((run) => typeof valueOf(run, "duration_ms") === "number");
  const durations = numbersOf(timed, "duration_ms");
  const system = numbersOf(runs, "cpu_system_ms");
  const cpu = numbersOf(runs, "cpu_user_ms").map((user, at) => user + system[at]!);
  const most = (name: string): number | null =>
    runs.length === 0 ? null : Math.max(0, ...numbersOf(runs, name));
  const of = (values: readonly number[], share: number) =>
    closeOrNull(percentileOf(values, share)) as number | null;
  const counts = countBy(runs, (run) => textOf(run, "class"));
  return {
    count: runs.length,
    errors: runs.filter(hasFailed).length,
    p50Ms: of(durations, 0.5),
    p95Ms: of(durations, 0.95),
    cpuP50Ms: of(cpu, 0.5),
    cpuP95Ms: of(cpu, 0.95),
    memoryDeltaP50: of(numbersOf(runs, "memory_delta_bytes"), 0.5),
    memoryDeltaP95: of(numbersOf(runs, "memory_delta_bytes"), 0.95),
    memoryPeak: most("memory_peak_bytes"),
    loopDelayMs: most("event_loop_delay_ms"),
    gcShare: closeOrNull(durations.length === 0 ? null : sum(numbersOf(timed, "gc_ms")) / sum(durations)) as
      | number
      | null,
    itemsPerSecondP50: of(numbersOf(runs, "items_per_second"), 0.5),
    classes: Object.fromEntries(classes.map((one) => [one, counts[one] ?? 0])) as ProfileFigures["classes"],
    overlapped: runs.filter((run) => valueOf(run, "process_wide") === true).length,
  };
}

function toRun({ id, durationMs, error, memoryPeak, service }: ProfileRun): readonly unknown[] {
  return [id, durationMs, error, memoryPeak, service];
}

function runOf(run: RawRecord): readonly unknown[] {
  const { uid, attributes, service } = run;
  return [
    uid,
    valueOf(run, "duration_ms") ?? null,
    String(attributes["error.type"] ?? ""),
    valueOf(run, "memory_peak_bytes"),
    service,
  ];
}
