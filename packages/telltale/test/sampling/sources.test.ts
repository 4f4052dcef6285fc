// Where rules come from: options, variables, the file that they name, the configuration file; of each field the strongest counts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diag, DiagLogLevel, SpanKind } from "@opentelemetry/api";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryExporter, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import { launch } from "../../src/start.ts";
import { read, refusal } from "../config-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-sampling-"));
afterAll(() => rmSync(folder, { recursive: true }));

const warnings = vi.fn<(text: string) => void>();
let telltale: Telltale | undefined;

beforeEach(() => {
  warnings.mockReset();
  const quiet = (): void => {};
  diag.setLogger(
    { warn: warnings, error: quiet, info: quiet, debug: quiet, verbose: quiet },
    DiagLogLevel.WARN,
  );
});

afterEach(async () => {
  await telltale?.stop();
  telltale = undefined;
  diag.disable();
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Which of some traces leave. */
async function left(env: Record<string, string>, options: StartOptions = {}): Promise<string[]> {
  const sent = memoryExporter();
  telltale = launch({ service: "checkout", exporters: [sent], ...options }, env).telltale;
  for (const name of ["a", "b"]) trace(name, () => {});
  trace("GET /health", { kind: SpanKind.SERVER }, () => {});
  await telltale.flush();
  await telltale.stop();
  return sent.spans().map(({ name }) => name);
}

const rules = JSON.stringify([{ name: "no-a", when: { name: "a" }, rate: 0 }]);

test.each<[string, Record<string, string>, StartOptions, string[]]>([
  ["nothing", {}, {}, ["a", "b"]],
  ["a rate", { TELLTALE_SAMPLING_RATE: "0" }, {}, []],
  ["noise", { TELLTALE_SAMPLING_NOISE: "false" }, {}, ["a", "b", "GET /health"]],
  ["rules", { TELLTALE_SAMPLING_RULES: rules }, {}, ["b"]],
  [
    "an object of rules",
    { TELLTALE_SAMPLING_RULES: `{"rate":0,"head":[{"name":"a","when":{"name":"a"},"rate":1}]}` },
    {},
    ["a"],
  ],
  [
    "a rate over that of rules",
    { TELLTALE_SAMPLING_RATE: "1", TELLTALE_SAMPLING_RULES: '{"rate":0}' },
    {},
    ["a", "b"],
  ],
  ["the option over variables", { TELLTALE_SAMPLING_RATE: "0" }, { sampling: { rate: 1 } }, ["a", "b"]],
  ["fields that the option leaves out", { TELLTALE_SAMPLING_RULES: rules }, { sampling: { rate: 1 } }, ["b"]],
  [
    "rules over OTEL_TRACES_SAMPLER",
    { OTEL_TRACES_SAMPLER: "always_off", TELLTALE_SAMPLING_RULES: rules },
    {},
    ["b"],
  ],
  ["noise beside OTEL_TRACES_SAMPLER", { OTEL_TRACES_SAMPLER: "always_on" }, {}, ["a", "b"]],
  ["OTEL_TRACES_SAMPLER", { OTEL_TRACES_SAMPLER: "always_off" }, {}, []],
])("%s", async (_title, env, options, expected) => {
  expect(await left(env, options)).toEqual(expected);
  expect(warnings).not.toHaveBeenCalled();
});

test.each([
  ["rules.json", '{"sampling":{"head":[{"name":"no-a","when":{"name":"a"},"rate":0}]}}'],
  [
    "rules.yaml",
    "services:\n  checkout:\n    head:\n      - name: no-a\n        when: { name: a }\n        rate: 0\n",
  ],
])("a file: %s", async (name, text) => {
  expect(await left({ TELLTALE_SAMPLING_FILE: write(name, text) })).toEqual(["b"]);
});

test.each([
  ["TELLTALE_SAMPLING_RATE", "1.5", "a number from 0 to 1"],
  ["TELLTALE_SAMPLING_RATE", "half", "a number"],
  ["TELLTALE_SAMPLING_RULES", "[{]", "JSON"],
  [
    "TELLTALE_SAMPLING_RULES",
    '[{"name":"x","when":{"error":true},"rate":1}]',
    "a head rule decides when it begins",
  ],
  ["TELLTALE_SAMPLING_TAIL", '{"defaultRat":1}', "defaultRat"],
  ["TELLTALE_SAMPLING_FILE", path.join(folder, "none.yaml"), "(ENOENT); it is ignored"],
  [
    "TELLTALE_SAMPLING_FILE",
    write("bare.yaml", "sampling:\n"),
    "`null` as `TELLTALE_SAMPLING_FILE.sampling`",
  ],
  ["TELLTALE_SAMPLING_TAIL", '{"maxDecisions":1e12}', "from 1 to 16777216; it is ignored"],
  ["TELLTALE_SAMPLING_NOISE", "no", "true or false"],
  ["TELLTALE_SAMPLING_TRACES_PER_SECOND", "0", "more than 0"],
  ["TELLTALE_SAMPLING_DEBUG_SECRET", "short", "at least 8"],
])("a wrong %s warns and is ignored", async (name, value, words) => {
  expect(await left({ [name]: value })).toEqual(["a", "b"]);
  expect(warnings.mock.calls.flat().join("\n")).toContain(name);
  expect(warnings.mock.calls.flat().join("\n")).toContain(words);
});

const file = (text: string): Record<string, string> => ({
  OTEL_CONFIG_FILE: write("otel.yaml", `file_format: "1.1"\n${text}`),
});

test("the configuration file has rules; variables and options are stronger", async () => {
  const env = file(
    "telltale:\n  sampling:\n    rate: 0\n    head:\n      - { name: a, when: { name: a }, rate: 1 }\n",
  );
  expect(await left(env)).toEqual(["a"]);
  expect(await left({ ...env, TELLTALE_SAMPLING_RATE: "1" })).toEqual(["a", "b"]);
  expect(await left(env, { sampling: { head: [] } })).toEqual([]);
});

test("a sampler of the file decides by itself, unless rules come from elsewhere", async () => {
  const sampler =
    "tracer_provider: { processors: [{ simple: { exporter: { console: } } }], sampler: { always_off: } }\n";
  expect(await left(file(sampler))).toEqual([]);
  expect(await left({ ...file(sampler), TELLTALE_SAMPLING_RATE: "1" })).toEqual(["a", "b"]);
  await expect(left(file(`${sampler}telltale: { sampling: { rate: 1 } }`))).rejects.toThrow(
    "both decide when a trace begins",
  );
});

test("redaction of the file is at work, below variables and options", async () => {
  const env = file("telltale: { redaction: { rules: [{ kind: order, pattern: 'order-\\d+' }] } }");
  const named = async (
    more: Record<string, string>,
    options: StartOptions = {},
  ): Promise<string | undefined> => {
    const sent = memoryExporter();
    telltale = launch({ service: "checkout", exporters: [sent], ...options }, { ...env, ...more }).telltale;
    trace("a", { attributes: { what: "order-789" } }, () => {});
    await telltale.stop();
    return sent.spans()[0]?.attributes["what"] as string | undefined;
  };
  expect(await named({})).toContain("redacted:order");
  expect(await named({ TELLTALE_REDACTION: "false" })).toBe("order-789");
  expect(await named({ TELLTALE_REDACTION: "false" }, { redaction: true })).toContain("redacted:order");
  expect(await named({}, { redaction: false })).toBe("order-789");
});

test("the file holds redaction as plain data", () => {
  const { options } = read("telltale:\n  redaction:\n    rules: [{ kind: order, pattern: 'order-\\d+' }]\n");
  expect(options.redaction).toMatchObject({ rules: [{ kind: "order", pattern: /order-\d+/ }] });
  expect(read("telltale: { redaction: false }").options.redaction).toBe(false);
});

test.each([
  ["telltale: 5", "telltale: cannot use `5`: expected an object"],
  ["telltale: { sampler: {} }", "telltale.sampler: is not known: expected one of sampling, redaction"],
  [
    "telltale: { sampling: { rate: 2 } }",
    "telltale.sampling: Cannot use `2` as `telltale.sampling.rate`: expected a number from 0 to 1.",
  ],
  ["telltale: { redaction: 5 }", "telltale.redaction: Cannot use `5` as `redaction`"],
])("%s is refused", (text, message) => {
  expect(refusal(() => read(text))).toContain(message);
});
