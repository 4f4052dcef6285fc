// Rules of one's own, made ready once. Whatever a rule does, the text does not leave as it was: where it throws, it is replaced.
import { report } from "../engine/diagnostics/diagnose.ts";
import { wildcard } from "../engine/text/wildcard.ts";
import { longestMarker, markerEnd } from "./marker.ts";
import { patternLength, type RedactionRule } from "./options.ts";
import type { Replace } from "./replacement.ts";
import { normalName } from "../engine/text/sensitive-name.ts";

/** The text as it leaves; undefined for nothing. */
export type ApplyRules = (text: string, name: string | undefined) => string | undefined;

/** A pattern sees this much at once, and finds nothing longer than the overlap. */
const piece = patternLength;
const overlap = 256;

/** A test of names: `*` stands for anything; one without it is met by names that end with it, too. */
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

/** Folds the patterns and functions of `rules` into one function; undefined where there are none. */
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

/** `text` with `put` in place of what `expression` finds outside of markers. */
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

/** Whether the place is within a marker, which is left as it is. */
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
