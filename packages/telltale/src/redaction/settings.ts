// What can be asked of redaction.
import type { Check, OptionsOf, ValueOf } from "../settings/setting.ts";

/**
 * What stands in place of a secret: `replace` a mark with its kind, `hash` the mark and a keyed pseudonym of it, `partial` the mark
 * and as much as people need to recognise it, `drop` nothing.
 */
const mode = { type: "choice", values: ["replace", "hash", "partial", "drop"] } as const;

const texts = { type: "list", of: { type: "text" } } as const;

/** A rule of one's own. Names, a pattern and a function may be given together: each is looked at. */
const ruleSettings = {
  type: "group",
  settings: {
    /** What the mark says: lower-case letters, digits and dashes. */
    kind: {
      type: "custom",
      required: true,
      check: isKind as Check<string>,
      expected: "a `kind` of lower-case letters, digits and dashes",
    },
    /**
     * Names whose values are secret as a whole: case and separators do not count, `*` stands for anything. One without `*` is
     * also met by names that end with it: `employee.id` by `user.employeeId`.
     */
    names: { type: "either", of: [{ type: "text" }, texts as typeof texts] },
    /** Parts of texts that are secret. It is run on pieces of 1,024 characters and finds at most 256 of them; one that can take for ever is refused. */
    pattern: { type: "custom", check: isPattern as Check<RegExp>, expected: "a RegExp" },
    /** Tells of a text whether it is secret, or what stands in its place. One that throws has the text replaced. */
    find: {
      type: "custom",
      check: isFunction as Check<(text: string, name: string | undefined) => boolean | string>,
      expected: "a function",
    },
    /** What stands in place of what it finds. */
    mode: mode as typeof mode,
  },
} as const;

const allowSettings = {
  type: "group",
  settings: {
    /** Values under these names, which may be globs as in rules. */
    names: texts as typeof texts,
    /** What is found and is one of these texts or, up to 1,024 characters, matches. */
    values: {
      type: "list",
      of: {
        type: "either",
        of: [{ type: "text" }, { type: "custom", check: isPattern as Check<RegExp>, expected: "a pattern" }],
      },
    },
  },
} as const;

/** What is secret, and what stands in its place. */
export const redactionSettings = {
  type: "group",
  switch: {
    type: "flag",
    default: true,
    variable: "TELLTALE_REDACTION",
    label: "redaction",
  },
  settings: {
    /** Kinds by name, on or off, or all of them. By default all but `ipv4` and `ipv6`. In a variable a list, with `-` before those to leave out. */
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
    /** For all kinds, or for some by name; `replace` for the others. */
    mode: {
      type: "either",
      of: [mode as typeof mode, { type: "record", of: mode as typeof mode }],
      variable: "TELLTALE_REDACTION_MODE",
      fallback: "replace",
    },
    /** The key of pseudonyms, at least 16 characters. Default: that of identities. */
    key: {
      type: "key",
      least: 16,
      secret: true,
      variable: "TELLTALE_REDACTION_KEY",
      fallback: "that of identities",
    },
    /** What is left as it is. */
    allow: allowSettings as typeof allowSettings,
    /** Names and values that are left as they are. */
    allowed: {
      type: "list",
      option: "redaction.allow",
      of: { type: "text" },
      variable: "TELLTALE_REDACTION_ALLOW",
    },
    /** Rules of one's own. */
    rules: { type: "list", of: ruleSettings as typeof ruleSettings },
    /** More names whose values are secret. */
    names: {
      type: "list",
      option: "redaction.rules",
      of: { type: "text" },
      variable: "TELLTALE_REDACTION_NAMES",
    },
  },
} as const;

/**
 * What stands in place of a secret: `replace` a mark with its kind, `hash` the mark and a keyed pseudonym of it, `partial` the mark
 * and as much as people need to recognise it, `drop` nothing.
 */
export type RedactionMode = ValueOf<typeof mode>;

/** A rule of one's own. Names, a pattern and a function may be given together: each is looked at. */
export interface RedactionRule extends OptionsOf<typeof ruleSettings.settings> {}

/** What is secret, and what stands in its place. */
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

/** `email,-phone` as kinds that are on and off. */
function parseKinds(text: string): unknown {
  if (text.toLowerCase() === "all") return "all";
  const kinds = text
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "");
  return Object.fromEntries(kinds.map((kind) => [kind.replace(/^-/, ""), !kind.startsWith("-")]));
}
