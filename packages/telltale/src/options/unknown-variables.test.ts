// Names of variables that are nearly right; the list of known ones against the reference.
import { readFileSync } from "node:fs";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { warnUnknownVariables } from "./unknown-variables.ts";

let reported: string[];

beforeEach(() => {
  reported = [];
  const tell = (message: string): void => void reported.push(message);
  const logger = { error: tell, warn: tell, info: tell, debug: tell, verbose: tell };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

function warned(...names: readonly string[]): readonly string[] {
  reported = [];
  warnUnknownVariables(Object.fromEntries(names.map((name) => [name, "x"])));
  return reported;
}

test.each([
  ["TELLTALE_SAMPLNG_RATE", "TELLTALE_SAMPLING_RATE"],
  ["TELLTALE_SAMPLE_RATE", "TELLTALE_SAMPLING_RATE"],
  ["TELTALE_ENDPOINT", "TELLTALE_ENDPOINT"],
  ["TELLTALE_SERVICENAME", "TELLTALE_SERVICE_NAME"],
  ["OTEL_SERVICE_NAMES", "OTEL_SERVICE_NAME"],
  ["OTLE_SERVICE_NAME", "OTEL_SERVICE_NAME"],
  ["OTEL_METRICS_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_INTERVAL"],
  ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINTS", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
  ["OTEL_BSP_SHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY"],
])("%s is nearly %s", (name, meant) => {
  expect(warned(name)).toEqual([`telltale: unknown variable ${name}: did you mean ${meant}? It is ignored`]);
});

test.each([
  ["TELLTALE_SERVICE", "TELLTALE_SERVICE_NAME"],
  ["TELLTALE_URL", "TELLTALE_ENDPOINT"],
  ["TELLTALE_PORT", "TELLTALE_ENDPOINT"],
])("%s is another word for %s", (name, meant) => {
  expect(warned(name)).toEqual([`telltale: unknown variable ${name}: did you mean ${meant}? It is ignored`]);
});

test("the address that Kubernetes gives of a service called telltale is not a mistake", () => {
  reported = [];
  const value = "tcp://10.0.0.7:4318";
  warnUnknownVariables({
    TELLTALE_PORT: value,
    TELLTALE_PORT_4318_TCP: value,
    TELLTALE_SERVICE_HOST: "10.0.0.7",
  });
  expect(reported).toEqual([]);
});

test("up to three letters are a typing error; one more is another name", () => {
  expect(warned("TELLTALE_ROUTESxxx")).toHaveLength(1);
  expect(warned("TELLTALE_ROUTESxxxx")).toEqual([]);
  expect(warned("OTEL_SERVICE_NAMExxx")).toHaveLength(1);
  expect(warned("OTEL_SERVICE_NAMExxxx")).toEqual([]);
});

test("ignores variables of other software", () => {
  const others = [
    "TELLTALE_TOKEN",
    "TELLTALE_CONSOLE_PORT",
    "TELLTALE_CONSOLE_ROLE",
    "OTEL_PYTHON_LOG_LEVEL",
    "OTHER",
    "TELEGRAM_TOKEN",
    "PATH",
  ];
  expect(warned(...others)).toEqual([]);
});

test("every variable of the reference is known, in full and by signal", () => {
  const read = (page: string): string =>
    readFileSync(new URL(`../../../../docs/reference/${page}.md`, import.meta.url), "utf8");
  const text = read("configuration") + read("settings");
  const typed = new Set(["TELLTALE_SAMPLNG_RATE", "TELLTALE_SERVICE"]);
  const names = [...text.matchAll(/\b(?:TELLTALE|OTEL)(?:_[A-Z]+)+\b(?![_…*])/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(80);
  const known = names.filter((name) => !typed.has(name));
  expect(warned(...known)).toEqual([]);
  // each by itself is known: one letter more is not, and points at it
  for (const name of new Set(known.filter((one) => !/JAEGER/.test(one)))) {
    expect(warned(`${name}Q`)).toEqual([expect.stringContaining(`did you mean ${name}?`)]);
  }
});
