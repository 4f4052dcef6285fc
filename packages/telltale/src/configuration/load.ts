// Loads a configuration file, and with it, only then, the YAML parser. `start()` is synchronous, so this is too.
import Module from "node:module";
import { resolve } from "node:path";
import type { ParsedConfig } from "../config-file/parse.ts";
import type { ReadYaml } from "../config-file/read-yaml.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { builtin } from "../engine/runtime/builtin.ts";
import { isSource, ownUrl } from "../engine/runtime/outside.ts";
import { TelemetryError } from "../error.ts";

type Variables = Readonly<Record<string, string | undefined>>;

type Parse = {
  readYaml(text: string, variables: Variables): ReadYaml;
  parseConfig(text: string, variables: Readonly<Record<string, string | undefined>>): ParsedConfig;
};

/** The valid document in the file at `path`. @throws {TelemetryError} `TT_CONFIG_FILE` */
export function loadConfig(
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): Extract<ParsedConfig, { readonly document: unknown }> {
  if (!/\.ya?ml$/i.test(path)) {
    throw new TelemetryError(
      "TT_CONFIG_FILE",
      `Cannot use \`${path}\`: expected a name that ends in .yaml or .yml.`,
    );
  }
  const parsed = parser().parseConfig(read(path), variables);
  if ("document" in parsed) return parsed;
  const lines = parsed.problems.map((problem) => `\n  ${problem.path}: ${problem.message}.`);
  throw new TelemetryError(
    "TT_CONFIG_FILE",
    `Cannot use the configuration file \`${path}\`:${lines.join("")}\n`,
  );
}

/**
 * The data in the JSON or YAML file at `path`; in YAML references such as `${NAME}` are replaced with `variables`.
 *
 * @throws {TelemetryError} `TT_CONFIG_FILE`
 */
export function loadPlain(path: string, variables: Variables): unknown {
  if (!/\.(?:json|ya?ml)$/i.test(path)) {
    throw new TelemetryError(
      "TT_CONFIG_FILE",
      `Cannot use \`${path}\`: expected a name that ends in .json, .yaml or .yml.`,
    );
  }
  const text = read(path);
  if (/\.json$/i.test(path)) return parseJson(text, path);
  const parsed = parser().readYaml(text, variables);
  if ("data" in parsed) return parsed.data;
  const [problem] = parsed.problems;
  throw new TelemetryError(
    "TT_CONFIG_FILE",
    `Cannot use \`${path}\`: ${problem?.path}: ${problem?.message}.`,
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TelemetryError("TT_CONFIG_FILE", `Cannot use \`${path}\`: it is not valid JSON.`, { cause });
  }
}

function read(path: string): string {
  try {
    return suppressed(() => builtin("fs")().readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new TelemetryError(
      "TT_CONFIG_FILE",
      `Cannot read the configuration file \`${resolve(path)}\` (${reason}).`,
      { cause },
    );
  }
}

// A bundle of its own beside this one; the source beside this source.
function parser(): Parse {
  const place = isSource ? "../../config-file/parse.ts" : "./config-file.cjs";
  try {
    // without one it is a bundle, and `createRequire` throws
    const require = Module.createRequire(ownUrl ?? "");
    return suppressed(() => require(place) as Parse);
  } catch (cause) {
    const message =
      "Cannot load the reader of configuration files, which must lie beside the library: keep `telltale` out of the " +
      "application's bundle (mark it as external).";
    throw new TelemetryError("TT_CONFIG_FILE", message, { cause });
  }
}
