// The `telltale.redaction` part of a configuration file.
import { TelemetryError } from "../error.ts";
import { checkOptions } from "../redaction/options.ts";
import { type RedactionOptions, redactionSettings } from "../redaction/settings.ts";
import { check } from "../settings/check.ts";
import { isRecord } from "../settings/shape.ts";

/**
 * The option `redaction` out of plain data, as files have it: patterns are texts, `rules[].pattern` the source of one,
 * `allow.values` one where it is between slashes; `kinds` may be a list.
 *
 * @throws {TelemetryError} `TT_OPTION` when it is wrong.
 */
export function redactionOfData(data: unknown): boolean | RedactionOptions {
  if (typeof data === "boolean" || !isRecord(data)) {
    check(redactionSettings, data, "redaction");
    return data as boolean;
  }
  const { kinds, allow, rules, ...rest } = data;
  const { values } = (allow ?? {}) as { readonly values?: unknown };
  const options = {
    ...rest,
    ...(kinds === undefined ? {} : { kinds: kindsOfData(kinds) }),
    ...(isRecord(allow)
      ? { allow: { ...allow, ...(Array.isArray(values) ? { values: values.map(valueOfData) } : {}) } }
      : {}),
    ...(rules === undefined ? {} : { rules: Array.isArray(rules) ? rules.map(ruleOfData) : rules }),
  } as unknown as RedactionOptions;
  checkOptions(options, "redaction");
  return options;
}

function kindsOfData(kinds: unknown): unknown {
  if (!Array.isArray(kinds)) return kinds;
  return Object.fromEntries(
    kinds.map((kind) => [String(kind).replace(/^-/, ""), !String(kind).startsWith("-")]),
  );
}

function valueOfData(value: unknown): unknown {
  const [, source, flags] = (typeof value === "string" ? /^\/(.+)\/([a-z]*)$/s.exec(value) : null) ?? [];
  return source === undefined ? value : pattern(source, flags);
}

function ruleOfData(rule: unknown): unknown {
  if (typeof rule !== "object" || rule === null) return rule;
  const { pattern: source } = rule as { readonly pattern?: unknown };
  return typeof source === "string" ? { ...rule, pattern: pattern(source, "") } : rule;
}

function pattern(source: string, flags: string | undefined): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot redact with the pattern \`${source}\`: expected a regular expression.`,
      { cause },
    );
  }
}
