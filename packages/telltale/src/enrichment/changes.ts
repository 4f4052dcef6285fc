// The verbs of a rule as one list of functions, made once. In the order of the rule's fields: copy, rename, set, remove, json, normalize.
import { redactValue } from "../engine/redaction/redaction.ts";
import { toJsonForm } from "../engine/text/json-form.ts";
import type { AnyValue } from "otlp";
import { toAnyValue } from "../engine/attributes/value.ts";
import { normalName } from "../engine/cardinality/normal-name.ts";
import { compileGlobs } from "../conditions/span-fields.ts";
import { put, remove, replace, type Subject, take, valueOf } from "./attributes.ts";
import type { EnrichmentRule } from "./rule.ts";

/** One verb. */
export type Change = (subject: Subject) => void;

/** What `rule`, which has been checked, does to attributes. */
export function compileChanges(rule: EnrichmentRule): readonly Change[] {
  const changes: Change[] = [];
  if (rule.copy !== undefined) changes.push(copying(Object.entries(rule.copy)));
  if (rule.rename !== undefined) changes.push(renaming(Object.entries(rule.rename)));
  if (rule.set !== undefined) changes.push(setting(Object.entries(rule.set)));
  if (rule.remove !== undefined) {
    const fits = compileGlobs(rule.remove, "remove");
    changes.push((subject) => remove(subject, fits));
  }
  const json = jsonChange(rule.json);
  if (json !== undefined) changes.push((subject) => replace(subject, json));
  if (rule.normalize !== undefined) {
    const fits = compileGlobs(rule.normalize, "normalize");
    changes.push((subject) =>
      replace(subject, (key, value) => (typeof value === "string" && fits(key) ? normalName(value) : value)),
    );
  }
  return changes;
}

/** What `json` of a rule does to the value of a key. */
export function jsonChange(
  json: EnrichmentRule["json"],
): ((key: string, value: AnyValue) => AnyValue) | undefined {
  if (json === undefined || json === false) return undefined;
  if (json === true) return toJsonText;
  const fits = compileGlobs(json, "json");
  return (key, value) => (typeof value === "object" && fits(key) ? toJsonText(key, value) : value);
}

function setting(entries: readonly (readonly [string, unknown])[]): Change {
  const resolved = entries.map(([key, value]) => [key, toAnyValue(value)] as const);
  return ({ own, from }) => {
    for (let at = 0; at < resolved.length; at++) {
      const [key, value] = resolved[at] as readonly [string, AnyValue];
      put(own, from, key, value);
    }
  };
}

function copying(entries: readonly (readonly [string, string])[]): Change {
  return (subject) => {
    for (const [name, key] of entries) {
      const value = valueOf(subject, key);
      if (value !== undefined) put(subject.own, subject.from, name, value);
    }
  };
}

// all at once, so that names can be exchanged
function renaming(entries: readonly (readonly [string, string])[]): Change {
  return (subject) => {
    const taken = entries.map(([key]) => take(subject, key));
    for (const [at, [, name]] of entries.entries()) {
      const value = taken[at];
      if (value !== undefined) put(subject.own, subject.from, name, value);
    }
  };
}

/** What a rule does, for diagnostics: names only, no values. */
export function describeRule(rule: EnrichmentRule, place: string): string {
  const verbs: string[] = [];
  for (const field of ["copy", "set"] as const)
    if (rule[field] !== undefined) verbs.push(`${field} ${Object.keys(rule[field]).join(", ")}`);
  if (rule.rename !== undefined)
    verbs.push(
      `rename ${Object.entries(rule.rename)
        .map(([from, to]) => `${from} to ${to}`)
        .join(", ")}`,
    );
  for (const field of ["remove", "normalize", "json"] as const)
    if (rule[field] !== undefined) verbs.push(`${field} ${String(rule[field])}`);
  if (rule.normalizeName === true) verbs.push("normalize the name");
  if (rule.spanName !== undefined) verbs.push("give it a name");
  return `${rule.name ?? place}: ${verbs.join("; ")}`;
}

// Maps and mixed lists as JSON texts, for backends that know texts, numbers and truths only.
/**
 * `value` as a JSON text where it is a map, or a list of anything but values of one plain kind; itself where it is not.
 *
 * Secrets are taken out before: their names are not names any more once they are in a text.
 */
function toJsonText(key: string, value: AnyValue): AnyValue {
  if (!isComplex(value)) return value;
  const leaving = redactValue(value, key);
  return leaving === undefined ? "" : (JSON.stringify(toJsonForm(leaving)) ?? "");
}

function isComplex(value: AnyValue): boolean {
  if (value instanceof Map) return true;
  if (!Array.isArray(value)) return false;
  const [first] = value as readonly AnyValue[];
  const kind = typeof first;
  for (const one of value as readonly AnyValue[])
    if (one === null || typeof one === "object" || typeof one !== kind) return true;
  return false;
}
