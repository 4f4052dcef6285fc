// Every declared setting: what is rejected of it by option, by variable and by configuration file. New settings are tested without a line here.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../config-file/parse.ts";
import { toFileConfiguration } from "../configuration/file-configuration.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import { isTelemetryError } from "../error.ts";
import { fileExporter } from "../export/file.ts";
import { otlpExporter } from "../export/otlp.ts";
import { stdoutExporter } from "../export/stdout.ts";
import { resolveOptions } from "../options.ts";
import { batchSpanProcessor } from "../otel/span-export.ts";
import { placesOf, variablesOf } from "../settings/by-signal.ts";
import { problemWith } from "../settings/check.ts";
import { only, optionNames, rangeOf } from "../settings/declaration.ts";
import { locate } from "../settings/resolve.ts";
import type { Group, Setting } from "../settings/setting.ts";
import { type Declared, walk } from "../settings/walk.ts";
import { allSettings } from "./all-settings.ts";

let warnings: string[];
const ignore = (): void => {};
beforeEach(() => {
  warnings = [];
  const warn = (message: string): void => void warnings.push(message);
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  warnings = [];
});
afterEach(() => diag.disable());

const exporter = { export: ignore, shutdown: async () => {} };
/** What takes the options of each group. */
const takers: Readonly<Record<string, (options: never) => unknown>> = {
  "start()": (options) => resolveOptions(options, {}),
  "otlpExporter()": (options) => otlpExporter(options, {}),
  "stdoutExporter()": stdoutExporter,
  "fileExporter()": fileExporter,
  "batchSpanProcessor(), batchLogRecordProcessor()": (options) => batchSpanProcessor(exporter, options),
};

type Options = Readonly<Record<string, unknown>>;

/** An option of `group` with `value` at `path`, and whatever else is required beside it. */
function optionsWith(group: Group, path: string, value: unknown): Options {
  const [name = "", ...rest] = path.split(".");
  const given: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(group.settings))
    if (setting.required === true) given[key] = validFor(setting);
  const inner = group.settings[name];
  given[name] = rest.length === 0 ? value : optionsWith(inner as Group, rest.join("."), value);
  return given;
}

function validFor({ type, least = 1 }: Setting): unknown {
  return type === "text" ? "a".repeat(least) : undefined;
}

/** A value of another type; what no type describes is checked where it is used, and 7 is not a valid value of these. */
function wrongFor(setting: Setting): unknown {
  return ["zz", 7].find((value) => problemWith(setting, value, "") !== undefined) ?? 7;
}

/** The numbers nearest to the range that are out of it. */
function outsideOf(setting: Setting): readonly number[] {
  if (!["whole", "number", "timeout"].includes(setting.type)) return [];
  const [least, most] = rangeOf(setting);
  const below = setting.above ?? least - (setting.type === "number" ? 0.01 : 1);
  return [below, ...(most < Number.MAX_SAFE_INTEGER ? [most + 1] : [])];
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isTelemetryError(error)) return error.message;
    throw error;
  }
  return "nothing thrown";
}

const everything = Object.entries(allSettings).flatMap(([taker, group]) =>
  [...walk(group)].map((one) => [`${taker} ${one.path} ${one.signal ?? ""}`, one, taker, group] as const),
);
const options = everything.filter(
  ([, { setting, signal }, taker]) =>
    setting.option === undefined && takers[taker] !== undefined && (signal ?? "traces") === "traces",
);

test("there are settings", () => expect(everything.length).toBeGreaterThan(150));

describe("by option", () => {
  test.each(options)("%s rejects another type and what is out of range", (_title, one, taker, group) => {
    const take = takers[taker] as (given: unknown) => unknown;
    for (const value of [wrongFor(one.setting), ...outsideOf(one.setting)]) {
      const given = optionsWith(group, one.path, value);
      expect(
        refusal(() => take(given)),
        `${one.path}: ${String(value)}`,
      ).toMatch(/^Cannot /);
    }
  });

  test.each(options)("%s takes the ends of its range", (_title, { setting }) => {
    if (outsideOf(setting).length === 0 || setting.above !== undefined) return;
    for (const end of rangeOf(setting).filter(Number.isSafeInteger))
      expect(problemWith(setting, end, "")).toBeUndefined();
  });

  test.each(options)("%s: a name beside it that is not known is rejected, with the nearest", (...row) => {
    const [, { path }, taker, group] = row;
    const known = path.split(".").at(-1) as string;
    const given = optionsWith(group, `${path}x`, 1);
    const message = refusal(() => (takers[taker] as (given: unknown) => unknown)(given));
    expect(message).toContain(`\`${path}x\`: expected one of`);
    expect(message).toContain(`did you mean \`${known}\`?`);
  });

  test("inside of lists, too", () => {
    const inner = [...walk(allSettings["start()"] as Group, "", true)].filter(({ path }) =>
      path.includes("[]"),
    );
    expect(inner.map(({ path }) => path)).toContain("logs.loggers[].name");
    const logs = { loggers: [{ name: "a", minimumSeverty: "info" }] };
    expect(refusal(() => resolveOptions({ logs } as never, {}))).toContain(
      "`logs.loggers[0].minimumSeverty`: expected one of name, enabled, minimumSeverity, traceBased; did you mean `minimumSeverity`?",
    );
  });

  test("a list whose entries have no words of their own is expected as a list", () => {
    expect(refusal(() => resolveOptions({ views: "x" } as never, {}))).toMatch(/: expected a list\. /);
  });
});

/** Texts that a variable of this setting cannot have; none where it takes any. */
function wrongTexts(setting: Setting): readonly string[] {
  const outside = outsideOf(setting)
    .filter((value) => setting.type !== "timeout" || value !== 0)
    .map(String);
  const inner = setting.type === "list" ? only(setting) : setting;
  if (["flag", "whole", "number", "timeout", "choice", "url"].includes(inner.type)) return ["zz", ...outside];
  if (inner.type === "key" || (inner.type === "text" && (inner.least ?? 1) > 1)) return ["zz"];
  return setting.parse !== undefined && setting.parse("zz") === undefined ? ["zz"] : [];
}

const byVariable = everything.flatMap(([, one]) =>
  variablesOf(one.setting, one.signal).flatMap((name) =>
    wrongTexts(one.setting).map((text) => [name, text, one] as const),
  ),
);

describe("by variable", () => {
  test.each(byVariable)("%s=%s warns and counts as not set", (name, text, { setting, signal }) => {
    const env = createEnvironment({ [name]: text });
    expect(locate(setting, undefined, env, signal).source.kind).toBe("default");
    expect(warnings).toEqual([expect.stringContaining(`cannot use ${name}=`)]);
  });
});

/** A document with `value` at `place`, and the path that it has there. */
function documentWith(place: string, value: unknown): { readonly document: Options; readonly path: string } {
  const [first = "", ...rest] = place.split(".");
  const key = first.replace("[]", "");
  if (rest.length === 0) return { document: { [key]: value }, path: key };
  const inner = documentWith(rest.join("."), value);
  return key === first
    ? { document: { [key]: inner.document }, path: `${key}.${inner.path}` }
    : { document: { [key]: [inner.document] }, path: `${key}[0].${inner.path}` };
}

/** What is said about a file with `value` at `place`, by its schema or where it is read. */
function fileProblem(one: Declared, place: string, value: unknown): readonly [said: string, path: string] {
  const { document, path } = documentWith(place, value);
  const text = JSON.stringify({ file_format: "1.1", ...document });
  const parsed = parseConfig(text, {});
  if ("problems" in parsed) {
    const found = parsed.problems.find((problem) => problem.path === path);
    if (found !== undefined) return [`${found.path}: ${found.message}`, path];
  }
  const read = (): unknown => {
    const { at } = toFileConfiguration(place.startsWith("telltale.") ? document : {}, "test.yaml", {});
    const own: typeof at = () => ({ value, path });
    return locate(
      one.setting,
      undefined,
      createEnvironment({}, place.startsWith("telltale.") ? at : own),
      one.signal,
    );
  };
  return [refusal(read), path];
}

const byFile = everything.flatMap(([, one]) =>
  placesOf(one.setting, one.signal)
    .flatMap((places) => places.split(" | "))
    .filter((place) => !place.includes("="))
    .map((place) => [place, one] as const),
);

describe("by file", () => {
  test.each(byFile)("%s rejects another type and what is below its range", (place, one) => {
    const [below] = outsideOf(one.setting);
    const zeroIsNone = one.setting.type === "timeout";
    const values = [
      one.setting.type === "text" ? [7] : wrongFor(one.setting),
      ...(below === undefined ? [] : [zeroIsNone ? -1 : below]),
    ];
    for (const value of values) {
      const [said, path] = fileProblem(one, place, value);
      expect(said, `${place}: ${String(value)}`).toContain(path.replace(/^telltale\.(\w+).*/, "telltale.$1"));
      expect(said).toMatch(/annot use/);
    }
  });

  test.each(byFile.filter(([place]) => place.includes(".")))(
    "%s: a key beside it that is not known is rejected, with the nearest",
    (place, one) => {
      const [said] = fileProblem(one, `${place}x`, 1);
      expect(said).toContain("expected one of");
      expect(said).toContain(`did you mean \`${place.split(".").at(-1)}\`?`);
    },
  );
});

test("names of options are not those of variables alone", () => {
  expect(optionNames((allSettings["start()"] as Group).settings)).not.toContain("logLevel");
});
