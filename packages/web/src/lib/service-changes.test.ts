// What changed in services: since their deploys, against the period before, and in which order they are listed.
import type { Deploy, ServicePeriod, ServicesResult, ServiceSummary } from "contract";
import { expect, test } from "vitest";

import { judgeDeploys } from "./deploy-effect.ts";
import { judgePeriods } from "./service-verdict.ts";
import { worstFirst } from "./worst-first.ts";

const start = Date.UTC(2026, 10, 20, 13, 48);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();

const period = (entries: number, errors: number, p95Ms: number): ServicePeriod => ({
  entries,
  errors,
  ratePerSecond: entries / 3600,
  estimatedRatePerSecond: entries / 3600,
  errorRate: errors / entries,
  p50Ms: p95Ms / 2,
  p95Ms,
  p99Ms: p95Ms * 2,
});

function service(changedMinute: number): ServiceSummary {
  const line = (before: number, after: number): number[] =>
    Array.from({ length: 60 }, (_, minute) => (minute < changedMinute ? before : after));
  return {
    ...period(100, 5, 2000),
    name: "payment",
    environments: [],
    version: "2.41.0",
    versionSince: at(changedMinute),
    versions: [],
    truncatedVersions: 0,
    ratesFrom: null,
    previous: null,
    spans: 100,
    rates: line(1, 1),
    estimatedRates: line(1, 1),
    errorRates: line(0.01, 0.1),
    p95sMs: line(800, 2500),
  };
}

const services = (...list: ServiceSummary[]): ServicesResult => ({
  from: at(0),
  to: at(60),
  stepMs: 60_000,
  services: list,
  truncated: 0,
  hasMoreEnvironments: false,
  environments: [],
});

const deploy = (minute: number, previous = "2.40.3"): Deploy => ({
  service: "payment",
  environment: "",
  version: "2.41.0",
  previous,
  time: at(minute),
  firstSeen: at(minute),
  source: "seen",
  link: "",
  note: "",
});

test("a deploy has what changed afterwards", () => {
  expect(judgeDeploys([deploy(24)], services(service(24)))[0]).toMatchObject({
    service: "payment",
    previous: "2.40.3",
    isFirst: false,
    worse: true,
    slowed: true,
    effect: "errors\u00a01.0\u00a0%\u00a0→\u00a010.0\u00a0% · p95\u00a0≈800\u00a0ms\u00a0→\u00a0≈2.5\u00a0s",
  });
});

test("a deploy is in its step, also where the range begins within the first one", () => {
  const wide = { ...services(service(3)), stepMs: 120_000 };
  const [aligned] = judgeDeploys([deploy(6)], wide);
  expect(aligned?.effect).toContain("p95");
  expect(judgeDeploys([deploy(6)], { ...wide, from: at(1) })).toEqual([aligned]);
});

test("the first version of a service is not a deploy", () => {
  expect(judgeDeploys([deploy(24, "")], services(service(24)))[0]).toMatchObject({
    isFirst: true,
    worse: false,
    effect: "first spans of this service",
  });
});

test("a deploy names the side that has too little data to compare", () => {
  const effectAt = (minute: number): string | undefined =>
    judgeDeploys([deploy(minute)], services(service(minute)))[0]?.effect;
  expect(effectAt(2)).toBe("too little data before to compare");
  expect(effectAt(58)).toBe("too little data since to compare");
  const once = { ...service(30), p95sMs: [800] };
  expect(judgeDeploys([deploy(30)], services(once))[0]?.effect).toBe("too little data to compare");
  expect(judgeDeploys([deploy(30)], services())[0]?.effect).toBe("no spans of this service in the range");
  expect(judgeDeploys([deploy(30)], { ...services(), truncated: 12 })[0]?.effect).toBe(
    "not among the 0 services that are listed",
  );
});

test("a deploy after nearly empty minutes has too little data before to compare", () => {
  const changed = service(24);
  const rates = changed.rates.map((_, minute) => (minute < 24 ? 0.75 / 60 : 10));
  expect(judgeDeploys([deploy(24)], services({ ...changed, rates }))[0]).toMatchObject({
    worse: false,
    effect: "too little data before to compare",
  });
});

test("a rise from nearly empty minutes is not a rise", () => {
  const changed = service(24);
  const ofRates = (before: number): boolean | undefined =>
    worstFirst(
      services({ ...changed, rates: changed.rates.map((_, minute) => (minute < 24 ? before : 10)) }),
    )[0]?.errorsRose;
  expect(ofRates(1)).toBe(true);
  expect(ofRates(0.0001)).toBe(false);
});

test.each([
  [0.005, ["payment", "cart"]],
  [0.036, ["payment", "cart"]],
  [0.5, ["cart", "payment"]],
])(
  "services that fail come first, by their share: %d all the time beside one that got worse",
  (errorRate, order) => {
    const steady = { ...service(24), name: "cart", errorRates: [], p95sMs: [], errorRate };
    const names = worstFirst(services(steady, service(24))).map(({ service: { name } }) => name);
    expect(names).toEqual(order);
  },
);

test("a service that began to fail now and then is not before one that fails more", () => {
  const rose = { ...service(24), name: "cart", errorRate: 0.0039 };
  const steady = { ...service(24), errorRates: [], p95sMs: [], errorRate: 0.036 };
  const names = worstFirst(services(rose, steady)).map(({ service: { name } }) => name);
  expect(names).toEqual(["payment", "cart"]);
});

test("a service that was worse all the time is worse than in the period before", () => {
  const flat = { ...service(0), errorRates: [], p95sMs: [], ...period(1000, 100, 2500) };
  const [judged] = worstFirst(services({ ...flat, previous: period(1000, 10, 800) }));
  expect(judged).toMatchObject({ errorsRose: true, slower: true });
});

test("small numbers and small changes have no verdict", () => {
  const usual = { errors: "usual", p95: "usual" };
  expect(judgePeriods(period(19, 19, 9000), period(1000, 0, 10))).toEqual(usual);
  expect(judgePeriods(period(1000, 19, 9000), null)).toEqual(usual);
  expect(judgePeriods(period(100_000, 300, 110), period(100_000, 100, 100))).toEqual(usual);
  expect(judgePeriods(period(1000, 10, 800), period(1000, 100, 2500))).toEqual({
    errors: "good",
    p95: "good",
  });
});
