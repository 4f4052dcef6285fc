// A program that forgets `start()` learns it from one line, which names the call and where it is.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { libraryFlags } from "./ended.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(fileURLToPath(new URL(".", import.meta.url)), "not-started-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program of `lines` prints on standard error, and its file. */
function run(
  lines: readonly string[],
  environment: Record<string, string> = {},
): { stderr: string; file: string } {
  const file = path.join(folder, "app.mjs");
  writeFileSync(file, lines.join("\n"));
  const env = { PATH: process.env["PATH"], ...environment };
  const { stderr, status } = spawnSync(process.execPath, [...libraryFlags, file], { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return { stderr, file };
}

const calls: readonly (readonly [string, string, string])[] = [
  ["trace()", "trace", 'trace("x", () => 1)'],
  ["startSpan()", "startSpan", 'startSpan("x").end()'],
  ["log.warn()", "log", 'log.warn("x")'],
  ["event()", "event", 'event("x")'],
  ["counter.add()", "counter", 'counter("x").add(1)'],
  ["gauge.set()", "gauge", 'gauge("x").set(1)'],
  ["histogram.record()", "timer", 'timer("x").time(() => 1)'],
  ["a metric's with()", "counter", 'counter("x").with({ a: 1 }).add(1)'],
  ["transaction()", "transaction", 'transaction("x", () => 1)'],
  ["startTransaction()", "startTransaction", 'startTransaction("x").complete()'],
  ["interaction()", "interaction", 'interaction("x", () => 1)'],
  ["funnel.step()", "funnel", 'funnel("x", ["a", "b"]).step("a")'],
  ["profile()", "profile", 'profile("x", () => 1)'],
  ["captureError()", "captureError", 'captureError(new Error("x"))'],
  ["traceDatabase()", "traceDatabase", 'traceDatabase({ system: "postgresql" }, () => 1)'],
  ["a function of traceMethod()", "wrap", "wrap(function charge() {})()"],
];

test.each(calls)("%s is named once, with file and line", (call, name, code) => {
  const { stderr, file } = run([`import { ${name} } from "telltale";`, "", code, code]);
  const lines = stderr.split("\n").filter((line) => line.startsWith("telltale: "));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`telltale: ${call} was called, but telemetry was not started (${file}:3:`);
});

test.each([
  ["telemetry is started", ['start({ exporters: [], service: "x" });'], {}],
  ["telemetry is started, and stopped", ['await start({ exporters: [], service: "x" }).stop();'], {}],
  ["telemetry is started, and switched off", ["start();"], { OTEL_SDK_DISABLED: "true" }],
  ["telemetry is switched off", [], { OTEL_SDK_DISABLED: "true" }],
  ["`telltale/register` is switched off", [], { TELLTALE_REGISTER: "off" }],
  ["diagnostics are switched off", [], { OTEL_LOG_LEVEL: "none" }],
])("nothing is printed where %s", (_, before, environment) => {
  const lines = ['import { start, trace } from "telltale";', ...before, 'trace("x", () => 1);'];
  expect(run(lines, environment).stderr).toBe("");
});

test("another SDK that is registered is named: it does not get these calls", () => {
  const { stderr } = run([
    'import { trace as api } from "@opentelemetry/api";',
    'import { trace } from "telltale";',
    "api.setGlobalTracerProvider({ getTracer: () => ({}) });",
    'trace("x", () => 1);',
  ]);
  expect(stderr).toContain("trace() was called, but telemetry was not started");
  expect(stderr).toContain("the OpenTelemetry SDK that is registered does not get Telltale's calls");
});
