// A rule is the same object in a catalog, in a file of rules and in TypeScript. Its form in the console: packages/web, draft.test.ts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AlertRule, Source } from "alerts";
import { resolveCatalog } from "catalog";
import { catalogOfSameRules, sameRules } from "catalog/same-rules";
import type { SourceDeclaration } from "catalog/source-declaration";
import { expect, expectTypeOf, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { defineAlert } from "../src/alerts/index.ts";
import { readRules } from "../src/alerts/rule-files.ts";
import { consoleRules } from "../src/catalog/console-rules/rules.ts";

test("a catalog gives the rules that it declares", () => {
  const { alerts, findings } = consoleRules(resolveCatalog(catalogOfSameRules));
  expect(findings).toEqual([]);
  // the label says where a rule comes from
  expect(alerts).toEqual(sameRules.map((rule) => ({ ...rule, labels: { catalog: "shop" } })));
});

test("so do YAML and TypeScript", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-same-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "alerts.yaml");
  writeFileSync(file, stringify({ alerts: sameRules }));
  const { alerts } = await readRules(file);
  expect(alerts).toEqual(sameRules);
  expect(sameRules.map((rule) => defineAlert(rule as AlertRule))).toEqual(sameRules);
});

/** Only Prometheus can measure the `p95` of a workflow (ADR 118): for the console it is a finding. */
type ForConsole<S = SourceDeclaration> = S extends { workflow: string; measure: infer M }
  ? Omit<S, "measure"> & { readonly measure: Exclude<M, "p95"> }
  : S;

test("alerts of a catalog look at what rules can look at (checked by the compiler)", () => {
  expectTypeOf<ForConsole>().toExtend<Source>();
});
