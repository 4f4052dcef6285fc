// What must not leave: the option over `TELLTALE_REDACTION` and `TELLTALE_REDACTION_*`, over the configuration file. On unless it is
// switched off.
import type { Environment } from "../engine/environment.ts";
import type { IdentityPolicy } from "../engine/identity.ts";
import type { Redaction } from "../engine/redaction.ts";
import { TelemetryError } from "../error.ts";
import { chosenKinds, usualKinds } from "../redaction/kinds.ts";
import { createPseudonymizing, createRedaction } from "../redaction/leaving.ts";
import { checkOptions, type RedactionMode, type RedactionOptions } from "../redaction/options.ts";

const minKeyLength = 16;

/** Settles the option; a function makes it, undefined where everything leaves as it is. @throws {TelemetryError} `TT_OPTION` when it is wrong. */
export function settleRedaction(
  option: boolean | RedactionOptions | undefined,
  { mode }: IdentityPolicy,
  env: Environment,
  file?: boolean | RedactionOptions,
): Redaction | (() => Redaction) | undefined {
  if (option !== undefined && typeof option !== "boolean") checkOptions(option);
  const word = env.choice("TELLTALE_REDACTION", ["true", "false"]) ?? String(file !== false);
  const wanted = option === undefined ? word !== "false" : option !== false;
  const own = withVariables(typeof option === "object" ? option : {}, env);
  if (!wanted) return mode === "hash" ? createPseudonymizing() : undefined;
  const all = typeof file === "object" ? withFile(own, file) : own;
  // what cannot be wrong is made when something is about to leave
  return isUnchanged(all) ? () => createRedaction(all) : createRedaction(all);
}

function isUnchanged({ rules = [], ...options }: RedactionOptions): boolean {
  return rules.length === 0 && Object.values(options).every((value) => value === undefined);
}

function withFile(own: RedactionOptions, file: RedactionOptions): RedactionOptions {
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(set), rules: [...(own.rules ?? []), ...(file.rules ?? [])] };
}

function withVariables(options: RedactionOptions, env: Environment): RedactionOptions {
  const names = env.list("TELLTALE_REDACTION_NAMES");
  const allowed = env.list("TELLTALE_REDACTION_ALLOW");
  const modes = ["replace", "hash", "partial", "drop"] satisfies RedactionMode[];
  return {
    kinds: options.kinds ?? kindsOf(env),
    mode: options.mode ?? env.choice("TELLTALE_REDACTION_MODE", modes),
    key: options.key ?? keyOf(env),
    // one list for both: a name with a blank or an at sign, or a value that is a name, is none
    allow: options.allow ?? (allowed === undefined ? undefined : { names: allowed, values: allowed }),
    rules: [...(options.rules ?? []), ...(names === undefined ? [] : [{ kind: "name", names }])],
  };
}

function kindsOf(env: Environment): RedactionOptions["kinds"] {
  const wanted = env.list("TELLTALE_REDACTION_KINDS")?.map((kind) => kind.toLowerCase());
  if (wanted === undefined) return undefined;
  if (wanted.length === 1 && wanted[0] === "all") return "all";
  const known = new Set([...usualKinds, ...chosenKinds]);
  const kinds: Record<string, boolean> = {};
  for (const entry of wanted) {
    const kind = entry.replace(/^-/, "");
    if (known.has(kind)) kinds[kind] = !entry.startsWith("-");
    else
      env.ignore(
        "TELLTALE_REDACTION_KINDS",
        "all, or kinds to add, with `-` to leave out",
        `\`${kind}\` is ignored`,
      );
  }
  return kinds;
}

function keyOf(env: Environment): string | undefined {
  const key = env.text("TELLTALE_REDACTION_KEY");
  if (key === undefined || key.length >= minKeyLength) return key;
  return env.ignore("TELLTALE_REDACTION_KEY", `at least ${minKeyLength} characters`);
}

/**
 * The option `redaction` out of plain data, as files have it: patterns are texts, `rules[].pattern` the source of one,
 * `allow.values` one where it stands between slashes; `kinds` may be a list.
 *
 * @throws {TelemetryError} `TT_OPTION` when it is wrong.
 */
export function redactionOfData(data: unknown): boolean | RedactionOptions {
  if (typeof data === "boolean") return data;
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw wrong(`\`${String(data)}\` as \`redaction\``, "true, false or an object");
  const { kinds, allow, rules, ...rest } = data as Readonly<Record<string, unknown>>;
  const { values } = (allow ?? {}) as { readonly values?: unknown };
  const options = {
    ...rest,
    ...(kinds === undefined ? {} : { kinds: kindsOfData(kinds) }),
    ...(allow === undefined || allow === null
      ? {}
      : {
          allow: {
            ...(allow as object),
            ...(Array.isArray(values) ? { values: values.map(valueOfData) } : {}),
          },
        }),
    ...(rules === undefined ? {} : { rules: Array.isArray(rules) ? rules.map(ruleOfData) : rules }),
  } as unknown as RedactionOptions;
  checkOptions(options);
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

function wrong(what: string, expected: string): TelemetryError {
  return new TelemetryError("TT_OPTION", `Cannot redact with ${what}: expected ${expected}.`);
}
