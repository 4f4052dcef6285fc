// Console rules that are generated from a catalog: the reader of rules takes them as they are, and they say what the catalog says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkRules } from "alerts";
import type { Alert, Catalog, Finding, Objective } from "catalog";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { readRules } from "../src/alerts/rule-files.ts";
import { toConsole } from "../src/catalog/alerts.ts";
import { loadCatalog } from "../src/catalog/load.ts";
import { alertOn } from "./fixtures/alert-on.ts";
import { catalog } from "./fixtures/boards/catalog.ts";

const shopFile = path.join(import.meta.dirname, "../../../examples/shop/src/catalog.ts");

const objective = (on: Objective["on"], rest: Partial<Objective> = {}): Objective => ({
  name: "o",
  catalog: "store",
  on,
  target: 0.99,
  period: "28d",
  ...rest,
});

function generate(changes: Partial<Catalog>): {
  readonly rules: Record<"alerts" | "objectives", Record<string, unknown>[] | undefined>;
  readonly findings: readonly Finding[];
} {
  const { files, findings } = toConsole({ ...catalog, alerts: [], objectives: [], ...changes });
  return { rules: parse(files[0]?.text ?? "{}") as ReturnType<typeof generate>["rules"], findings };
}

test("the rules of a catalog with hostile names pass the check of rules", () => {
  const { files } = toConsole(catalog);
  expect(files.map(({ name }) => name)).toEqual(["alerts/store.yaml"]);
  const rules = parse(files[0]!.text) as Record<string, unknown[]>;
  expect(checkRules(rules)).toEqual([]);
  expect(rules["alerts"]!.length).toBeGreaterThan(5);
});

test("every alert and objective of the shop becomes a rule that `telltale replay` reads, without findings", async () => {
  const { catalog: shop } = await loadCatalog(shopFile, {});
  const { files, findings } = toConsole(shop);
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-console-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "alerts"));
  for (const { name, text } of files) writeFileSync(path.join(folder, name), text);
  const { alerts, objectives } = await readRules(path.join(folder, "alerts"));
  const names = (things: readonly { readonly name: string }[] = []): string[] =>
    things.map((one) => one.name);
  expect(names(alerts)).toEqual(names(shop.alerts));
  expect(names(objectives)).toEqual(names(shop.objectives));
  expect(findings).toEqual([]);
});

test("an alert keeps its window, times, texts and labels", () => {
  const { rules } = generate({
    alerts: [
      alertOn(
        { metric: "store.orders", aggregation: "rate" },
        {
          groupBy: ["payment.provider"],
          when: { above: 2 },
          window: "1m30s",
          for: "30s",
          every: "15s",
          owner: "team-a",
          summary: "Many.",
          runbook: "https://handbook.example/a",
          labels: { area: "checkout", empty: "" },
        },
      ),
    ],
  });
  expect(rules.alerts).toEqual([
    {
      name: "a",
      on: { metric: "store.orders", aggregation: "rate" },
      window: "1m30s",
      groupBy: ["payment.provider"],
      when: { above: 2 },
      for: "30s",
      every: "15s",
      severity: "page",
      owner: "team-a",
      summary: "Many.",
      runbook: "https://handbook.example/a",
      labels: { area: "checkout", catalog: "store" },
    },
  ]);
});

test.each<[string, Alert["on"]]>([
  ["a transaction", { transaction: "purchase", measure: "p95" }],
  ["a funnel", { funnel: "checkout", measure: "conversion", from: "cart", to: "done" }],
  ["the start of a funnel", { funnel: "checkout", measure: "entered", from: "cart" }],
  ["stuck instances", { workflow: "order", measure: "stuck", longerThan: "30m", state: "paid" }],
  ["an event", { event: "contact escalated" }],
])("a rule looks at %s as the catalog says it", (_, on) => {
  const { rules, findings } = generate({ alerts: [alertOn(on, { when: { above: 0.5 } })] });
  expect(rules.alerts).toMatchObject([{ on }]);
  expect(findings).toEqual([]);
});

test.each<[string, Partial<Catalog>, Partial<Finding>]>([
  [
    "a duration of a workflow",
    { alerts: [alertOn({ workflow: "order", measure: "p95" })] },
    { id: "rule-not-expressible", level: "improvement", path: "alerts.a" },
  ],
  [
    "a span that is not an entry",
    { alerts: [alertOn({ operation: "charge card", measure: "p95" })] },
    { id: "rule-not-expressible" },
  ],
  [
    "an aggregation that the instrument does not have",
    { alerts: [alertOn({ metric: "store.orders", aggregation: "p95" })] },
    { id: "rule-not-expressible", fix: "Use `rate` or `sum`." },
  ],
  ["an unknown metric", { alerts: [alertOn({ metric: "nothing" })] }, { id: "rule-not-expressible" }],
  [
    "the last value of a counter, which is what a rule computes by default",
    { alerts: [alertOn({ metric: "store.orders" })] },
    { id: "rule-not-expressible", fix: "Use `rate` or `sum`." },
  ],
  [
    "a share above 1",
    { alerts: [alertOn({ transaction: "purchase", measure: "failure" }, { when: { above: 1 } })] },
    { id: "alert-condition", level: "violation", path: "alerts.a" },
  ],
  [
    "an objective on a metric",
    { objectives: [objective({ metric: "store.requests", measure: "errors" })] },
    { id: "rule-not-expressible", path: "objectives.o" },
  ],
])("reports %s and writes no rule for it", (_, changes, finding) => {
  const { rules, findings } = generate(changes);
  expect(findings).toEqual([expect.objectContaining(finding)]);
  expect(rules).toEqual({});
});

test("alerts of imported catalogs are left to their own teams", () => {
  const own = alertOn({ transaction: "purchase", measure: "count" }, { catalog: "platform" });
  expect(toConsole({ ...catalog, alerts: [own], objectives: [] }).files).toEqual([]);
});
