// What may be asked of redaction, and whether it can be done.
import { TelemetryError } from "../error.ts";
import { patternCost } from "./pattern-cost.ts";
import { chosenKinds, usualKinds } from "./kinds.ts";

/**
 * What stands in place of a secret: `replace` a mark with its kind, `hash` the mark and a keyed pseudonym of it, `partial` the mark
 * and as much as people need to recognise it, `drop` nothing.
 */
export type RedactionMode = "replace" | "hash" | "partial" | "drop";

/** A rule of one's own. Names, a pattern and a function may be given together: each is looked at. */
export interface RedactionRule {
  /** What the mark says: lower-case letters, digits and dashes. */
  readonly kind: string;
  /**
   * Names whose values are secret as a whole: case and separators do not count, `*` stands for anything. One without `*` is
   * also met by names that end with it: `employee.id` by `user.employeeId`.
   */
  readonly names?: string | readonly string[] | undefined;
  /** Parts of texts that are secret. It is run on pieces of 1,024 characters and finds at most 256 of them; one that can take for ever is refused. */
  readonly pattern?: RegExp | undefined;
  /** Tells of a text whether it is secret, or what stands in its place. One that throws has the text replaced. */
  readonly find?: ((text: string, name: string | undefined) => boolean | string) | undefined;
  readonly mode?: RedactionMode | undefined;
}

/** What is secret, and what stands in its place. */
export interface RedactionOptions {
  /** Kinds by name, on or off, or all of them. By default all but `ipv4` and `ipv6`. */
  readonly kinds?: "all" | Readonly<Record<string, boolean>> | undefined;
  /** For all kinds, or for some by name; `replace` for the others. */
  readonly mode?: RedactionMode | Readonly<Record<string, RedactionMode>> | undefined;
  /** The key of pseudonyms, at least 16 characters. Default: that of identities. */
  readonly key?: string | Uint8Array | undefined;
  /** What is left as it is: values under these names (globs as in rules), and what is found and is one of these texts or, up to 1,024 characters, matches. */
  readonly allow?:
    | {
        readonly names?: readonly string[] | undefined;
        readonly values?: readonly (string | RegExp)[] | undefined;
      }
    | undefined;
  readonly rules?: readonly RedactionRule[] | undefined;
}

const modes: ReadonlySet<unknown> = new Set(["replace", "hash", "partial", "drop"]);
const known = new Set(["kinds", "mode", "key", "allow", "rules"]);
const shortestKey = 16;
/** The most characters that a pattern sees at once. */
export const patternLength = 1024;
/** The kind of what is hidden by `TELLTALE_REDACTION_NAMES`. */
const nameKind = "name";

/** @throws {TelemetryError} `TT_OPTION` when one of the options is wrong. */
export function checkOptions(options: RedactionOptions): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw wrong(`\`${String(options)}\``, "an object of options");
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw wrong(`the option \`${name}\``, `one of ${[...known].join(", ")}`);
  }
  const { kinds, mode, key, allow, rules = [] } = options;
  if (kinds !== undefined && kinds !== "all") checkKinds(kinds);
  for (const one of typeof mode === "object" && mode !== null ? Object.values(mode) : [mode]) checkMode(one);
  if (
    key !== undefined &&
    !((typeof key === "string" || key instanceof Uint8Array) && key.length >= shortestKey)
  )
    throw wrong("this `key`", `a text or bytes of at least ${shortestKey}`);
  if (allow !== undefined) checkAllow(allow);
  if (!Array.isArray(rules)) throw wrong("`rules`", "a list of rules");
  for (const rule of rules as readonly RedactionRule[]) checkRule(rule);
  if (typeof mode === "object") checkModesOf(mode, rules);
}

function checkAllow(allow: NonNullable<RedactionOptions["allow"]>): void {
  if (typeof allow !== "object" || allow === null) throw wrong("this `allow`", "an object");
  for (const name of Object.keys(allow))
    if (name !== "names" && name !== "values") throw wrong(`\`allow.${name}\``, "`names` or `values`");
  const { names = [], values = [] } = allow;
  if (!areTexts(names)) throw wrong("`allow.names`", "a list of texts");
  if (
    !Array.isArray(values) ||
    !values.every((value: unknown) => typeof value === "string" || value instanceof RegExp)
  )
    throw wrong("`allow.values`", "a list of texts and patterns");
  for (const value of values) if (value instanceof RegExp) checkSpeed(value, "the pattern in `allow.values`");
}

/** A mode of a kind that nobody knows would never be seen to be wrong. */
function checkModesOf(modesOf: Readonly<Record<string, unknown>>, rules: readonly RedactionRule[]): void {
  const all = [...usualKinds, ...chosenKinds, ...rules.map(({ kind }) => kind)];
  for (const kind of Object.keys(modesOf)) {
    if (!all.includes(kind) && kind !== nameKind)
      throw wrong(`the mode of the kind \`${kind}\``, `one of ${all.join(", ")}`);
  }
}

function checkKinds(kinds: Readonly<Record<string, boolean>>): void {
  if (typeof kinds !== "object" || kinds === null)
    throw wrong(`\`${String(kinds)}\` as \`kinds\``, "`all` or an object");
  const all = [...usualKinds, ...chosenKinds];
  for (const [kind, wanted] of Object.entries(kinds)) {
    if (!all.includes(kind)) throw wrong(`the kind \`${kind}\``, `one of ${all.join(", ")}`);
    if (typeof wanted !== "boolean" && wanted !== undefined)
      throw wrong(`\`${String(wanted)}\` for the kind \`${kind}\``, "true or false");
  }
}

function checkMode(mode: unknown): void {
  if (mode !== undefined && !modes.has(mode))
    throw wrong(`\`${String(mode)}\` as \`mode\``, [...modes].join(", "));
}

function checkRule(rule: RedactionRule): void {
  if (
    typeof rule !== "object" ||
    rule === null ||
    typeof rule.kind !== "string" ||
    !/^[a-z][a-z0-9-]{0,40}$/.test(rule.kind)
  )
    throw wrong("a rule", "a `kind` of lower-case letters, digits and dashes");
  const { kind, names, pattern, find, mode } = rule;
  checkMode(mode);
  if (names === undefined && pattern === undefined && find === undefined)
    throw wrong(`the rule \`${kind}\``, "`names`, a `pattern` or `find`");
  if (names !== undefined && !areTexts([names].flat()))
    throw wrong(`\`names\` of the rule \`${kind}\``, "texts");
  if (pattern !== undefined && !(pattern instanceof RegExp))
    throw wrong(`\`pattern\` of the rule \`${kind}\``, "a RegExp");
  if (pattern !== undefined) checkSpeed(pattern, `the pattern of the rule \`${kind}\``);
  if (find !== undefined && typeof find !== "function")
    throw wrong(`\`find\` of the rule \`${kind}\``, "a function");
}

function areTexts(names: unknown): boolean {
  return Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "");
}

function checkSpeed(pattern: RegExp, what: string): void {
  if (patternCost(pattern, patternLength) <= 8 * patternLength) return;
  throw wrong(
    `${what} \`${pattern.source.slice(0, 100)}\``,
    "no repetition within a repetition, or before one that the same text fits, and no reference back, which can take for ever; say how often, as in `.{0,20}`",
  );
}

function wrong(what: string, expected: string): TelemetryError {
  return new TelemetryError("TT_OPTION", `Cannot redact with ${what}: expected ${expected}.`);
}
