import { expect, test } from "vitest";
import { createEngine } from "../machine/engine.ts";
import type { AlertRule, RuleFile } from "../rule/rule.ts";
import { durationMs } from "catalog/duration";
import { reachOf } from "./reach.ts";

const objectives: RuleFile["objectives"] = [
  { name: "Pay ok", on: { transaction: "pay", measure: "completion" }, target: 0.99, alerts: [] },
];
const reach = (rule: Omit<AlertRule, "name">) =>
  reachOf(createEngine({ alerts: [{ name: "a", ...rule }], objectives }).rules[0]!);

const pairs = [
  { long: "1h", short: "5m", factor: 14 },
  { long: "3d", short: "6h", factor: 1 },
];

test.each<[string, Omit<AlertRule, "name">, string, string, string]>([
  ["a threshold", { on: { metric: "m" }, when: { above: 1 } }, "5m", "0s", "5m"],
  [
    "`for`, `window` and `delay`",
    { on: { metric: "m" }, window: "10m", delay: "1m", for: "2m", when: { above: 1 } },
    "11m",
    "2m",
    "11m",
  ],
  ["a change", { on: { metric: "m" }, when: { change: { ago: "7d", above: 0.5 } } }, "7d5m", "0s", "5m"],
  ["a burn rate", { when: { burnRate: { objective: "Pay ok", windows: pairs } } }, "3d", "0s", "5m"],
  ["a forecast", { on: { metric: "m" }, when: { forecast: { above: 1, within: "4h" } } }, "5m", "4h", "5m"],
  ["an anomaly", { on: { metric: "m" }, when: { not: { when: { anomaly: {} } } } }, "5m", "1d", "5m"],
  [
    "a share of business events",
    { on: { transaction: "pay", measure: "failure" }, when: { above: 0.3 } },
    "5m",
    "27h",
    "5m",
  ],
  [
    "a share whose usual one is declared",
    { on: { transaction: "pay", measure: "failure" }, when: { above: 0.3 }, evidence: { expected: 0.1 } },
    "5m",
    "0s",
    "5m",
  ],
  [
    "a share of requests",
    { on: { service: "s", measure: "errors" }, when: { above: 0.3 } },
    "5m",
    "0s",
    "5m",
  ],
  ["returning errors", { on: { errors: "returning" }, when: { above: 0 } }, "7d5m", "0s", "5m"],
  [
    "workflows",
    { on: { workflow: "w", measure: "stuck", longerThan: "2h" }, when: { above: 0 } },
    "2h5m",
    "0s",
    "5m",
  ],
])("%s says how far back it reads", (_, rule, reads, history, warmUp) => {
  expect(reach(rule)).toMatchObject({
    readsMs: durationMs(reads),
    historyMs: durationMs(history),
    warmUpMs: durationMs(warmUp),
  });
});

test.each<[AlertRule["on"], readonly string[] | undefined]>([
  [{ service: "s", measure: "errors" }, ["traces"]],
  [{ metric: "m" }, ["metrics"]],
  [{ funnel: "f", from: "a", to: "b" }, ["business"]],
  [{ errors: "any" }, ["logs"]],
  [{ sql: "SELECT 1 AS value" }, []],
  [{ finding: "*" }, ["findings"]],
])("%o is in the export of its signals", (on, signals) => {
  expect(reach({ on: on!, when: { above: 0.1 } }).signals).toEqual(signals);
});

test("queries run at each evaluation, over the window of the rule", () => {
  const query = "SELECT 1 AS value";
  const rule = { on: { sql: query, name: "one" }, window: "10m", every: "30s", when: { above: 0 } } as const;
  expect(reach(rule)).toMatchObject({
    queries: [{ name: "one", query, windowMs: 600_000 }],
    everyMs: 30_000,
  });
  expect(reach({ ...rule, on: { sql: query } })).toMatchObject({ queries: [{ name: query }] });
});

test("logs have the business events, which are not read twice", () => {
  const members = [
    { on: { log: "a" }, when: { above: 1 } },
    { on: { transaction: "t", measure: "count" }, when: { above: 1 } },
  ] as const;
  expect(reach({ when: { all: members } }).signals).toEqual(["logs"]);
});
