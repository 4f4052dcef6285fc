// Custom rules, compiled once. When a rule throws, the whole text is replaced, so that no secret leaves.
import { report } from "../engine/diagnostics/diagnose.ts";
import { wildcard } from "catalog/wildcard";
import { longestMarker, markerEnd } from "./marker.ts";
import { patternLength, type RedactionRule } from "./options.ts";
import type { Replace } from "./replacement.ts";
import { normalName } from "catalog/sensitive-name";

/** The redacted text; `undefined` when it is dropped. */
export type ApplyRules = (text: string, name: string | undefined) => string | undefined;

/** Patterns run on pieces of this length, and find nothing longer than the overlap. */
const piece = patternLength;
const overlap = 256;

/** A test of names: `*` matches anything; a glob without it also matches names that end with it. */
export function nameTest(globs: readonly string[]): (name: string) => boolean {
  const tests = globs.map((glob) => {
    const normal = normalGlob(glob);
    const whole = wildcard(normal);
    return /[*?]/.test(normal) ? whole : (name: string) => name === normal || name.endsWith(`_${normal}`);
  });
  return (name) => {
    const normal = normalName(name);
    return tests.some((test) => test(normal));
  };
}

function normalGlob(glob: string): string {
  return glob
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9*?]+/g, "_")
    .toLowerCase();
}

/** Folds the patterns and functions of `rules` into one function; `undefined` when there are none. */
export function compileRules(rules: readonly RedactionRule[], replace: Replace): ApplyRules | undefined {
  const steps = rules.flatMap((rule): ApplyRules[] => [
    ...(rule.pattern === undefined ? [] : [patternStep(rule, rule.pattern, replace)]),
    ...(rule.find === undefined ? [] : [functionStep(rule, rule.find, replace)]),
  ]);
  if (steps.length === 0) return undefined;
  return (text, name) => {
    let rest: string | undefined = text;
    for (const step of steps) if (rest !== undefined) rest = step(rest, name);
    return rest;
  };
}

function patternStep({ kind, mode }: RedactionRule, pattern: RegExp, replace: Replace): ApplyRules {
  const expression = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`);
  return (text) => inPieces(text, expression, (found) => replace(found, kind, mode) ?? "");
}

/** Replaces the matches of `expression` outside markers with `put`. */
function inPieces(text: string, expression: RegExp, put: (found: string) => string): string {
  let result = "";
  let from = 0;
  while (from < text.length) {
    const part = text.slice(from, from + piece);
    const last = from + piece >= text.length;
    const limit = last ? part.length : piece - overlap;
    let done = 0;
    expression.lastIndex = 0;
    for (const match of part.matchAll(expression)) {
      const [found] = match;
      if (match.index >= limit) break;
      if (found === "" || isMarked(part, match.index)) continue;
      result += part.slice(done, match.index) + put(found);
      done = match.index + found.length;
    }
    const end = Math.max(done, limit);
    result += part.slice(done, end);
    from += end;
  }
  return result;
}

const opening = "[redacted:";

/** Whether the position is within a marker, which stays. */
function isMarked(text: string, at: number): boolean {
  const start = text.slice(Math.max(0, at - longestMarker), at + opening.length).lastIndexOf(opening);
  const place = Math.max(0, at - longestMarker) + start;
  return start !== -1 && place <= at && markerEnd(text, place) > at;
}

function functionStep(
  { kind, mode }: RedactionRule,
  find: NonNullable<RedactionRule["find"]>,
  replace: Replace,
): ApplyRules {
  return (text, name) => {
    if (markerEnd(text, 0) === text.length) return text;
    try {
      const answer: unknown = find(text, name);
      if (typeof answer === "string") return answer;
      return answer === true ? replace(text, kind, mode) : text;
    } catch (error) {
      report("redaction_rule_failed", error);
      return replace(text, kind, mode === "drop" ? "drop" : "replace");
    }
  };
}
