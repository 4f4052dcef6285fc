// The table of calls, which the linter, the code reader and the migration read, has each function of the package.
import { libraryCalls } from "catalog/calls";
import { expect, test } from "vitest";
import * as telltale from "../src/index.ts";

/** What takes neither the name of what it emits, nor attributes, and returns nothing that does. */
const withoutTelemetry = [
  "IllegalTransitionError",
  "TelemetryError",
  "carryContext",
  "childEnvironment",
  "context",
  "currentTraceparent",
  "fileExporter",
  "isTelemetryError",
  "memoryExporter",
  "onEvent",
  "otlpExporter",
  "outcomeOf",
  "registerComponent",
  "start",
  "stats",
  "stdoutExporter",
  "traceId",
  "withCarriedContext",
  "withEnvironmentContext",
];
/** Not a call: its methods are in the table. */
const objects = ["log"];

test("each function is in the table of calls or in the list of those without telemetry", () => {
  const functions = Object.keys(libraryCalls).filter((name) => !name.includes("."));
  expect([...functions, ...withoutTelemetry, ...objects].toSorted()).toEqual(
    Object.keys(telltale).toSorted(),
  );
});

test("each method of `log` that writes is in the table of calls", () => {
  const methods = Object.keys(libraryCalls).filter((name) => name.startsWith("log."));
  expect([...methods, "log.enabled"].toSorted()).toEqual(
    Object.keys(telltale.log)
      .map((name) => `log.${name}`)
      .toSorted(),
  );
});
