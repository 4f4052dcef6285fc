// Rules generated from a catalog, judged by promtool: they load, and each fires and stays quiet where its own limit says so.
import type { Catalog } from "catalog";
import { expect, test } from "vitest";
import { toPrometheus } from "../src/catalog/alerts.ts";
import { alertOn } from "./fixtures/alert-on.ts";
import { catalog, hostile } from "./fixtures/boards/catalog.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const bin = prometheusBin();
const classic = { histograms: "classic" } as const;

function generate(
  changes: Partial<Catalog> = {},
  histograms: "classic" | "native" = "classic",
): ReturnType<typeof toPrometheus> {
  return toPrometheus({ ...catalog, ...changes }, { histograms });
}

const onlyAlertOn = (...given: Parameters<typeof alertOn>): Partial<Catalog> => ({
  alerts: [alertOn(...given)],
  objectives: [],
});

test.skipIf(bin === undefined)(
  "promtool accepts the rules and their tests pass, hostile names included",
  { tags: ["extended"] },
  () => {
    const { files } = generate();
    const names = files.map(({ name }) => name);
    expect(names).toEqual([
      "store.rules.yml",
      "store.test.yml",
      "store-objectives.rules.yml",
      "store-objectives.test.yml",
    ]);
    const rules = promtool(
      bin!,
      ["check", "rules", ...names.filter((name) => name.endsWith(".rules.yml"))],
      files,
    );
    expect(rules.output).toContain("22 rules found");
    expect(rules.status).toBe(0);
    const tests = promtool(
      bin!,
      ["test", "rules", ...names.filter((name) => name.endsWith(".test.yml"))],
      files,
    );
    expect(tests.output).not.toContain("FAILED");
    expect(tests.status).toBe(0);
  },
);

test.skipIf(bin === undefined)("windows and times below a minute are tested in shorter steps", () => {
  const on = { metric: "store.cart.value", aggregation: "rate" } as const;
  const { files } = generate(onlyAlertOn(on, { when: { below: 0.5 }, window: "40s", for: "45s" }));
  expect(files[1]!.text).toContain("evaluation_interval: 15s");
  expect(promtool(bin!, ["test", "rules", "store.test.yml"], files).status).toBe(0);
});

test.skipIf(bin === undefined).each([
  ["the threshold of a share", "purchases fail", "> 0.05", "> 0.97"],
  ["the threshold of a quantile", "provider slow", "> 1.5", "> 3"],
  ["the direction", "connections", "sum(store_connections) > 50", "sum(store_connections) < 50"],
  ["the time for which the condition holds", "queue long", "for: 10m", "for: 30m"],
  ["a label", "provider slow", "severity: ticket", "severity: page"],
  ["the name of a metric", "orders of a provider", "store_orders_total[5m]", "store_order_total[5m]"],
])("the tests fail when %s changes", (_, name, from, to) => {
  const one = generate({ alerts: catalog.alerts.filter((alert) => alert.name === name), objectives: [] });
  const files = one.files.map((file) =>
    file.name === "store.rules.yml" ? { ...file, text: file.text.replaceAll(from, to) } : file,
  );
  expect(files).not.toEqual(one.files);
  expect(promtool(bin!, ["test", "rules", "store.test.yml"], one.files).status).toBe(0);
  expect(promtool(bin!, ["test", "rules", "store.test.yml"], files).status).toBe(1);
});

test("each alert has a test in which it fires and one in which it does not", () => {
  const { files } = generate();
  const tests = files
    .filter(({ name }) => name.endsWith(".test.yml"))
    .map(({ text }) => text)
    .join("\n");
  for (const { name } of catalog.alerts.filter((alert) => alert.name !== hostile)) {
    expect(tests).toMatch(new RegExp(`name: "?${name}: fires`));
    expect(tests).toMatch(new RegExp(`name: "?${name}: does not fire`));
  }
});

const few = [
  { transaction: "purchase", measure: "count" },
  { workflow: "order", measure: "events" },
  { funnel: "checkout", measure: "entered", from: "landing" },
] as const;

test.skipIf(bin === undefined).each(few)("few of %j fires without series, as in the console", (on) => {
  const { files } = generate(onlyAlertOn(on, { when: { below: 20 }, for: "2m" }));
  expect(files[1]!.text).toContain("a: fires below 20 without series");
  const { output } = promtool(bin!, ["test", "rules", "store.test.yml"], files);
  expect(output).toContain("SUCCESS");
});

test("without series of a metric nothing is known, as in the console", () => {
  const { files } = generate(
    onlyAlertOn({ metric: "store.orders", aggregation: "sum" }, { when: { below: 20 } }),
  );
  expect(files[0]!.text).not.toContain("vector(0)");
});

test("the test of an alert below 0 fires at a value below 0", () => {
  const { files } = generate(onlyAlertOn({ metric: "store.cache.use" }, { when: { below: 0 } }));
  expect(files[1]!.text).toMatch(/name: "a: fires below 0"[^]*?values: -1\+0x8/);
});

test.skipIf(bin === undefined)("promtool accepts the rules on native histograms, which have no tests", () => {
  const { files, findings } = generate({}, "native");
  const rules = files.filter(({ name }) => name.endsWith(".rules.yml"));
  expect(promtool(bin!, ["check", "rules", ...rules.map(({ name }) => name)], files).status).toBe(0);
  expect(rules[0]!.text).toContain(
    "histogram_quantile(0.99, sum(rate(telltale_transaction_duration_seconds{",
  );
  expect(findings).toContainEqual(expect.objectContaining({ id: "rule-not-tested", level: "information" }));
});

test.each<[string, Partial<Catalog>, Partial<ReturnType<typeof toPrometheus>["findings"][number]>]>([
  [
    "a stuck workflow",
    onlyAlertOn({ workflow: "order", measure: "stuck" }),
    { id: "rule-not-expressible", level: "improvement", path: "alerts.a" },
  ],
  ["a span", onlyAlertOn({ operation: "charge card", measure: "p95" }), { id: "rule-not-expressible" }],
  ["an event", onlyAlertOn({ event: "contact escalated", measure: "rate" }), { id: "rule-not-expressible" }],
  ["an unknown metric", onlyAlertOn({ metric: "nothing" }), { id: "rule-not-expressible" }],
  [
    "an aggregation that the instrument does not have",
    onlyAlertOn({ metric: "store.orders", aggregation: "p95" }),
    {
      id: "rule-not-expressible",
      message:
        "Cannot write `a` as a rule of Prometheus: `p95` cannot be computed for `store.orders`, a counter",
    },
  ],
  [
    "groups that the metrics of transactions do not have",
    onlyAlertOn({ transaction: "purchase", measure: "count" }, { groupBy: ["payment.provider"] }),
    { id: "rule-not-expressible", level: "improvement" },
  ],
  [
    "a share above 1",
    onlyAlertOn({ transaction: "purchase", measure: "failure" }, { when: { above: 1 } }),
    { message: "`a` can never fire", fix: "The value is from 0 to 1. Correct the limit." },
  ],
  [
    "a rate below 0",
    onlyAlertOn({ metric: "store.orders", aggregation: "rate" }, { when: { below: 0 } }),
    { message: "`a` can never fire" },
  ],
  [
    "limits that cover everything",
    onlyAlertOn(
      { metric: "store.cache.use" },
      { when: { any: [{ when: { above: 1 } }, { when: { below: 2 } }] } },
    ),
    { message: "`a` always fires" },
  ],
  [
    "conversion, which metrics only approximate",
    onlyAlertOn(
      { funnel: "checkout", measure: "conversion", from: "landing", to: "done" },
      { when: { below: 0.5 } },
    ),
    { id: "rule-approximation", level: "information" },
  ],
  [
    "an objective within a time that is not a bound of a bucket",
    {
      alerts: [],
      objectives: [
        {
          name: "o",
          catalog: "store",
          on: { metric: "store.render", measure: "within", limit: "200ms" },
          target: 0.9,
          period: "30d",
        },
      ],
    },
    {
      id: "objective-bucket",
      level: "violation",
      path: "objectives.o",
      fix: "Use one of 10, 100, 1000, or declare the metric's `buckets`.",
    },
  ],
  [
    "a target of 1",
    {
      alerts: [],
      objectives: [
        {
          name: "o",
          catalog: "store",
          on: { transaction: "purchase", measure: "failure" },
          target: 1,
          period: "30d",
        },
      ],
    },
    { id: "objective-target", level: "violation" },
  ],
  [
    "an objective of spans",
    {
      alerts: [],
      objectives: [
        {
          name: "o",
          catalog: "store",
          on: { operation: "charge card", measure: "errors" },
          target: 0.9,
          period: "30d",
        },
      ],
    },
    { id: "rule-not-expressible", level: "improvement" },
  ],
])("reports %s", (_, changes, finding) => {
  expect(generate(changes).findings).toEqual([expect.objectContaining(finding)]);
});

test("alerts of imported catalogs are left to their own teams", () => {
  const { alerts } = onlyAlertOn({ metric: "store.orders" });
  expect(toPrometheus({ ...catalog, name: "other", alerts: alerts!, objectives: [] }, classic).files).toEqual(
    [],
  );
});
