import { expect, test } from "vitest";
import { type AlertFacts, sentenceOf } from "./sentence.ts";

const at = Date.parse("2026-11-20T19:04:00Z");
const since = Date.parse("2026-11-20T19:02:00Z");
const base: AlertFacts = { rule: "Rule", content: {}, group: {}, kind: "firing", at, since };
const on = { transaction: "purchase", measure: "completion" };
const funnel = { funnel: "booking", from: "room", to: "paid" };
const backup = { on: { event: "backup" }, when: { absent: true } };
const slow = { on: { service: "payments", measure: "p95" }, when: { above: 2 } };
const windows = [{ long: "1h", short: "5m", factor: 14.4 }];

const rows: readonly (readonly [string, Partial<AlertFacts>, string])[] = [
  [
    "a funnel",
    {
      content: { on: funnel, when: { below: 0.5 } },
      value: 0.406,
      values: { limit: 0.5, part: 467, count: 1150 },
      unit: "1",
    },
    "Conversion room → paid of funnel booking is 40.6 % (467 of 1,150 people in 5 min), below 50 %, since 19:02 UTC.",
  ],
  [
    "a share of a group",
    {
      content: { on: { ...on, measure: "failure" }, when: { above: 0.3 }, window: "10m" },
      group: { region: "eu" },
      value: 0.41,
      values: { part: 41, count: 100 },
      unit: "1",
    },
    "Failure of purchase for region eu is 41 % (41 of 100 transactions in 10 min), above 30 %, since 19:02 UTC.",
  ],
  [
    "a latency",
    { content: { on: { service: "payments", measure: "p95" }, when: { above: 2 } }, value: 2.614, unit: "s" },
    "P95 of payments is 2.614 s in 5 min, above 2 s, since 19:02 UTC.",
  ],
  [
    "a share just above its limit",
    {
      content: { on: { ...on, measure: "failure" }, when: { above: 0.3 } },
      value: 0.3003,
      values: { part: 3003, count: 10_000 },
      unit: "1",
    },
    "Failure of purchase is 30.03 % (3,003 of 10,000 transactions in 5 min), above 30 %, since 19:02 UTC.",
  ],
  [
    "a latency just above a limit with many digits",
    { content: { ...slow, when: { above: 2.00049 } }, value: 2.000492, unit: "s" },
    "P95 of payments is 2.000492 s in 5 min, above 2.00049 s, since 19:02 UTC.",
  ],
  [
    "a limit that has endless digits in the unit that is shown",
    { content: { ...slow, when: { above: 100 } }, value: 150, unit: "s" },
    "P95 of payments is 2.5 min in 5 min, above 1.667 min, since 19:02 UTC.",
  ],
  [
    "a count just above the usual ones",
    {
      content: { on: { metric: "queue.size" }, when: { anomaly: {} } },
      value: 40.00004,
      values: { expected: 30, low: 20, high: 40 },
    },
    "Last value of queue.size is 40.00004, above the usual 20 to 40, since 19:02 UTC.",
  ],
  [
    "a share just back within its limit",
    {
      kind: "recovered",
      content: { on: { ...on, measure: "failure" }, when: { above: 0.3 } },
      value: 0.2999,
      unit: "1",
      episode: { since: since - 600_000, worst: 0.5, limit: 0.3 },
    },
    "Recovered after 10 min: failure of purchase is 29.99 %, since 19:02 UTC. The worst value was 50 %. It is no longer above 30 %.",
  ],
  [
    "a time limit under a second",
    {
      content: { on: { operation: "GET /", measure: "within", limit: "300ms" }, when: { below: 0.99 } },
      value: 0.93,
      values: { part: 930, count: 1000 },
      unit: "1",
    },
    "Share of GET / within 300 ms is 93 % (930 of 1,000 requests in 5 min), below 99 %, since 19:02 UTC.",
  ],
  [
    "members of which not all hold as they should",
    {
      content: { when: { not: { when: { all: [slow, { on: { event: "x" }, when: { above: 2 } }] } } } },
      values: { "1.value": 2.5, "2.value": 1 },
      value: 1,
    },
    "What should hold does not: p95 of payments is 2.5 s in 5 min, above 2 s, and number of events x is 1 in 5 min, not above 2, since 19:02 UTC.",
  ],
  [
    "data that should be there and is not",
    { content: { when: { not: { on: { event: "x" }, when: { absent: false } } } } },
    "What should hold does not: no data of events x in the last 5 min, since 19:02 UTC.",
  ],
  [
    "data that is there again",
    {
      kind: "recovered",
      content: { ...backup, on: { log: "backup done" }, window: "1d" },
      episode: { since: since - 600_000 },
    },
    "Recovered after 10 min: there is data of logs like “backup done” again, since 19:02 UTC. The condition no longer holds.",
  ],
  [
    "a query without a name that recovers",
    {
      kind: "recovered",
      rule: "Open orders",
      content: { on: { sql: "SELECT 1 AS value" }, when: { above: 3 } },
      value: 2,
      episode: { since: since - 600_000, worst: 5, limit: 3 },
    },
    "Recovered after 10 min: Open orders is 2, since 19:02 UTC. The worst value was 5. It is no longer above 3.",
  ],
  [
    "an amount",
    { content: { on: { ...on, measure: "amount" }, when: { below: 9000 } }, value: 5500 },
    "Completed amount of purchase is 5,500 in 5 min, below 9,000, since 19:02 UTC.",
  ],
  [
    "a count",
    { content: { on: { errors: "new" }, when: { above: 0 } }, value: 3 },
    "Number of new error groups is 3 in 5 min, above 0, since 19:02 UTC.",
  ],
  [
    "a change",
    {
      content: { on: { event: "login" }, when: { change: { ago: "7d", below: -0.5 } } },
      value: 120,
      values: { earlier: 400, change: -0.7 },
    },
    "Number of events login is 120 in 5 min, 70 % less than 7 d before, when it was 400; the limit is 50 % less, since 19:02 UTC.",
  ],
  [
    "a large growth",
    {
      content: { on: { event: "login" }, when: { change: { ago: "7d", times: 20 } } },
      value: 120,
      values: { earlier: 4, change: 29 },
    },
    "Number of events login is 120 in 5 min, 2,900 % more than 7 d before, when it was 4; the limit is 20 times as much, since 19:02 UTC.",
  ],
  [
    "a severity that rises",
    {
      kind: "severity",
      severity: "page",
      severityBefore: "ticket",
      content: { when: { burnRate: { objective: "Charges succeed", windows } } },
      value: 20,
      values: { "burn 1h": 20, "bad 1h": 200, "count 1h": 1000, target: 0.99, pair: 1 },
    },
    "Now page, before ticket: objective Charges succeed of 99 % uses up its error budget 20 × as fast as allowed, above 14.4 ×: 200 of 1,000 were bad in 1 h, since 19:02 UTC.",
  ],
  [
    "an anomaly",
    {
      content: { on: { metric: "queue.size" }, when: { anomaly: {} } },
      value: 90,
      values: { expected: 30, low: 20, high: 40 },
    },
    "Last value of queue.size is 90, above the usual 20 to 40, since 19:02 UTC.",
  ],
  [
    "a forecast",
    {
      content: { on: { metric: "disk.used" }, when: { forecast: { above: 0.9, within: "4h" } } },
      value: 0.71,
      values: { predicted: 0.95 },
      unit: "1",
    },
    "Last value of disk.used is 71 %, going to 95 % in 4 h, above 90 %, since 19:02 UTC.",
  ],
  [
    "missing data",
    { content: { on: { event: "backup" }, when: { absent: true }, window: "1d" }, value: 0 },
    "No data of events backup in the last 1 d, since 19:02 UTC.",
  ],
  [
    "data that should not be there",
    { content: { on: { event: "backup" }, when: { absent: false }, window: "1d" }, value: 3 },
    "Number of events backup is 3 in 1 d, where no data is expected, since 19:02 UTC.",
  ],
  [
    "a rule that fires without data",
    { content: { on: { metric: "jobs" }, when: { above: 10 } } },
    "Last value of jobs has no data since 19:02 UTC.",
  ],
  [
    "a rule that fires because it failed",
    { content: { on: { metric: "jobs" }, when: { above: 10 } }, reason: "The store is busy." },
    "Last value of jobs cannot be evaluated since 19:02 UTC: The store is busy.",
  ],
  [
    "a part of the data",
    {
      content: {
        on: {
          event: "login",
          service: "shop",
          where: { region: "eu", "telltale.transaction.currency": "EUR" },
        },
        when: { above: 3 },
      },
      value: 5,
    },
    "Number of events login (service shop, region eu, currency EUR) is 5 in 5 min, above 3, since 19:02 UTC.",
  ],
  [
    "instances in a state",
    {
      content: {
        on: { workflow: "refund", measure: "stuck", state: "sent", longerThan: "30m" },
        when: { above: 5 },
      },
      value: 8,
    },
    "Number of stuck instances of refund (state sent, for over 30 min) is 8, above 5, since 19:02 UTC.",
  ],
  [
    "a share within a limit",
    {
      content: { on: { ...on, measure: "within", limit: "2s" }, when: { below: 0.9 } },
      value: 0.88,
      values: { part: 176, count: 200 },
      unit: "1",
    },
    "Share of purchase within 2 s is 88 % (176 of 200 transactions in 5 min), below 90 %, since 19:02 UTC.",
  ],
  [
    "a count of transactions",
    { content: { on: { ...on, measure: "count" }, when: { below: 3 } }, value: 0 },
    "Number of purchase transactions is 0 in 5 min, below 3, since 19:02 UTC.",
  ],
  [
    "people",
    { content: { on: { ...funnel, measure: "entered" }, when: { below: 3 } }, value: 1 },
    "Number of people who entered room → paid of funnel booking is 1 in 5 min, below 3, since 19:02 UTC.",
  ],
  [
    "requests",
    { content: { on: { measure: "rate" }, when: { below: 3 } }, value: 1, unit: "{request}/s" },
    "Request rate of all services is 1 /s in 5 min, below 3 /s, since 19:02 UTC.",
  ],
  [
    "a query without a name",
    { content: { on: { sql: "SELECT 1 AS value" }, when: { above: 3 } }, value: 5 },
    "Rule is 5, above 3, since 19:02 UTC.",
  ],
  [
    "a value that should be above a limit",
    {
      content: { on: { metric: "disk.free", aggregation: "min" }, when: { not: { when: { above: 5 } } } },
      value: 3,
    },
    "Minimum of disk.free is 3 in 5 min, not above 5, since 19:02 UTC.",
  ],
  [
    "a composite",
    {
      content: {
        when: {
          all: [
            { on: { ...on, measure: "failure" }, when: { above: 0.1 } },
            { on: { service: "payments", measure: "p95" }, when: { above: 2 } },
          ],
        },
      },
      values: { "1.value": 0.2, "1.part": 20, "1.count": 100, "2.value": 3 },
    },
    "Failure of purchase is 20 % (20 of 100 transactions in 5 min), above 10 %, and p95 of payments is 3 s in 5 min, above 2 s, since 19:02 UTC.",
  ],
  [
    "a burn rate",
    {
      content: { when: { burnRate: { objective: "Charges succeed", windows } } },
      value: 15.7,
      values: { "burn 1h": 15.7, "burn 5m": 16, "bad 1h": 942, "count 1h": 6000, target: 0.99, pair: 1 },
    },
    "Objective Charges succeed of 99 % uses up its error budget 15.7 × as fast as allowed, above 14.4 ×: 942 of 6,000 were bad in 1 h, since 19:02 UTC.",
  ],
  [
    "a burn rate of the second pair, of sampled requests",
    {
      content: {
        when: {
          burnRate: {
            objective: "Charges succeed",
            windows: [...windows, { long: "6h", short: "30m", factor: 6 }],
          },
        },
      },
      value: 7,
      values: {
        "burn 1h": 15.7,
        "burn 5m": 2,
        "bad 1h": 942,
        "count 1h": 6000,
        "burn 6h": 7,
        "burn 30m": 8,
        "bad 6h": 2520,
        "count 6h": 36_000,
        "recorded 6h": 4000,
        target: 0.99,
        pair: 2,
      },
    },
    "Objective Charges succeed of 99 % uses up its error budget 7 × as fast as allowed, above 6 ×: about 2,520 of 36,000 were bad in 6 h (4,000 were recorded), since 19:02 UTC.",
  ],
  [
    "a burn rate with what is left of the budget",
    {
      content: { when: { burnRate: { objective: "Charges succeed", windows } } },
      value: 15.7,
      values: {
        "burn 1h": 15.7,
        "bad 1h": 942,
        "count 1h": 6000,
        target: 0.99,
        pair: 1,
        "budget left": 0.4,
        "budget lasts": 66_000,
      },
    },
    "Objective Charges succeed of 99 % uses up its error budget 15.7 × as fast as allowed, above 14.4 ×: 942 of 6,000 were bad in 1 h, since 19:02 UTC. 40 % of the error budget is left, and used up in 18 h 20 min at this rate.",
  ],
  [
    "a burn rate after its budget",
    {
      kind: "recovered",
      content: { when: { burnRate: { objective: "Charges succeed", windows } } },
      value: 0.5,
      values: { target: 0.99, "budget left": -0.2, "budget lasts": 0 },
      episode: { since: since - 3_600_000, worst: 20 },
    },
    "Recovered after 1 h: objective Charges succeed of 99 % uses up its error budget 0.5 × as fast as allowed, since 19:02 UTC. The worst value was 20 ×. The condition no longer holds. The error budget is used up.",
  ],
  [
    "a finding",
    { content: { on: { finding: "repeated-queries" }, when: { above: 10 } }, value: 25 },
    "Number of traces with the finding repeated-queries is 25 in 5 min, above 10, since 19:02 UTC.",
  ],
  [
    "any finding",
    { content: { on: { finding: "*" }, when: { above: 10 } }, value: 25 },
    "Number of traces with a finding is 25 in 5 min, above 10, since 19:02 UTC.",
  ],
  [
    "a query",
    { content: { on: { sql: "", name: "open orders" }, when: { above: 10 } }, value: 25 },
    "Open orders is 25, above 10, since 19:02 UTC.",
  ],
  [
    "stuck instances",
    { content: { on: { workflow: "refund", measure: "stuck" }, when: { above: 5 } }, value: 8 },
    "Number of stuck instances of refund is 8, above 5, since 19:02 UTC.",
  ],
  [
    "a recovery",
    {
      kind: "recovered",
      content: { on, when: { below: 0.9 } },
      value: 0.942,
      unit: "1",
      episode: { since: since - 62 * 60_000, worst: 0.71, limit: 0.9 },
    },
    "Recovered after 1 h 2 min: completion of purchase is 94.2 %, since 19:02 UTC. The worst value was 71 %. It is no longer below 90 %.",
  ],
  [
    "a changed limit",
    {
      kind: "recovered",
      content: { on, when: { below: 0.7 } },
      value: 0.8,
      unit: "1",
      episode: { since: since - 3_600_000, worst: 0.75, limit: 0.9 },
    },
    "Recovered after 1 h: completion of purchase is 80 %, since 19:02 UTC. The worst value was 75 %. Its limit was changed from 90 % to 70 %.",
  ],
  [
    "a rule that was deleted",
    {
      kind: "ended",
      content: { on, when: { below: 0.9 } },
      value: 0.84,
      unit: "1",
      reason: "the rule was deleted",
      episode: { since: since - 3_600_000, worst: 0.71, limit: 0.9 },
    },
    "Ended after 1 h: completion of purchase; the rule was deleted. The last value was 84 %. The worst value was 71 %.",
  ],
  [
    "an alert that ended without data",
    {
      kind: "recovered",
      content: { on, when: { below: 0.9 } },
      unit: "1",
      reason: "no data for 1d (`forgetAfter`)",
      episode: { since: since - 3_600_000, worst: 0.71, limit: 0.9 },
    },
    "Ended after 1 h: completion of purchase; no data for 1d (`forgetAfter`). The last value is not known. The worst value was 71 %.",
  ],
  [
    "the recovery of a composite",
    {
      kind: "recovered",
      content: {
        when: {
          all: [
            { on: { ...on, measure: "failure" }, when: { above: 0.1 } },
            { on: { service: "payments", measure: "p95" }, when: { above: 2 } },
          ],
        },
      },
      group: { region: "eu" },
      value: 0.05,
      values: { "1.value": 0.05, "2.value": 1.5 },
      episode: {
        since: since - 3_600_000,
        members: { 1: { worst: 0.2, badness: 0.2 }, 2: { worst: 3, badness: 3 } },
      },
    },
    "Recovered after 1 h: failure of purchase is 5 % and p95 of payments is 1.5 s for region eu, since 19:02 UTC. The worst values were 20 % (failure of purchase) and 3 s (p95 of payments). The condition no longer holds.",
  ],
  [
    "a recovery that a silence withheld",
    {
      kind: "recovered",
      content: { on, when: { below: 0.9 } },
      value: 0.95,
      unit: "1",
      heldBy: "silence deployment",
    },
    "Recovered: completion of purchase is 95 %, since 19:02 UTC. It is no longer below 90 %. The message was withheld until now: silence deployment.",
  ],
  [
    "an error",
    { kind: "error", content: { on, when: { below: 0.9 } }, reason: "the store did not answer." },
    "Completion of purchase cannot be evaluated since 19:02 UTC: the store did not answer.",
  ],
  [
    "one of two, while the data of the other is there",
    {
      content: { when: { any: [backup, slow] } },
      values: { "1.value": 3, "2.value": 3 },
      parts: { 1: "clear", 2: "holds" },
    },
    "P95 of payments is 3 s in 5 min, above 2 s, since 19:02 UTC.",
  ],
  [
    "one of two of an older notice, which does not say what members said",
    { content: { when: { any: [backup, slow] } }, values: { "1.value": 3, "2.value": 3 } },
    "P95 of payments is 3 s in 5 min, above 2 s, since 19:02 UTC.",
  ],
  [
    "one of two whose data is missing",
    {
      content: { when: { any: [backup, slow] } },
      values: { "2.value": 1 },
      parts: { 1: "holds", 2: "clear" },
    },
    "No data of events backup in the last 5 min, since 19:02 UTC.",
  ],
  [
    "an unusual value beside a usual one",
    {
      content: {
        when: {
          any: [
            { on: { metric: "queue.size" }, when: { anomaly: {} } },
            { on: { metric: "disk.used" }, when: { above: 5e9 }, unit: "By" },
          ],
        },
      },
      values: { "1.value": 30, "1.low": 20, "1.high": 40, "2.value": 6e9 },
      parts: { 1: "clear", 2: "holds" },
    },
    "Last value of disk.used is 6 GB, above 5 GB, since 19:02 UTC.",
  ],
  [
    "a member that was not evaluated",
    {
      content: { when: { any: [backup, slow, { on: { errors: "any" }, when: { above: 10 } }] } },
      values: { "1.value": 3, "3.value": 12 },
      parts: { 1: "clear", 2: "error", 3: "holds" },
    },
    "Number of errors is 12 in 5 min, above 10, since 19:02 UTC. Not evaluated: p95 of payments (error).",
  ],
  [
    "a member that is held by its recovery",
    {
      kind: "reminder",
      content: { when: { all: [{ ...slow, when: { above: 2, recover: 1 } }] } },
      values: { "1.value": 1.5 },
      parts: { 1: "holds" },
    },
    "P95 of payments is 1.5 s in 5 min, no longer above 2 s, held until it is 1 s or less, since 19:02 UTC, for 2 min.",
  ],
  [
    "a reminder of an alert that is not certain",
    {
      kind: "reminder",
      content: { on, when: { below: 0.9 } },
      value: 1,
      values: { part: 3, count: 3 },
      unit: "1",
      unsure: "3 of 10 entries",
    },
    "Completion of purchase is 100 % (3 of 3 transactions in 5 min), no longer below 90 %, but still held, since 19:02 UTC, for 2 min. Not certain: at the last evaluation it was 3 of 10 entries.",
  ],
  [
    "a rule with too many groups",
    { content: { on, when: { below: 0.9 } }, value: 0.5, unit: "1", leftOut: 12 },
    "Completion of purchase is 50 % in 5 min, below 90 %, since 19:02 UTC. Not evaluated: 12 more groups of the rule.",
  ],
  [
    "an anomaly that fires without data",
    { content: { on: { metric: "jobs" }, when: { anomaly: {} } } },
    "Last value of jobs has no data since 19:02 UTC.",
  ],
  [
    "the end of an objective",
    {
      kind: "ended",
      content: { when: { burnRate: { objective: "Charges succeed", windows } } },
      value: 16,
      reason: "the rule was disabled",
      episode: { since: since - 3_600_000, worst: 20 },
    },
    "Ended after 1 h: Rule; the rule was disabled. The last value was 16 ×. The worst value was 20 ×.",
  ],
  ["a rule whose content is not known", { value: 3 }, "Rule is 3 in 5 min, since 19:02 UTC."],
];

test.each(rows)("the sentence about %s", (_, facts, whole) => {
  expect(sentenceOf({ ...base, ...facts }).whole).toBe(whole);
});

test("the short form has no counts and no full stop, and another day has its date", () => {
  const [, facts] = rows[0]!;
  expect(sentenceOf({ ...base, ...facts, episode: { since: since - 86_400_000 } }).short).toBe(
    "Conversion room → paid of funnel booking is 40.6 %, below 50 %, since 2026-11-19 19:02 UTC",
  );
});
