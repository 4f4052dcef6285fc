// The sentence on the page of a funnel and the verdict of list, page and overview are about the same fall.
import type { FunnelSummary } from "contract";
import { expect, test } from "vitest";

import { funnelStanding } from "../../lib/standing.ts";
import { findingOf } from "./funnel-finding.ts";
import { toSteps } from "./funnel-model.ts";

const funnel = (previous: readonly number[], people: readonly number[]): FunnelSummary => ({
  name: "checkout",
  steps: people.map((count, at) => ({
    name: "abcd"[at]!,
    people: count,
    open: 0,
    medianMs: null,
    p90Ms: null,
  })),
  conversion: people.at(-1)! / people[0]!,
  previousConversion: previous.at(-1)! / previous[0]!,
  previous,
  abandoned: 0,
  window: { ms: 300_000, of: "times" },
  services: [],
});

/** The verdict, and the sentence: the share of which step it names, or that most people leave there. */
function said(summary: FunnelSummary, days: readonly FunnelSummary[] = [], isEstimate = false): string {
  const verdict = funnelStanding(summary, { isRead: true, days, alerts: [] }, isEstimate);
  const trend = { stepMs: 60_000, buckets: [], previous: [] };
  const steps = toSteps(summary, isEstimate);
  const how = { before: "the hour before", isUsual: verdict.state === "good" };
  const { claim, more } = findingOf({ trend, isEstimate }, steps, undefined, how);
  return [`${verdict.word}:`, claim, ...more].join(" ");
}

const fell = (now: string, from: string, to: string, then: string): string =>
  `${now} of the people at ${from} go on to ${to}, ${then} in the hour before`;

test.each([
  {
    when: "the whole fell by 3 to 4 standard errors and no step by 4",
    before: [1000, 500, 250],
    now: [1000, 470, 189],
    says: `fell: ${fell("40.2 %", "b", "c", "50.0 %")}`,
  },
  {
    when: "one step fell and the whole did not",
    before: [1000, 500, 330],
    now: [1000, 700, 300],
    says: `fell: ${fell("42.9 %", "b", "c", "66.0 %")}`,
  },
  {
    when: "two steps fell: the surer one",
    before: [1000, 900, 100, 90],
    now: [1000, 700, 80, 40],
    says: `fell: ${fell("70.0 %", "a", "b", "90.0 %")}`,
  },
  {
    when: "the whole rose while a step fell",
    before: [1000, 500, 400],
    now: [1000, 900, 600],
    says: "steady: Most people leave after b: 300 of 900",
  },
  {
    when: "few people came to a step before",
    before: [1000, 10, 10],
    now: [1000, 30, 3],
    says: "steady: Most people leave after a: 970 of 1,000",
  },
  {
    when: "few people came to a step now",
    before: [1000, 500, 450],
    now: [1000, 15, 0],
    says: `fell: ${fell("1.5 %", "a", "b", "50.0 %")}`,
  },
  {
    when: "the whole fell at a step that few people came to",
    before: [1000, 12, 12],
    now: [1000, 18, 0],
    says: `fell: ${fell("0.00 %", "b", "c", "100 %")}`,
  },
  {
    when: "few people entered",
    before: [1000, 1000],
    now: [10, 2],
    says: "few so far: Most people leave after a: 8 of 10",
  },
  {
    when: "nothing changed",
    before: [1000, 500, 250],
    now: [1000, 500, 250],
    says: "steady: Most people leave after a: 500 of 1,000",
  },
])("verdict and sentence agree where $when", ({ before, now, says }) => {
  expect(said(funnel(before, now))).toBe(says);
});

test("where the time of most is not over, they are still open and have not left", () => {
  const summary = funnel([100, 30], [91, 23]);
  const open = { ...summary, steps: summary.steps.map((step, at) => ({ ...step, open: at === 0 ? 68 : 0 })) };
  expect(said(open)).toBe("steady: Most people are still open after a: 68 of 91");
});

test("estimated people fell nowhere", () => {
  expect(said(funnel([1000, 500, 330], [1000, 700, 300]), [], true)).toBe(
    "estimated: Most people leave after b: 400 of 700",
  );
});

test("a step that fell is as usual in all where earlier days say so", () => {
  const days = [310, 290, 305].map((done) => funnel([1000, 700, done], [1000, 700, done]));
  expect(said(funnel([1000, 500, 330], [1000, 700, 300]), days)).toBe(
    `usual: ${fell("42.9 %", "b", "c", "66.0 %")} In all, as many take all steps as on earlier days.`,
  );
});
