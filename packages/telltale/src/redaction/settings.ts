// The settings of redaction.
import type { Check, OptionsOf, ValueOf } from "../settings/setting.ts";

/**
 * The replacement of a secret: `replace`: a marker with its kind; `hash`: the marker with a keyed pseudonym; `partial`: the marker with
 * enough characters to recognize the secret; `drop`: nothing.
 */
const mode = { type: "choice", values: ["replace", "hash", "partial", "drop"] } as const;

const texts = { type: "list", of: { type: "text" } } as const;

/** A custom rule. Names, a pattern and a function can be combined; each of them applies. */
const ruleSettings = {
  type: "group",
  settings: {
    /** The kind in the marker: lower-case letters, digits and dashes. */
    kind: {
      type: "custom",
      required: true,
      check: isKind as Check<string>,
      expected: "a `kind` of lower-case letters, digits and dashes",
    },
    /**
     * Names whose values are secret as a whole, without regard to case and separators; `*` matches anything. A name without `*` also
     * matches names that end with it: `employee.id` matches `user.employeeId`.
     */
    names: { type: "either", of: [{ type: "text" }, texts as typeof texts] },
    /** Secret parts of texts. Runs on pieces of 1,024 characters and finds at most 256 of them; a pattern with unbounded time is rejected. */
    pattern: { type: "custom", check: isPattern as Check<RegExp>, expected: "a RegExp" },
    /** Returns whether a text is secret, or its replacement. If it throws, the text is replaced. */
    find: {
      type: "custom",
      check: isFunction as Check<(text: string, name: string | undefined) => boolean | string>,
      expected: "a function",
    },
    /** The replacement of its findings. */
    mode: mode as typeof mode,
  },
} as const;

const allowSettings = {
  type: "group",
  settings: {
    /** Values under these names, which can be globs as in rules. */
    names: texts as typeof texts,
    /** Findings that equal one of these texts or, up to 1,024 characters, match a pattern. */
    values: {
      type: "list",
      of: {
        type: "either",
        of: [{ type: "text" }, { type: "custom", check: isPattern as Check<RegExp>, expected: "a pattern" }],
      },
    },
  },
} as const;

/** What is secret, and its replacement. */
export const redactionSettings = {
  type: "group",
  switch: {
    type: "flag",
    default: true,
    variable: "TELLTALE_REDACTION",
    label: "redaction",
  },
  settings: {
    /** Kinds by name, on or off, or `all`. By default all but `ipv4` and `ipv6`. In a variable, a list with `-` before kinds to leave out. */
    kinds: {
      type: "either",
      of: [
        { type: "choice", values: ["all"] },
        { type: "record", of: { type: "flag" } },
      ],
      expected: "all, or kinds by name, on or off",
      variable: "TELLTALE_REDACTION_KINDS",
      parse: parseKinds as (text: string) => unknown,
      fallback: "all but ipv4 and ipv6",
    },
    /** The replacement of all kinds, or of kinds by name; `replace` for the others. */
    mode: {
      type: "either",
      of: [mode as typeof mode, { type: "record", of: mode as typeof mode }],
      variable: "TELLTALE_REDACTION_MODE",
      fallback: "replace",
    },
    /** The key of pseudonyms, at least 16 characters. Default: the key of identities. */
    key: {
      type: "key",
      least: 16,
      secret: true,
      variable: "TELLTALE_REDACTION_KEY",
      fallback: "that of identities",
    },
    /** Names and values that are not redacted. */
    allow: allowSettings as typeof allowSettings,
    /** Names and values that are not redacted. */
    allowed: {
      type: "list",
      option: "redaction.allow",
      of: { type: "text" },
      variable: "TELLTALE_REDACTION_ALLOW",
    },
    /** Custom rules. */
    rules: { type: "list", of: ruleSettings as typeof ruleSettings },
    /** Additional names whose values are secret. */
    names: {
      type: "list",
      option: "redaction.rules",
      of: { type: "text" },
      variable: "TELLTALE_REDACTION_NAMES",
    },
  },
} as const;

/**
 * The replacement of a secret: `replace`: a marker with its kind; `hash`: the marker with a keyed pseudonym; `partial`: the marker with
 * enough characters to recognize the secret; `drop`: nothing.
 */
export type RedactionMode = ValueOf<typeof mode>;

/** A custom rule. Names, a pattern and a function can be combined; each of them applies. */
export interface RedactionRule extends OptionsOf<typeof ruleSettings.settings> {}

/** What is secret, and its replacement. */
export interface RedactionOptions extends OptionsOf<typeof redactionSettings.settings> {}

function isKind(value: unknown): boolean {
  return typeof value === "string" && /^[a-z][a-z0-9-]{0,40}$/.test(value);
}

function isPattern(value: unknown): boolean {
  return value instanceof RegExp;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** Parses `email,-phone` to kinds that are on and off. */
function parseKinds(text: string): unknown {
  if (text.toLowerCase() === "all") return "all";
  const kinds = text
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "");
  return Object.fromEntries(kinds.map((kind) => [kind.replace(/^-/, ""), !kind.startsWith("-")]));
}
