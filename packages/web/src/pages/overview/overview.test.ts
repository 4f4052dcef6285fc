import type { TransactionFigures, TransactionTypeSummary } from "contract";
import { expect, test } from "vitest";

import { conversionVerdict } from "../../lib/conversion-verdict.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { judge } from "../../lib/transaction-verdict.ts";
import { findFall } from "./finding.ts";
import { findSlowdown } from "./finding-slower.ts";
import { snippetsFor } from "./first-run-snippets.ts";
import { mostMoved } from "./funnel-moves.ts";

const start = Date.UTC(2026, 10, 20, 13, 48);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
const figures = (completed: number, failed: number): TransactionFigures => ({
  started: completed + failed,
  completed,
  failed,
  abandoned: 0,
  open: 0,
  completionRate: null,
  amounts: [],
  p50Ms: null,
  p95Ms: null,
});

function summary(type: string, failedIn: (minute: number) => number): TransactionTypeSummary {
  const buckets = Array.from({ length: 60 }, (_, minute) => ({
    time: at(minute),
    completed: 80 - failedIn(minute),
    failed: failedIn(minute),
    abandoned: 0,
  }));
  return { type, current: figures(4600, 200), previous: figures(4560, 240), buckets, services: ["payment"] };
}

const deploy = (name: string, minute: number, isFirst = false): JudgedDeploy => ({
  service: name,
  environment: "",
  version: "2.41.0",
  previous: isFirst ? "" : "2.40.3",
  since: at(minute),
  isFirst,
  worse: false,
  slowed: false,
  effect: "",
  link: "",
  note: "",
});

test("the finding names the type, both shares, the time and the version", () => {
  const finding = findFall(
    [summary("refund", () => 4), summary("purchase", (minute) => (minute < 24 ? 4 : 13))],
    [deploy("storefront", 25), deploy("payment", 23)],
  );
  expect(finding).toMatchObject({ type: "purchase", since: at(24), version: { service: "payment" } });
  expect(finding?.before).toBeCloseTo(0.95, 2);
  expect(finding?.after).toBeCloseTo(0.8375, 3);
});

test("the sentence and the verdict of its type agree, whatever the hour was like", () => {
  for (const failedLate of [4, 5, 6, 8, 10, 13, 20, 40]) {
    for (const since of [5, 24, 50, 57]) {
      const one = summary("purchase", (minute) => (minute < since ? 4 : failedLate));
      const finding = findFall([one], []);
      const verdict = judge(one);
      expect(verdict.fall?.since).toBe(finding?.since);
      expect(finding === undefined || verdict.word === "fell").toBe(true);
    }
  }
});

test("finds nothing in a steady hour, a rise, or a small fall", () => {
  expect(findFall([summary("purchase", () => 4)], [])).toBeUndefined();
  expect(findFall([summary("purchase", (minute) => (minute < 24 ? 13 : 2))], [])?.since).not.toBe(at(24));
  expect(
    findFall(
      [{ ...summary("purchase", (minute) => (minute < 24 ? 0 : 1)), previous: figures(100_000, 0) }],
      [],
    ),
  ).toBeUndefined();
  expect(findFall([], [])).toBeUndefined();
});

test("does not name a version far from the change, or the first of a service", () => {
  const types = [summary("purchase", (minute) => (minute < 24 ? 4 : 13))];
  expect(findFall(types, [deploy("payment", 2), deploy("checkout", 23, true)])?.version).toBeUndefined();
});

test.each<
  [deploys: readonly [service: string, minute: number][], version: [string, string, boolean] | undefined]
>([
  // a hotfix after the fall, the version before it, and one that is too old
  [
    [
      ["payment", 28],
      ["payment", 23],
      ["payment", 15],
    ],
    ["payment", at(23), true],
  ],
  // within the minute in which completion fell
  [[["payment", 24.5]], ["payment", at(24.5), true]],
  [
    [
      ["payment", 24.5],
      ["payment", 20],
    ],
    ["payment", at(20), true],
  ],
  [[["payment", 25]], undefined],
  // a service that does not send the records of the type
  [
    [
      ["storefront", 23],
      ["payment", 20],
    ],
    ["payment", at(20), true],
  ],
  [[["storefront", 23]], ["storefront", at(23), false]],
])("of the versions %j, first seen around a fall at minute 24, it names %j", (seen, version) => {
  const types = [summary("purchase", (minute) => (minute < 24 ? 4 : 13))];
  const found = findFall(
    types,
    seen.map(([service, minute]) => deploy(service, minute)),
  )?.version;
  expect(found && [found.service, found.since, found.isOwn]).toEqual(version);
});

test("reports a slowdown that is significant and at least 1.5 times as long", () => {
  const slow = {
    ...summary("purchase", () => 4),
    current: { ...figures(900, 20), p95Ms: 1680 },
    previous: { ...figures(900, 20), p95Ms: 334 },
  };
  const slowed = { ...deploy("payment", 23), slowed: true };
  expect(findSlowdown([slow], [deploy("storefront", 25), slowed])).toMatchObject({
    type: "purchase",
    beforeMs: 334,
    afterMs: 1680,
    version: { service: "payment" },
  });
  expect(findSlowdown([{ ...slow, current: { ...slow.current, p95Ms: 400 } }], [])).toBeUndefined();
  expect(findSlowdown([{ ...slow, current: { ...figures(10, 1), p95Ms: 1680 } }], [])).toBeUndefined();
});

const step = (
  name: string,
  people: number,
): { name: string; people: number; open: number; medianMs: null; p90Ms: null } => ({
  name,
  people,
  open: 0,
  medianMs: null,
  p90Ms: null,
});

test("funnels: the step that changed most, coloured only when significant", () => {
  const funnel = {
    name: "checkout",
    steps: [step("cart", 9214), step("payment", 5013), step("done", 4081)],
    conversion: 0.443,
    previousConversion: 0.475,
    previous: [9481, 5034, 4503],
    abandoned: 0,
    window: { ms: 300_000, of: "times" as const },
    services: [],
  };
  expect(mostMoved(funnel)).toMatchObject({ from: "payment", to: "done", verdict: "bad" });
  expect(conversionVerdict(funnel)).toBe("bad");
  expect(
    conversionVerdict({ ...funnel, steps: [step("cart", 20), step("done", 8)], previous: [20, 10] }),
  ).toBe("usual");
  const few = [step("cart", 1000), step("payment", 30), step("done", 3)];
  expect(mostMoved({ ...funnel, steps: few, previous: [1000, 10, 10] })?.verdict).toBe("usual");
  expect(mostMoved({ ...funnel, previous: [] })).toBeUndefined();
  // no person came to the step before: it has no share, now or before
  const empty = [step("cart", 9214), step("payment", 0), step("done", 0)];
  expect(mostMoved({ ...funnel, steps: empty })).toMatchObject({ from: "cart", to: "payment", now: 0 });
  expect(mostMoved({ ...funnel, steps: empty.slice(1), previous: [5034, 4503] })).toBeUndefined();
  expect(mostMoved({ ...funnel, previous: [9481, 0, 0] })).toMatchObject({ from: "cart", to: "payment" });
  // estimated people are a sample, multiplied
  expect(mostMoved(funnel, true)).toBeUndefined();
  expect(conversionVerdict(funnel, true)).toBe("usual");
});

test("snippets contain the endpoint of this console", () => {
  const [telltale, stock, curl] = snippetsFor("http://10.0.0.7:4400");
  expect(telltale?.steps[1]?.code).toContain('endpoint: "http://10.0.0.7:4400"');
  expect(stock?.steps[2]?.code).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=http://10.0.0.7:4400 ");
  expect(curl?.steps[0]?.code).toContain("http://10.0.0.7:4400/v1/traces");
  expect(snippetsFor("http://127.0.0.1:4318")[0]?.steps[1]?.code).not.toContain("endpoint:");
});
