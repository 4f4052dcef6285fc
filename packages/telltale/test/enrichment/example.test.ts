// The example without code, run as its first lines say.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { libraryFlags } from "../engine/ended.ts";

const folder = path.join(import.meta.dirname, "../../../../examples/patterns/without-code");

test("marks, names and drops out of a file, on an application that knows nothing of it", () => {
  const out = execFileSync(process.execPath, [...libraryFlags, "--require", "telltale/register", "app.js"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      OTEL_TRACES_EXPORTER: "console",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
      TELLTALE_ENRICHMENT: "enrichment.yaml",
    },
  });
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const spans = lines.flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap((one: any) => one.scopeSpans.flatMap((scope: any) => scope.spans)),
  );
  const named = Object.fromEntries(
    spans.map(({ name, attributes }: any) => [
      name,
      Object.fromEntries(attributes.map(({ key, value }: any) => [key, Object.values(value)[0]])),
    ]),
  );
  const marks = { "custom.processed": true, "custom.processor.version": "0.1.0", team: "payments" };
  expect(named).toEqual({
    "GET /orders/{id}": { ...marks, "tenant.id": "acme" },
    "SELECT orders": { ...marks, "custom.slow_operation": true },
  });
  const [query, request] = spans;
  expect(query.parentSpanId).toBe(request.spanId);
});
