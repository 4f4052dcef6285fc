import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEnvironment } from "./environment.ts";

let warnings: string[];
beforeEach(() => {
  warnings = [];
  const note = (message: string): void => void warnings.push(message);
  diag.setLogger(
    { error: note, warn: note, info: note, debug: note, verbose: note },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  warnings = [];
});
afterEach(() => diag.disable());

test.each([
  ["ftp://u1:PPP@collector.example:4318", "…@collector.example:4318"],
  ["u1:PPP@collector.example", "…@collector.example"],
  ["//u1:a@PPP@collector.example", "…@collector.example"],
  ["ftp://PPP@collector.example/x?token=PPP#PPP", "…@collector.example/x?…"],
  ["collector.example?sig=PPP", "collector.example?…"],
  ["token=PPP,a=PPP", "token=…,a=…"],
  ["soon", "soon"],
])("a warning about `%s` shows `%s`", (value, shown) => {
  createEnvironment({ URL: value.replaceAll("PPP", "Hunter2Hunter2") }).ignore(
    "URL",
    "an absolute http or https URL",
  );
  expect(warnings).toEqual([
    `telltale: cannot use URL=\`${shown}\`: expected an absolute http or https URL; it is ignored`,
  ]);
});
