// `telltale replay --promtool`: rules and tests that it writes, judged by promtool.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AlertRule, metric, replay, type RuleFile, type Scenario, scenario } from "../src/alerts/index.ts";
import { exportPromtool, type PromtoolExport } from "../src/alerts/promtool/index.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const bin = prometheusBin();

/** Three hours with a fault from ten to eleven o'clock. */
function faulty(...data: Parameters<typeof scenario>[0]["data"][number][]): Scenario {
  return scenario({ start: "2026-03-02T09:00:00Z", for: "3h", data });
}

const exported = (rules: RuleFile, data: Scenario): PromtoolExport =>
  exportPromtool(rules, data, replay(rules, data));

/** Exit code and output of `promtool test rules` on all test files. */
function judge(files: PromtoolExport["files"]): ReturnType<typeof promtool> {
  const tests = files.map(({ name }) => name).filter((name) => name.startsWith("test"));
  return promtool(bin!, ["test", "rules", ...tests], files);
}

const fault = (before: number, during: number) => ({ start: before, "10:00": during, "11:00": before });
const regions = ["eu", "us"] as const;

const queue = metric("jobs.waiting", { value: fault(50, 300) });
const cards = regions.map((region) =>
  metric("cards.declined", {
    kind: "increase",
    value: region === "eu" ? fault(1, 9) : 1,
    unit: "{card}",
    attributes: { region, "service.name": "payments" },
  }),
);
const durations = regions.map((region) =>
  metric("provider.duration", {
    kind: "observation",
    value: region === "eu" ? fault(0.1, 1.5) : (minutes: number) => 0.1 + (minutes % 7) / 50,
    unit: "s",
    every: "3s",
    attributes: { region, "service.name": "payments" },
  }),
);
const all = faulty(queue, ...cards, ...durations);

const cases: readonly (readonly [string, Omit<AlertRule, "name">])[] = [
  ["the last value of a gauge", { on: { metric: "jobs.waiting" }, when: { above: 200 }, for: "5m" }],
  ["the average of a gauge", { on: { metric: "jobs.waiting", aggregation: "average" }, when: { above: 120 } }],
  ["the minimum of a gauge", { on: { metric: "jobs.waiting", aggregation: "min" }, window: "3m", when: { below: 60 } }],
  ["the maximum of a gauge", { on: { metric: "jobs.waiting", aggregation: "max" }, when: { above: 60 }, for: "90s" }],
  ["the sum of a gauge", { on: { metric: "jobs.waiting", aggregation: "sum" }, when: { above: 3000 } }],
  ["a recovery threshold", { on: { metric: "jobs.waiting", aggregation: "average" }, when: { above: 250, recover: 80 } }],
  ["a wait before the recovery", { on: { metric: "jobs.waiting" }, when: { above: 200 }, recoverAfter: "7m" }],
  ["a delay", { on: { metric: "jobs.waiting" }, when: { above: 200 }, delay: "2m" }],
  ["an interval of 30 s", { on: { metric: "jobs.waiting" }, when: { above: 200 }, every: "30s", for: "45s" }],
  [
    "the rate of a counter by region",
    { on: { metric: "cards.declined", aggregation: "rate" }, groupBy: ["region"], when: { above: 0.3 }, for: "2m" },
  ],
  [
    "the increase of a counter of one region",
    { on: { metric: "cards.declined", aggregation: "sum", where: { region: "eu" } }, when: { above: 100 } },
  ],
  [
    "a percentile by region",
    { on: { metric: "provider.duration", aggregation: "p95" }, groupBy: ["region"], when: { above: 1, recover: 0.5 }, for: "1m" },
  ],
  ["a percentile below a limit", { on: { metric: "provider.duration", aggregation: "p50" }, when: { below: 0.12 } }],
  [
    "the average of a histogram",
    { on: { metric: "provider.duration", aggregation: "average" }, groupBy: ["region"], when: { above: 0.9 } },
  ],
  ["the rate of a histogram", { on: { metric: "provider.duration", aggregation: "rate" }, when: { above: 0.6 } }],
  ["the count of a histogram", { on: { metric: "provider.duration", aggregation: "count" }, when: { below: 300 } }],
  ["the sum of a histogram", { on: { metric: "provider.duration", aggregation: "sum" }, when: { above: 90 } }],
  [
    "a growth against an hour earlier",
    { on: { metric: "jobs.waiting", aggregation: "average" }, when: { change: { ago: "1h", above: 1, below: -0.5 } } },
  ],
  [
    "a growth of a percentile by region",
    { on: { metric: "provider.duration", aggregation: "p95" }, groupBy: ["region"], when: { change: { ago: "30m", above: 1 } } },
  ],
  [
    "all of two conditions, one without groups",
    {
      on: { metric: "cards.declined", aggregation: "rate" },
      groupBy: ["region"],
      when: { all: [{ on: { metric: "jobs.waiting" }, groupBy: [], when: { above: 200 } }, { when: { above: 0.3 } }] },
    },
  ],
  [
    "any of two conditions, and the opposite of one",
    {
      on: { metric: "jobs.waiting" },
      when: {
        any: [
          { on: { metric: "cards.declined", aggregation: "rate" }, when: { above: 0.5 } },
          { when: { not: { when: { any: [{ when: { above: 20 } }, { when: { absent: true } }] } } } },
        ],
      },
    },
  ],
];

test.skipIf(bin === undefined).each(cases)("promtool agrees about %s", (name, rule) => {
  const rules = { alerts: [{ name, ...rule }] };
  const { files, leftOut } = exported(rules, all);
  expect(leftOut).toEqual([]);
  expect(files[1]!.text).toContain("exp_labels");
  const { status, output } = judge(files);
  expect(output).toContain("SUCCESS");
  expect(status).toBe(0);
});

test.skipIf(bin === undefined)("promtool agrees about all rules of a file together", () => {
  const { files, written } = exported({ alerts: cases.map(([name, rule]) => ({ name, ...rule })) }, all);
  expect(files.map(({ name }) => name)).toEqual(["rules.yml", "test-30s.yml", "test-1m.yml"]);
  expect(written).toHaveLength(cases.length);
  const checked = promtool(bin!, ["check", "rules", "rules.yml"], files);
  expect(checked.output).toContain(`${cases.length} rules found`);
  expect(judge(files).status).toBe(0);
});
