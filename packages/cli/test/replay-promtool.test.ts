// @module-tag extended
// `telltale replay --promtool`: rules and tests that it writes, judged by promtool.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { type AlertDeclaration, resolveCatalog } from "catalog";
import { prometheusRules } from "catalog/prometheus";
import { asRead } from "quoting/written";
import {
  type AlertRule,
  metric,
  readRules,
  replay,
  type RuleFile,
  type Scenario,
  scenario,
  transactions,
} from "../src/alerts/index.ts";
import { exportPromtool, type PromtoolExport } from "../src/alerts/promtool/index.ts";
import { prometheusBin, promtool } from "./promtool.ts";
import { cli } from "./program.ts";

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
/** Two instances, each with its own points. */
const pods = ["a", "b"].map((pod) =>
  metric("pods.waiting", {
    kind: "updowncounter",
    value: pod === "a" ? fault(5, 30) : fault(6, 31),
    attributes: { pod },
  }),
);
const disks = ["a", "b"].map((pod) =>
  metric("disk.free", { value: pod === "a" ? fault(50, 2) : 60, attributes: { pod } }),
);
const all = faulty(queue, ...cards, ...durations, ...pods, ...disks);

const cases: readonly (readonly [string, Omit<AlertRule, "name">])[] = [
  ["the last value of a gauge", { on: { metric: "jobs.waiting" }, when: { above: 200 }, for: "5m" }],
  [
    "the average of a gauge",
    { on: { metric: "jobs.waiting", aggregation: "average" }, when: { above: 120 } },
  ],
  [
    "the minimum of a gauge",
    { on: { metric: "jobs.waiting", aggregation: "min" }, window: "3m", when: { below: 60 } },
  ],
  [
    "the maximum of a gauge",
    { on: { metric: "jobs.waiting", aggregation: "max" }, when: { above: 60 }, for: "90s" },
  ],
  ["the sum of a gauge", { on: { metric: "jobs.waiting", aggregation: "sum" }, when: { above: 3000 } }],
  [
    "a recovery threshold",
    { on: { metric: "jobs.waiting", aggregation: "average" }, when: { above: 250, recover: 80 } },
  ],
  [
    "a wait before the recovery",
    { on: { metric: "jobs.waiting" }, when: { above: 200 }, recoverAfter: "7m" },
  ],
  ["up-down counters are added", { on: { metric: "pods.waiting" }, when: { above: 50 } }],
  [
    "their averages are added",
    { on: { metric: "pods.waiting", aggregation: "average" }, when: { above: 50 } },
  ],
  ["the lowest gauge under a lower limit", { on: { metric: "disk.free" }, when: { below: 10 } }],
  ...(["sum", "max", "min", "average"] as const).map(
    (across, index) =>
      [
        `${across} of several gauges`,
        { on: { metric: "disk.free", across }, when: { below: [80, 61, 10, 40][index]! } },
      ] as const,
  ),
  ["a delay", { on: { metric: "jobs.waiting" }, when: { above: 200 }, delay: "2m" }],
  ["an interval of 30 s", { on: { metric: "jobs.waiting" }, when: { above: 200 }, every: "30s", for: "45s" }],
  [
    "the rate of a counter by region",
    {
      on: { metric: "cards.declined", aggregation: "rate" },
      groupBy: ["region"],
      when: { above: 0.3 },
      for: "2m",
    },
  ],
  [
    "the increase of a counter of one region",
    { on: { metric: "cards.declined", aggregation: "sum", where: { region: "eu" } }, when: { above: 100 } },
  ],
  [
    "a percentile by region",
    {
      on: { metric: "provider.duration", aggregation: "p95" },
      groupBy: ["region"],
      when: { above: 1, recover: 0.5 },
      for: "1m",
    },
  ],
  [
    "a percentile below a limit",
    { on: { metric: "provider.duration", aggregation: "p50" }, when: { below: 0.12 } },
  ],
  [
    "the average of a histogram",
    {
      on: { metric: "provider.duration", aggregation: "average" },
      groupBy: ["region"],
      when: { above: 0.9 },
    },
  ],
  [
    "the rate of a histogram",
    { on: { metric: "provider.duration", aggregation: "rate" }, when: { above: 0.6 } },
  ],
  [
    "the count of a histogram",
    { on: { metric: "provider.duration", aggregation: "count" }, when: { below: 300 } },
  ],
  [
    "the sum of a histogram",
    { on: { metric: "provider.duration", aggregation: "sum" }, when: { above: 90 } },
  ],
  [
    "a growth against an hour earlier",
    {
      on: { metric: "jobs.waiting", aggregation: "average" },
      when: { change: { ago: "1h", above: 1, below: -0.5 } },
    },
  ],
  [
    "a growth of a percentile by region",
    {
      on: { metric: "provider.duration", aggregation: "p95" },
      groupBy: ["region"],
      when: { change: { ago: "30m", times: 2 } },
    },
  ],
  [
    "all of two conditions, one without groups",
    {
      on: { metric: "cards.declined", aggregation: "rate" },
      groupBy: ["region"],
      when: {
        all: [
          { on: { metric: "jobs.waiting" }, groupBy: [], when: { above: 200 } },
          { when: { above: 0.3 } },
        ],
      },
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

/** What promtool says of the files that are written for a rule, and whether they expect alerts. */
function verdictOn(name: string, rule: Omit<AlertRule, "name">, data: Scenario = all) {
  const { files, leftOut } = exported({ alerts: [{ name, ...rule }] }, data);
  return { leftOut, hasAlerts: files[1]?.text.includes("exp_labels"), ...judge(files) };
}
const agreed = {
  leftOut: [],
  hasAlerts: true,
  status: 0,
  output: expect.stringContaining("SUCCESS") as string,
};
// promtool takes seconds of the processor for each: one of each kind of metric in all runs
const inAllRuns = new Set([
  "the last value of a gauge",
  "the rate of a counter by region",
  "a percentile by region",
  "all of two conditions, one without groups",
]);
test.skipIf(bin === undefined).each(cases.filter(([name]) => inAllRuns.has(name)))(
  "promtool agrees about %s",
  (name, rule) => expect(verdictOn(name, rule)).toMatchObject(agreed),
);
test.skipIf(bin === undefined).each(cases.filter(([name]) => !inAllRuns.has(name)))(
  "promtool agrees about %s",
  { tags: ["extended"] },
  (name, rule) => expect(verdictOn(name, rule)).toMatchObject(agreed),
);

test.skipIf(bin === undefined)(
  "promtool agrees about hostile names and values, and very large and small numbers",
  { tags: ["extended"] },
  () => {
    const hostile = 'a"b\\ {{ $labels }} \n \uD800 [[x]] ü';
    const odd = faulty(
      metric('2 "odd" {names}', {
        value: fault(1e-7, 1e21),
        unit: "{thing}/s",
        attributes: { "label {{1}}": hostile, empty: "", constructor: "x" },
      }),
    );
    const rule: AlertRule = {
      name: `alert ${hostile}`,
      on: { metric: '2 "odd" {names}', aggregation: "average", where: { constructor: "x" } },
      groupBy: ["label {{1}}", "empty"],
      when: { above: 1e-6, recover: 5e-7 },
      summary: hostile,
      labels: { "team name": hostile },
    };
    const { files, leftOut } = exported({ alerts: [rule] }, odd);
    expect(leftOut).toEqual([]);
    expect(files[1]!.text).toContain("exp_labels");
    const { status, output } = judge(files);
    expect(output).toContain("SUCCESS");
    expect(status).toBe(0);
  },
);

/** Changes of a rule's files that must make promtool fail. */
const changes: readonly (readonly [string, string, string | RegExp, string])[] = [
  ["the limit", "rules.yml", "> 0.3", "> 0.7"],
  ["the time for which the condition holds", "rules.yml", "for: 2m", "for: 10m"],
  ["the group", "rules.yml", "by (region)", "by (service_name)"],
  ["the name of the metric", "rules.yml", "cards_declined_total", "cards_total"],
  ["a label", "test.yml", "severity: page", "severity: ticket"],
  ["a firing that is expected", "test.yml", /exp_alerts:\n +- exp_labels:(?:\n {14,}.*)+/, "exp_alerts: []"],
  [
    "a point of the data",
    "test.yml",
    /cards_declined_total\{region=""?eu/,
    'cards_declined_total{region="asia',
  ],
];
function verdictOnChange(name: string, from: string | RegExp, to: string) {
  const declined: AlertRule = {
    name: "Cards declined",
    on: { metric: "cards.declined", aggregation: "rate" },
    groupBy: ["region"],
    when: { above: 0.3 },
    for: "2m",
    severity: "page",
  };
  const { files } = exported({ alerts: [declined] }, all);
  const changed = files.map((file) =>
    file.name === name ? { ...file, text: asRead<"yaml">(file.text.replace(from, to)) } : file,
  );
  expect(changed).not.toEqual(files);
  return judge(changed);
}
const failed = { status: 1, output: expect.stringContaining("FAILED") as string };
test.skipIf(bin === undefined).each(changes.slice(0, 1))("promtool fails when %s changes", (_, ...change) =>
  expect(verdictOnChange(...change)).toMatchObject(failed),
);
test.skipIf(bin === undefined).each(changes.slice(1))(
  "promtool fails when %s changes",
  { tags: ["extended"] },
  (_, ...change) => expect(verdictOnChange(...change)).toMatchObject(failed),
);

const purchases = faulty(
  transactions("purchase", {
    perHour: fault(600, 3600),
    completion: 0.8,
    amount: 40,
    seconds: fault(0.2, 3),
    attributes: { region: "eu" },
  }),
);

test.skipIf(bin === undefined).each<[string, Omit<AlertRule, "name">, string]>([
  [
    "the number of transactions",
    { on: { transaction: "purchase", measure: "count" }, when: { above: 150 }, for: "2m" },
    'telltale_transaction_count_total{telltale_transaction_type="purchase"}',
  ],
  [
    "the duration of transactions",
    { on: { transaction: "purchase", measure: "p95" }, when: { above: 1 } },
    'telltale_transaction_duration_seconds_bucket{telltale_transaction_type="purchase", telltale_transaction_outcome="completed"}',
  ],
  [
    "the amount of transactions",
    { on: { transaction: "purchase", measure: "amount" }, when: { above: 5000 } },
    'telltale_transaction_amount_sum{telltale_transaction_type="purchase", telltale_transaction_outcome="completed"}',
  ],
])("promtool agrees about %s, on the series that catalogs use", (name, rule, series) => {
  const declared = resolveCatalog({
    name: "shop",
    version: "1.0.0",
    transactions: { purchase: {} },
    alerts: { [name]: { on: rule.on, when: rule.when } as AlertDeclaration },
  });
  const [ofCatalog] = prometheusRules(declared, { histograms: "classic" }).files;
  const { files } = exported({ alerts: [{ name, ...rule }] }, purchases);
  expect(files[0]?.text.replaceAll(String.raw`\"`, '"')).toContain(series);
  expect(JSON.stringify(ofCatalog?.rules.content).replaceAll(String.raw`\"`, '"')).toContain(series);
  expect(verdictOn(name, rule, purchases)).toMatchObject(agreed);
});

const gaps = faulty(
  metric("heartbeat", { value: (minutes) => (minutes % 60 < 20 ? 1 : NaN) }),
  metric("restarts", { kind: "increase", value: (minutes) => (minutes > 30 && minutes < 60 ? 1 : NaN) }),
  metric("leak", { value: (minutes) => 100 + Math.max(0, minutes - 60) * 5 }),
);

test.skipIf(bin === undefined).each<[string, Omit<AlertRule, "name">]>([
  ["the absence of a gauge", { on: { metric: "heartbeat" }, when: { absent: true }, for: "2m" }],
  ["no data that fires", { on: { metric: "heartbeat" }, when: { above: 5 }, onNoData: "fire" }],
  ["the absence of a counter", { on: { metric: "restarts" }, when: { absent: true } }],
  ["a forecast", { on: { metric: "leak" }, when: { forecast: { above: 400, within: "1h", over: "20m" } } }],
])("promtool agrees about %s", { tags: ["extended"] }, (name, rule) =>
  expect(verdictOn(name, rule, gaps)).toMatchObject(agreed),
);

const onQueue = { on: { metric: "jobs.waiting" } } as const;
const above = { when: { above: 200 } } as const;
const flapping = faulty(metric("jobs.waiting", { value: (minutes) => (minutes % 10 < 5 ? 300 : 50) }));

test.each<[string, Omit<AlertRule, "name">, string, Scenario?]>([
  [
    "another source",
    { on: { log: "refused" }, ...above },
    "it looks neither at a metric nor at transactions",
  ],
  [
    "a share of transactions",
    { on: { transaction: "purchase", measure: "failure" }, when: { above: 0.3 } },
    "`failure` of a transaction needs `evidence`",
  ],
  [
    "groups of transactions",
    { on: { transaction: "purchase", measure: "count" }, groupBy: ["region"], ...above },
    "attributes of its groups",
  ],
  [
    "a lack of transactions, before the first of which Prometheus has no series",
    { on: { transaction: "purchase", measure: "count" }, when: { below: 1 } },
    "the metrics of transactions, which have no points",
    faulty(transactions("purchase", { perHour: { start: 0, "10:00": 1200 } })),
  ],
  ["an anomaly", { ...onQueue, when: { anomaly: {} } }, "no anomaly detector"],
  [
    "a percentile of a gauge",
    { on: { ...onQueue.on, aggregation: "p95" }, ...above },
    "`p95` of `jobs.waiting`, a gauge",
  ],
  [
    "the last value of a counter",
    { on: { metric: "cards.declined" }, ...above },
    "the points of a counter are not kept",
  ],
  ["a metric without points", { on: { metric: "nothing" }, ...above }, "the data has no points of `nothing`"],
  ["a state without data", { ...onQueue, ...above, onNoData: "report" }, "`onNoData: report`"],
  [
    "a counted change",
    { on: { metric: "provider.duration", aggregation: "count" }, when: { change: { ago: "1h", above: 1 } } },
    "`evidence`",
  ],
  [
    "damping",
    { ...onQueue, ...above, window: "1m" },
    "`flapping` keeps it firing at 2026-03-02T09:2",
    flapping,
  ],
  ["a kept state", { on: { metric: "heartbeat" }, when: { above: 0 } }, "`onNoData: keep`", gaps],
  [
    "groups beyond the limit",
    {
      on: { metric: "cards.declined", aggregation: "rate" },
      groupBy: ["region"],
      groupLimit: 1,
      when: { above: 0.01 },
    },
    "`groupLimit` leaves out a group",
  ],
  [
    "a group that its labels hide",
    {
      on: { metric: "cards.declined", aggregation: "rate" },
      groupBy: ["region"],
      labels: { region: "all" },
      when: { above: 1 },
    },
    "its group `region`",
  ],
  ["a disabled rule", { ...onQueue, ...above, disabled: true }, "it is disabled"],
])("leaves out %s, with the reason", (name, rule, reason, data = all) => {
  const { files, leftOut } = exported({ alerts: [{ name, ...rule }] }, data);
  expect(files).toEqual([]);
  expect(leftOut).toEqual([{ rule: name, reason: expect.stringContaining(reason) as string }]);
});

const shopFolder = path.join(import.meta.dirname, "../../../examples/shop");

test.skipIf(bin === undefined)("promtool agrees about the shop's rules on metrics", async () => {
  const { shop } = (await import(path.join(shopFolder, "src/scenario.ts"))) as {
    shop: (faults: object) => Scenario;
  };
  const data = shop({ nordpay: fault(0.1, 1.5), leakPerMinute: 14e6 });
  const folders = ["generated/console/alerts", "alerts"].map((name) => path.join(shopFolder, name));
  const [business, operations] = await Promise.all(folders.map(async (folder) => readRules(folder)));
  const alerts = [...(business?.alerts ?? []), ...(operations?.alerts ?? [])];
  const { files, written, leftOut } = exported({ ...business, alerts }, data);
  expect(written).toEqual([
    "Cards declined",
    "Card provider slow",
    "Queue grows",
    "Memory runs out",
    "Queue stalls",
  ]);
  expect(leftOut.map(({ rule }) => rule)).toEqual([
    "Purchases fail",
    "Few reach payment",
    "Orders stuck",
    "Product pages slow",
    "Repeated queries",
    "New error",
    "Purchases succeed",
    "Checkout is fast",
  ]);
  const byName = new Map(files.map(({ name, text }) => [name, text]));
  expect(byName.get("test-30s.yml")).toContain("payment_provider: nordpay");
  expect(byName.get("test-15s.yml")).toContain("service_name: payments");
  // the rules that the catalog generates for Prometheus
  const generated = readFileSync(path.join(shopFolder, "generated/prometheus/shop.rules.yml"), "utf8");
  for (const metricName of ["shop_cards_declined_total", "shop_provider_duration_seconds_bucket"]) {
    const expr = generated.split("\n").find((line) => line.includes("expr:") && line.includes(metricName))!;
    expect(byName.get("rules.yml")).toContain(expr.trim());
  }
  const { status, output } = judge(files);
  expect(output).toContain("SUCCESS");
  expect(status).toBe(0);
});

test("the command writes the files, lists what is left out, and fails without any rule", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-promtool-"));
  try {
    const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
    const rows = Array.from({ length: 60 }, (_, minute) => {
      const time = `2026-03-02T09:${String(minute).padStart(2, "0")}:00Z`;
      return `${time},${minute < 20 || minute > 45 ? 50 : 300}`;
    });
    write("jobs.csv", ["time,jobs", ...rows].join("\n"));
    const queueRule = "  - { name: Queue, on: { metric: jobs }, when: { above: 200 }, for: 5m }\n";
    const logRule = "  - { name: Refused, on: { log: refused }, when: { above: 1 } }\n";
    write("rules.yaml", `alerts:\n${queueRule}${logRule}`);
    write("logs.yaml", `alerts:\n${logRule}`);
    const run = (rules: string): ReturnType<typeof spawnSync> =>
      spawnSync(
        process.execPath,
        ["--conditions=telltale-source", cli, "replay", rules, "jobs.csv", "--promtool", "out"],
        { cwd: folder, encoding: "utf8" },
      );
    const left =
      "not for promtool: `Refused`: it looks neither at a metric nor at transactions; Prometheus has only metrics\n";
    expect(run("logs.yaml")).toMatchObject({
      status: 1,
      stderr: `${left}No rule could be written for promtool.\n`,
    });
    expect(readdirSync(folder)).not.toContain("out");
    const mine = "# my own test\n";
    mkdirSync(path.join(folder, "out"));
    write("out/test-5m.yml", "# Written by `telltale replay --promtool`.\n");
    write("out/test-mine.yml", mine);
    expect(run("rules.yaml")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("firing     Queue  value 300") as string,
      stderr: `${left}wrote 1 rule to out: rules.yml, test.yml\n`,
    });
    expect(readdirSync(path.join(folder, "out"))).toEqual(["rules.yml", "test-mine.yml", "test.yml"]);
    expect(readFileSync(path.join(folder, "out/rules.yml"), "utf8")).toContain(
      "expr: max(last_over_time(jobs[5m])) > 200",
    );
    expect(readFileSync(path.join(folder, "out/test.yml"), "utf8")).toContain("eval_time: 26m");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
