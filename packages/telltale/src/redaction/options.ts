// Checks the options of redaction.
import { TelemetryError } from "../error.ts";
import { check } from "../settings/check.ts";
import { chosenKinds, usualKinds } from "./kinds.ts";
import { patternCost } from "./pattern-cost.ts";
import { type RedactionOptions, type RedactionRule, redactionSettings } from "./settings.ts";

export type { RedactionMode, RedactionOptions, RedactionRule } from "./settings.ts";

/** Length of the pieces on which patterns run. */
export const patternLength = 1024;
/** The kind of values hidden by `TELLTALE_REDACTION_NAMES`. */
const nameKind = "name";

/** @throws {TelemetryError} `TT_OPTION` when one of the options is wrong. */
export function checkOptions(options: RedactionOptions, path = ""): void {
  check({ ...redactionSettings, switch: undefined as never }, options, path);
  const { kinds, mode, allow, rules = [] } = options;
  const known = [...usualKinds, ...chosenKinds];
  for (const kind of typeof kinds === "object" ? Object.keys(kinds) : [])
    if (!known.includes(kind)) throw wrong(`the kind \`${kind}\``, `one of ${known.join(", ")}`);
  for (const value of allow?.values ?? [])
    if (value instanceof RegExp) checkSpeed(value, "the pattern in `allow.values`");
  for (const rule of rules) checkRule(rule);
  if (typeof mode === "object") checkModesOf(mode, rules);
}

/** Rejects modes of unknown kinds, which would have no effect. */
function checkModesOf(modesOf: Readonly<Record<string, unknown>>, rules: readonly RedactionRule[]): void {
  const all = [...usualKinds, ...chosenKinds, ...rules.map(({ kind }) => kind)];
  for (const kind of Object.keys(modesOf)) {
    if (!all.includes(kind) && kind !== nameKind)
      throw wrong(`the mode of the kind \`${kind}\``, `one of ${all.join(", ")}`);
  }
}

function checkRule({ kind, names, pattern, find }: RedactionRule): void {
  if (names === undefined && pattern === undefined && find === undefined)
    throw wrong(`the rule \`${kind}\``, "`names`, a `pattern` or `find`");
  if (pattern !== undefined) checkSpeed(pattern, `the pattern of the rule \`${kind}\``);
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
