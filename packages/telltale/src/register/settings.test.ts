// Which instrumentations are at work: our variable over the file, or where there is none the official variables, over the default.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveChoices } from "./settings.ts";

const known = [
  { name: "pg", aliases: [], byDefault: true },
  { name: "nestjs", aliases: ["nestjs-core"], byDefault: true },
  { name: "fs", aliases: [], byDefault: false },
];
let reported: string[];
beforeEach(() => {
  reported = [];
  const note = (message: string): void => void reported.push(message);
  diag.setLogger(
    { error: note, warn: note, info: note, debug: note, verbose: note },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  reported = [];
});
afterEach(() => diag.disable());

function enabled(variables: Record<string, string>): string[] {
  return [...resolveChoices(known, variables)].flatMap(([name, choice]) => (choice.enabled ? [name] : []));
}

describe("by the variables", () => {
  test.each([
    [{}, ["pg", "nestjs"]],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: "pg" }, ["pg"]],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: "fs, nestjs-core" }, ["nestjs", "fs"]],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: "nestjs-core" }, ["pg"]],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: "pg,fs", OTEL_NODE_DISABLED_INSTRUMENTATIONS: "pg" }, ["fs"]],
    [{ TELLTALE_INSTRUMENTATIONS: '{"pg":false,"fs":true}' }, ["nestjs", "fs"]],
    [{ TELLTALE_INSTRUMENTATIONS: '{"fs":{"requireParentSpan":true}}' }, ["pg", "nestjs", "fs"]],
    [{ TELLTALE_INSTRUMENTATIONS: '{"pg":{"enabled":false,"a":1}}' }, ["nestjs"]],
    [{ TELLTALE_INSTRUMENTATIONS: '{"pg":true}', OTEL_NODE_DISABLED_INSTRUMENTATIONS: "pg,nestjs" }, ["pg"]],
  ])("%o", (variables, expected) => {
    expect(enabled(variables as Record<string, string>)).toEqual(expected);
    expect(reported).toEqual([]);
  });

  test("options go to their instrumentation, by any of its names", () => {
    const choices = resolveChoices(known, {
      TELLTALE_INSTRUMENTATIONS: '{"nestjs-core":{"enabled":true,"a":{"b":1}}}',
    });
    expect(choices.get("nestjs")).toEqual({ enabled: true, options: { a: { b: 1 } } });
  });

  test.each([
    [
      { TELLTALE_INSTRUMENTATIONS: '{"pg":{"password":"Hunter2"' },
      /^(?!.*Hunter2).*TELLTALE_INSTRUMENTATIONS \(27 characters\): expected JSON/,
    ],
    [{ TELLTALE_INSTRUMENTATIONS: "[1]" }, /expected JSON/],
    [
      { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "pgg" },
      /OTEL_NODE_DISABLED_INSTRUMENTATIONS: no instrumentation is called pgg/,
    ],
  ])("%o is reported and ignored", (variables, message) => {
    expect(enabled(variables as Record<string, string>)).toEqual(["pg", "nestjs"]);
    expect(reported).toEqual([expect.stringMatching(message)]);
  });
});

describe("by the configuration file", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-wishes-"));
  const file = path.join(folder, "config.yaml");
  afterEach(() => rmSync(file, { force: true }));

  test("it stands in for the official variables, and ours is stronger", () => {
    writeFileSync(
      file,
      'file_format: "1.1"\ninstrumentation/development: {js: {pg: {enabled: false, a: 1}, fs: {enabled: true}}}\n',
    );
    const variables = { OTEL_CONFIG_FILE: file, OTEL_NODE_ENABLED_INSTRUMENTATIONS: "pg" };
    expect(enabled(variables)).toEqual(["nestjs", "fs"]);
    const choices = resolveChoices(known, {
      ...variables,
      TELLTALE_INSTRUMENTATIONS: '{"pg":{"enabled":true,"b":2}}',
    });
    expect(choices.get("pg")).toEqual({ enabled: true, options: { a: 1, b: 2 } });
  });
});
