// Text of a configuration file in, valid document out. A module of its own, with the YAML parser and the schema inside:
// it is loaded only by who has a configuration file.
import { type Problem, readYaml } from "./read-yaml.ts";
export { readYaml } from "./read-yaml.ts";
import schema from "./schema.json" with { type: "json" };
import { type Schema, validate } from "./validate.ts";

/** A document that is valid by the schema, or what is wrong with the file. */
export type ParsedConfig =
  | { readonly document: Readonly<Record<string, unknown>>; readonly note?: string }
  | { readonly problems: readonly Problem[] };

/** Reads `text` with `variables` for its references. */
export function parseConfig(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const read = readYaml(text, variables);
  if ("problems" in read) return read;
  const version = checkVersion(read.data);
  if (version.problem !== undefined) return { problems: [version.problem] };
  const problems = validate(read.data, schema as Schema);
  if (problems.length > 0) return { problems };
  const document = read.data as Readonly<Record<string, unknown>>;
  return version.note === undefined ? { document } : { document, note: version.note };
}

// The version first: an older document is wrong in many places, and none of them is what has to be said.
function checkVersion(data: unknown): { readonly problem?: Problem; readonly note?: string } {
  if (typeof data !== "object" || data === null || !("file_format" in data)) return {};
  const given = data.file_format;
  if (typeof given !== "string") return {};
  const path = "file_format";
  const [, minor] = /^1\.(\d+)$/.exec(given) ?? [];
  if (minor === undefined) {
    const message =
      `cannot read version \`${given}\`: expected "1.0" or "1.1"; ` +
      "bring the file to that version (github.com/open-telemetry/opentelemetry-configuration, releases)";
    return { problem: { path, message } };
  }
  return Number(minor) > 1 ? { note: `version ${given} is newer than 1.1, which this library knows` } : {};
}
