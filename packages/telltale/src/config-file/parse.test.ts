// Configuration files: references, types, validation and versions, by the rows and files in the fixtures.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig, type ParsedConfig } from "./parse.ts";
import { readYaml } from "./read-yaml.ts";
import schema from "./schema.json" with { type: "json" };
import { type Schema, validate } from "./validate.ts";

const folder = new URL("../../test/fixtures/config/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const files = (path: string): string[] =>
  readdirSync(new URL(path, folder)).filter((name) => name.endsWith(".yaml"));

interface Row {
  readonly id: string;
  readonly yaml: string;
  readonly parsed?: Readonly<Record<string, unknown>>;
  readonly tag?: string;
  readonly error?: boolean;
}

const rows = JSON.parse(read("env-substitution.json")) as { env: Record<string, string>; cases: Row[] };

function tagOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "seq";
  if (typeof value === "object") return "map";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  return Number.isInteger(value) ? "int" : "float";
}

describe("environment variable substitution (configuration/data-model)", () => {
  test("there are rows", () => expect(rows.cases.length).toBe(45));

  const wrong = rows.cases.filter(({ error }) => error === true);
  const right = rows.cases.filter(({ error }) => error !== true);

  test.each(wrong)("$id: $yaml is refused", ({ yaml }) => {
    expect(readYaml(yaml, rows.env)).toEqual({
      problems: [{ path: "line 1, column 6", message: expect.stringContaining("cannot read the reference") }],
    });
  });

  test.each(right)("$id: $yaml", ({ yaml, parsed, tag }) => {
    expect(readYaml(yaml, rows.env)).toEqual({ data: parsed });
    expect(`tag:yaml.org,2002:${tagOf(Object.values(parsed ?? {})[0])}`).toBe(tag);
  });

  test.each([
    ["a block scalar is text", "key: |\n  ${INT_VALUE}\n", { key: "1\n" }],
    ["an explicit tag stays", "key: !!str ${INT_VALUE}", { key: "1" }],
    ["an alias repeats what its anchor came to", "a: &x ${INT_VALUE}\nb: *x", { a: 1, b: 1 }],
    ["octal and exponent", "a: ${UNDEFINED_KEY:-0o17}\nb: ${UNDEFINED_KEY:-1e3}", { a: 15, b: 1000 }],
    ["a name every object has", "key: ${constructor:-none}", { key: "none" }],
    ["characters of the private use area", "key: \ue000${INT_VALUE}\ue001", { key: "\ue0001\ue001" }],
    ["a key in a flow mapping stays", "{${STRING_VALUE}: ${INT_VALUE}}", { "${STRING_VALUE}": 1 }],
  ])("%s", (_title, yaml, data) => {
    expect(readYaml(yaml, rows.env)).toEqual({ data });
  });

  test.each([
    ["a: [", "line 1"],
    ["a: 1\na: 2", "line 2, column 1"],
    ["a: 1\n---\nb: 2", "line 2"],
  ])("what is not YAML is refused with its place: %j", (yaml, place) => {
    expect(readYaml(yaml, {})).toEqual({
      problems: expect.arrayContaining([
        { path: expect.stringContaining(place), message: expect.stringContaining("not valid YAML") },
      ]),
    });
  });

  test("an alias without its anchor is refused", () => {
    expect(readYaml("a: *missing", {})).toEqual({
      problems: [{ path: "the document", message: expect.stringContaining("missing") }],
    });
  });

  test("aliases that unfold without end are refused", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? "x" : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    expect(readYaml(levels.join("\n"), {})).toHaveProperty("problems");
  });
});

describe("the validator's inputs of the upstream project", () => {
  const expected = JSON.parse(read("validator-inputs/expected.json")) as Record<
    string,
    { env: Record<string, string>; outcome: string; error?: string; values?: Record<string, unknown> }
  >;

  test.each(Object.entries(expected))("%s", (name, { env, outcome, values }) => {
    const result = readYaml(read(`validator-inputs/${name}`), env);
    const problems = "data" in result ? validate(result.data, schema as Schema) : result.problems;
    expect(problems.length > 0 ? "error" : "ok").toBe(outcome);
    for (const [path, value] of Object.entries(values ?? {})) {
      const at = path
        .split(".")
        .reduce<unknown>(
          (inner, key) => (inner as Record<string, unknown>)[key],
          "data" in result ? result.data : {},
        );
      expect(at).toBe(value);
    }
  });

  test("an integer that is text is refused by path, input and expectation", () => {
    const result = readYaml(read("validator-inputs/string_for_int.yaml"), {});
    expect(validate("data" in result ? result.data : {}, schema as Schema)).toEqual([
      {
        path: "attribute_limits.attribute_value_length_limit",
        message: 'cannot use `"\\"hello\\""`: expected integer',
      },
    ]);
  });
});

describe("files that are valid", () => {
  test.each(files("examples"))("examples/%s", (name) => {
    expect(parseConfig(read(`examples/${name}`), {})).toHaveProperty("document");
  });

  test.each(files("snippets"))("snippets/%s", (name) => {
    expect(parseConfig(read(`snippets/${name}`), {})).toHaveProperty("document");
  });

  test("with OTEL_* set the values land where the reference stands", () => {
    const result = parseConfig(read("examples/otel-sdk-migration-config.yaml"), {
      OTEL_SERVICE_NAME: "checkout",
      OTEL_BSP_SCHEDULE_DELAY: "7",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_SDK_DISABLED: "true",
    });
    expect(result).toMatchObject({
      document: {
        disabled: true,
        resource: { attributes: [{ name: "service.name", value: "checkout" }], attributes_list: null },
        tracer_provider: {
          processors: [
            {
              batch: {
                schedule_delay: 7,
                exporter: { otlp_http: { endpoint: "http://collector:4318/v1/traces" } },
              },
            },
          ],
        },
      },
    });
  });
});

function problemsOf(result: ParsedConfig): string[] {
  return "problems" in result ? result.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe("versions", () => {
  test.each([
    ["kitchen-sink-v0.4.0.yaml", "0.4"],
    ["kitchen-sink-v1.0.0-rc.3.yaml", "1.0-rc.3"],
  ])("the older %s is refused by its version, once", (name, version) => {
    expect(problemsOf(parseConfig(read(`older/${name}`), {}))).toEqual([
      expect.stringContaining(`file_format: cannot read version \`${version}\``),
    ]);
  });

  test.each(["1.0", "1.1"])("%s is read", (version) => {
    expect(parseConfig(`file_format: "${version}"`, {})).toEqual({ document: { file_format: version } });
  });

  test("a newer minor version is read, with a note", () => {
    expect(parseConfig('file_format: "1.2"', {})).toMatchObject({ note: expect.stringContaining("1.2") });
  });

  test.each(["2.0", "1", "1.x", ""])("`%s` is refused", (version) => {
    expect(problemsOf(parseConfig(`file_format: "${version}"`, {}))).toHaveLength(1);
  });
});

describe("what is wrong is named: path, input, expectation", () => {
  test.each([
    ["file_format: 1.1", "file_format: cannot use `1.1`: expected string; put it in quotes"],
    ["disabled: true", "file_format: is missing: it is required"],
    ["- a", 'the document: cannot use `["a"]`: expected object'],
    ["", "the document: cannot use `null`: expected object; give it a value or leave the key out"],
    ["disabled: yes", 'disabled: cannot use `"yes"`: expected boolean'],
    ["log_level: loud", 'log_level: cannot use `"loud"`: expected one of trace, trace2'],
    [
      "attribute_limits: {attribute_count_limit: -1}",
      "attribute_limits.attribute_count_limit: cannot use -1: expected a number of at least 0",
    ],
    [
      "attribute_limits: {count: 1}",
      "attribute_limits.count: is not known: expected one of attribute_value_length_limit",
    ],
    ["tracer_provider: {}", "tracer_provider.processors: is missing"],
    ["tracer_provider: {processors: []}", "tracer_provider.processors: cannot be empty"],
    [
      "tracer_provider: {processors: [{batch: {}}]}",
      "tracer_provider.processors[0].batch.exporter: is missing",
    ],
    [
      "tracer_provider: {processors: [{batch: {exporter: {console: , otlp_http: }}}]}",
      "tracer_provider.processors[0].batch.exporter: cannot have 2 keys (console, otlp_http): expected exactly one",
    ],
    [
      "tracer_provider: {processors: [{simple: {exporter: {console: }}}], sampler: {trace_id_ratio_based: {ratio: 2}}}",
      "tracer_provider.sampler.trace_id_ratio_based.ratio: cannot use 2: expected a number of at least 0 and at most 1",
    ],
    [
      "resource: {attributes: [{name: a, value: {b: 1}}]}",
      'resource.attributes[0].value: cannot use `{"b":1}`: expected string or number',
    ],
  ])("%s", (line, problem) => {
    const text =
      line.startsWith("file_format") || line === "" || line === "- a" || line === "disabled: true"
        ? line
        : `file_format: "1.1"\n${line}`;
    expect(problemsOf(parseConfig(text, {}))).toEqual([expect.stringContaining(problem)]);
  });
});

test("a document has at most 262,144 characters", () => {
  expect(readYaml("#".repeat(262_144), {})).toEqual({ data: null });
  expect(readYaml("#".repeat(262_145), {})).toEqual({
    problems: [
      {
        path: "the document",
        message: "has 262145 characters: expected at most 262144; leave out what is not used",
      },
    ],
  });
});

test("our schema is the upstream one without its words", () => {
  const full = JSON.parse(read("opentelemetry_configuration.json")) as Record<string, unknown>;
  expect(withoutWords(full)).toEqual(schema);
});

const words = new Set(["$schema", "title", "description", "deprecated"]);

function withoutWords(value: Record<string, unknown>): Record<string, unknown> {
  const inner = (one: unknown): unknown =>
    typeof one === "object" ? withoutWords(one as Record<string, unknown>) : one;
  const table = (one: unknown): unknown =>
    Object.fromEntries(Object.entries(one as object).map(([name, part]) => [name, inner(part)]));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !words.has(key))
      .map(([key, part]) => {
        if (key === "properties" || key === "$defs") return [key, table(part)];
        if (key === "items" || key === "additionalProperties") return [key, inner(part)];
        return [key, key === "oneOf" ? (part as unknown[]).map(inner) : part];
      }),
  );
}
