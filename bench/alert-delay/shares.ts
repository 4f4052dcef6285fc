// Rules on shares of transactions and on conversions of funnels, with the defaults of a rule: quiet traffic, then a fault of two hours.
import { type AlertRule, funnel, replay, scenario, type Timeline, type Track, transactions } from "alerts";
import { quietAlarms } from "./quiet.ts";
import type { Row, Run, Wanted } from "./row.ts";

type Rule = Omit<AlertRule, "name">;

interface Case {
  readonly perHour: number;
  /** The share on which the rule looks, before the fault and during it. */
  readonly usual: number;
  readonly fault: number;
  readonly rule: Rule;
  readonly wanted: Wanted;
  /** Minutes of quiet traffic before the fault. */
  readonly quiet?: number;
}

const failure = { transaction: "purchase", measure: "failure" } as const;
const conversion = { funnel: "booking", from: "room", to: "paid" } as const;

const guide: Rule = { on: failure, window: "5m", when: { above: 0.3, recover: 0.2 }, for: "2m" };
const template: Rule = { ...guide, for: "1m", every: "10s" };
const above20: Rule = { on: failure, window: "5m", when: { above: 0.2 } };
const completion: Rule = {
  on: { transaction: "purchase", measure: "completion" },
  window: "5m",
  when: { below: 0.8 },
};
/** What *Alert on this* proposes for a transaction: nine tenths of its usual completion. */
const draftOf = (usual: number): Rule => ({
  ...completion,
  when: { below: Number((usual * 0.9).toFixed(2)) },
});
const funnel30: Rule = { on: conversion, window: "15m", when: { below: 0.3 } };

const minuteMs = 60_000;
const faultMinutes = 120;
const usualQuiet = 120;

/** At the usual level. */
const falseAlarms = 1;
/** Of each seed; of a rule that is evaluated every ten seconds a sixth. */
const quietWeeks = 6;

const cases: readonly Case[] = [
  { rule: guide, perHour: 300, usual: 0.05, fault: 0.5, wanted: { median: 6, p95: 10, falseAlarms } },
  { rule: guide, perHour: 600, usual: 0.05, fault: 0.5, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: above20, perHour: 600, usual: 0.05, fault: 0.4, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: funnel30, perHour: 600, usual: 0.4, fault: 0.2, wanted: { median: 12, p95: 20, falseAlarms } },
  {
    rule: guide,
    perHour: 300,
    usual: 0.02,
    fault: 0.5,
    quiet: 30,
    wanted: { median: 6, p95: 10, falseAlarms },
  },
  { rule: guide, perHour: 300, usual: 0.1, fault: 0.5, wanted: { median: 6, p95: 10, falseAlarms } },
  { rule: guide, perHour: 600, usual: 0.1, fault: 0.5, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: guide, perHour: 3000, usual: 0.1, fault: 0.5, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: guide, perHour: 120, usual: 0.02, fault: 0.9, wanted: { median: 8, p95: 12, falseAlarms } },
  { rule: template, perHour: 300, usual: 0.05, fault: 0.6, wanted: { median: 6, p95: 10, falseAlarms } },
  { rule: above20, perHour: 600, usual: 0.1, fault: 0.4, wanted: { median: 6, p95: 10, falseAlarms } },
  // the limit is near the share of the fault: chance must not end the alert
  {
    rule: { ...above20, when: { above: 0.3 } },
    perHour: 1200,
    usual: 0.05,
    fault: 0.4,
    wanted: { median: 6, p95: 8, falseAlarms },
  },
  { rule: above20, perHour: 300, usual: 0.03, fault: 0.5, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: completion, perHour: 600, usual: 0.95, fault: 0.5, wanted: { median: 6, p95: 8, falseAlarms } },
  { rule: funnel30, perHour: 600, usual: 0.6, fault: 0.2, wanted: { median: 12, p95: 20, falseAlarms } },
  { rule: funnel30, perHour: 1000, usual: 0.4, fault: 0.2, wanted: { median: 12, p95: 20, falseAlarms } },
  { rule: funnel30, perHour: 3000, usual: 0.4, fault: 0.2, wanted: { median: 12, p95: 15, falseAlarms } },
  ...[
    { perHour: 120, usual: 0.95, fault: 0.3 },
    { perHour: 300, usual: 0.95, fault: 0.5 },
    { perHour: 600, usual: 0.95, fault: 0.5 },
    { perHour: 3000, usual: 0.95, fault: 0.7 },
    { perHour: 600, usual: 0.7, fault: 0.3 },
  ].map((one) => ({ ...one, rule: draftOf(one.usual), wanted: { median: 6, falseAlarms } })),
];

export function rows(): readonly Row[] {
  return cases.map((one) => ({
    name: nameOf(one),
    wanted: { ...one.wanted, mostAlerts: 1 },
    run: (seed) => runOf(one, seed),
  }));
}

function nameOf({ perHour, usual, fault, rule, quiet = usualQuiet }: Case): string {
  const { when, window, for: lasting } = rule;
  const limit = "above" in when ? `above ${when.above}` : `below ${(when as { below: number }).below}`;
  const of = "funnel" in rule.on! ? "conversion" : (rule.on as typeof failure).measure;
  return `${of} ${limit} over ${window}${lasting === undefined ? "" : ` for ${lasting}`}, ${perHour} an hour, ${usual * 100} % → ${fault * 100} % after ${quiet} min`;
}

function runOf(one: Case, seed: number): Run {
  const { quiet = usualQuiet, usual, fault } = one;
  const found = timelineOf(one, seed, `${quiet + faultMinutes}m`, { start: usual, [`+${quiet}m`]: fault });
  const begin = found.from + quiet * minuteMs;
  const firings = found.changes.filter(({ to, at }) => to === "firing" && at >= begin);
  const rule = { ...one.rule, name: "rule" };
  const weeks = rule.every === undefined ? quietWeeks : quietWeeks / 6;
  return {
    ...(firings.length > 0 && { delayMinutes: (firings[0]!.at - begin) / minuteMs }),
    alerts: firings.length,
    falseAlarms: quietAlarms({ rule, perHour: one.perHour, usual, weeks, seed: seed + 1000 }),
    quietWeeks: weeks,
  };
}

function timelineOf(
  { rule, perHour }: Case,
  seed: number,
  length: string,
  share: Readonly<Record<string, number>>,
): Timeline {
  return replay(
    { alerts: [{ ...rule, name: "rule" }] },
    scenario({ for: length, seed, data: [trackOf(rule, perHour, share)] }),
  );
}

function trackOf({ on }: Rule, perHour: number, share: Readonly<Record<string, number>>): Track {
  if ("funnel" in on!) return funnel("booking", { from: "room", to: "paid", perHour, conversion: share });
  const isFailure = (on as { measure: string }).measure === "failure";
  const complete = Object.fromEntries(
    Object.entries(share).map(([time, value]) => [time, isFailure ? 1 - value : value]),
  );
  return transactions("purchase", { perHour, completion: complete });
}
