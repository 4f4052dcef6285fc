// Mistakes in sampling rules, each with its path: zod's issues in the words of the guide.
import type { z } from "zod";

/** One mistake: its path (`head[0].rate`), and the expectation. */
export interface RuleMistake {
  readonly path: string;
  readonly message: string;
}

const outcomeFields = [
  "error",
  "slowerThanMs",
  "anySpanSlowerThanMs",
  "transaction",
  "journey",
  "minSpans",
  "logSeverity",
];
const bounds = ["waitMs", "maxTraces", "maxSpansPerTrace", "maxBytes", "maxDecisions"];

/** The mistakes of `issue`; each unknown field is one. */
export function toMistakes(issue: z.core.$ZodIssue): readonly RuleMistake[] {
  const path = pathOf(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      message: whyUnknown(key, issue.path),
    }));
  // the alternative that matches the most explains the mistake best
  if (issue.code === "invalid_union") {
    const inner = issue.errors.flat().filter((one) => one.path.length > 0);
    const deepest = inner.toSorted((one, other) => other.path.length - one.path.length)[0];
    if (deepest !== undefined) return toMistakes({ ...deepest, path: [...issue.path, ...deepest.path] });
  }
  return [{ path, message: `expected ${expectationOf(issue)}` }];
}

/** Conditions that are known only at another time belong to another list. */
function whyUnknown(key: string, path: readonly PropertyKey[]): string {
  if (path.includes("head") && outcomeFields.includes(key))
    return "is known only when the trace has ended, put the rule into tail.rules";
  if (path.includes("tail") && key === "baggage")
    return "is known only when a trace begins, ask for an attribute or put the rule into head";
  if (path.at(-1) === "tail" && bounds.includes(key))
    return "is the process's own, set it where the process starts";
  if (["debug", "remote"].includes(key)) return "is the process's own, set it where the process starts";
  return "there is no such field";
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_type") return issue.expected === "record" ? "an object" : `a ${issue.expected}`;
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  if (issue.code === "too_small")
    return issue.origin === "number"
      ? `a number ${issue.inclusive === true ? "of at least" : "above"} ${issue.minimum}`
      : "something in it";
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code === "invalid_union") return 'a value, a list of values, or tests such as { "gte": 500 }';
  return issue.message;
}

/** `head[0].when.name`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const word = String(key);
    if (!/^[\w-]+$/.test(word)) return `${text}["${word}"]`;
    return text === "" ? word : `${text}.${word}`;
  }, "");
}
