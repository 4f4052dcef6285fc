// The alert `Telemetry has problems` of deploy/prometheus: what it reads is there with the settings that the files and guides have.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { expect, onTestFinished, test, vi } from "vitest";
import { counter, gauge, start } from "telltale";
import { scrape } from "telltale/prometheus";
import { root } from "../../tools/source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly expr: string }[];
  }[];
}
const rules = (parse(read("deploy/prometheus/rules/telltale.rules.yml")) as Rules).groups.flatMap(
  ({ rules: own }) => own,
);
const problems = rules.find(({ alert }) => alert === "Telemetry has problems")!.expr;
const variable = "TELLTALE_SELF_METRICS";

test("the files and the guides that use the alert switch its metric on", () => {
  const { spec } = parse(read("deploy/kubernetes/base/instrumentation.yaml")) as {
    readonly spec: { readonly env: readonly { readonly name: string; readonly value: string }[] };
  };
  expect(spec.env).toContainEqual({ name: variable, value: "true" });
  const files = [
    "examples/shop/src/main.ts",
    "docs/guide/prometheus.md",
    "docs/guide/backends-queries.md",
    "deploy/prometheus/prometheus.yml",
  ];
  expect(files.filter((file) => !read(file).includes(variable))).toEqual([]);
});

test("a process with this setting serves the metric of the alert, with its label", async () => {
  vi.stubEnv(variable, "true");
  const telemetry = start({ service: "payments", exporters: [], prometheus: { server: false } });
  onTestFinished(async () => {
    await telemetry.stop();
    vi.unstubAllEnvs();
  });
  // two metrics of one name in Prometheus are reported
  counter("shop.jobs").add(1);
  gauge("shop_jobs_total").set(1);
  await scrape();
  const text = new TextDecoder().decode((await scrape()).body);
  const [, metric = "", label = ""] = [/rate\((\w+)\[/, /(telltale_report_code)/]
    .map((form) => form.exec(problems)?.[1])
    .reduce<string[]>((all, one) => [...all, one ?? ""], [""]);
  expect(text).toMatch(new RegExp(`^${metric}\\{.*${label}="\\w+".*\\} [1-9]`, "m"));
});
