// Where values of settings are from, and how variables are read.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEnvironment } from "../engine/settings/environment.ts";
import { readVariable } from "./resolve.ts";

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
  ["oltp", undefined, "it is ignored"],
  ["oltp", ["otlp"], "otlp is used"],
  ["console,oltp", ["otlp"], "console is used"],
])("a list with an unknown name says what is used: %s, by default %j", (value, usual, used) => {
  const of = { type: "choice", values: ["otlp", "console"] } as const;
  readVariable(createEnvironment({ LIST: value }), "LIST", { type: "list", of, default: usual });
  expect(warnings).toEqual([
    `telltale: cannot use LIST=\`${value}\`: expected some of otlp, console; ${used}`,
  ]);
});
