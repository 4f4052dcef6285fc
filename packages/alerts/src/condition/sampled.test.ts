// Sampled entries: figures are of what they stand for, evidence is of what was recorded.
import { expect, test } from "vitest";
import { type AlertRule, type Recording, replay, requests, scenario } from "../index.ts";
import type { SpanFact } from "../source/red.ts";
import { sentenceOf } from "../sentence/index.ts";

/** All failed requests are kept, and one of ten others. */
function sampled(recording: Recording): Recording {
  const spans = recording.facts as readonly SpanFact[];
  return {
    ...recording,
    facts: spans
      .filter(({ failed }, index) => failed || index % 10 === 0)
      .map((span) => (span.failed ? span : { ...span, weight: 10 })),
  };
}

const on = { service: "payments", measure: "errors" } as const;
const traffic = (errors: number | Record<string, number>, length = "3h") =>
  sampled(
    scenario({
      for: length,
      seed: 1,
      data: [requests("POST /charge", { perHour: 12_000, service: "payments", errors: errors as number })],
    }),
  );

function firstOf(rule: AlertRule, recording: Recording) {
  const { changes } = replay({ alerts: [rule] }, recording);
  return changes.find(({ kind }) => kind === "firing")!;
}

test("the counts of a share of sampled requests give its value, and the recorded ones are named", () => {
  const rule: AlertRule = { name: "a", on, when: { above: 0.3 } };
  const { value, values = {}, at } = firstOf(rule, traffic(0.42, "1h"));
  const { part = 0, count = 0, recorded = 0 } = values;
  expect(part / count).toBeCloseTo(value!, 6);
  expect(recorded).toBeLessThan(count / 1.5);
  const { whole } = sentenceOf({
    rule: "a",
    content: { on, when: rule.when, window: "5m" },
    group: {},
    kind: "firing",
    at,
    since: at,
    value,
    values,
    unit: "1",
  });
  expect(whole).toMatch(
    /^Errors? share of payments is 4\d(\.\d)? % \(about \d{3} of (\d{3}|1,\d{3}) requests in 5 min; \d{3} were recorded\), above 30 %/,
  );
});

test("the band of an anomaly of a sampled share is around the value that is shown", () => {
  const rule: AlertRule = { name: "a", on, when: { anomaly: {} } };
  const { value, values = {} } = firstOf(rule, traffic({ start: 0.05, "+2h": 0.3 }));
  expect(value).toBeGreaterThan(values["expected"]!);
  expect(values["expected"]).toBeGreaterThan(0.03);
  expect(values["expected"]).toBeLessThan(0.07);
});

test("the errors of a burn rate are estimated as its rate is; its least number of bad events is of recorded ones", () => {
  const windows = [{ long: "1h", short: "5m", factor: 10 }];
  const objectives = [{ name: "Charges succeed", on, target: 0.99, alerts: [] }];
  const burnRule = (minBad: number): AlertRule => ({
    name: "burn",
    on,
    when: { burnRate: { objective: "Charges succeed", windows, minBad } },
  });
  const data = traffic(0.2);
  const { changes } = replay({ alerts: [burnRule(5)], objectives }, data);
  const { values = {} } = changes.find(({ kind }) => kind === "firing")!;
  expect(values["bad 1h"]! / values["count 1h"]! / 0.01).toBeCloseTo(values["burn 1h"]!, 6);
  expect(values["recorded 1h"]).toBeLessThan(values["count 1h"]! / 2);
  const never = replay({ alerts: [burnRule(100_000)], objectives }, data);
  expect(never.changes).toEqual([]);
});
