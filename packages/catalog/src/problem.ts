// What is wrong with something that people write, such as a catalog or a file of rules: each mistake with its path, the expectation and the fix.
import { oneLine } from "quoting/unicode";

/** One mistake. */
export interface Problem {
  /** Where it is, such as `attributes."order.id".type` or `alerts[0].when.above`; empty for the whole. */
  readonly path: string;
  /** What is there and what was expected, as a sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

const plainKey = /^[A-Za-z_$][\w$]*$/;

/** `path` followed by `key`, quoted where it is not a plain name: `attributes."order.id"`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const name = plainKey.test(key) ? key : JSON.stringify(shorten(key));
  return path === "" ? name : `${path}.${name}`;
}

/** A value as messages show it: one line, 80 characters at most. */
export function show(value: unknown): string {
  // a number or a boolean in quotes must look different from one without
  if (typeof value === "string" && /^(?:-?\d+(?:\.\d+)?|true|false|)$/.test(value))
    return `\`"${value.slice(0, 80)}"\``;
  if (typeof value === "string") return `\`${shorten(value)}\``;
  if (typeof value === "object" && value !== null) return kindOf(value);
  return typeof value === "function" || typeof value === "symbol"
    ? `a ${typeof value}`
    : `\`${String(value)}\``;
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return "a list";
    return value instanceof Date ? "a date" : "an object";
  } catch {
    // a revoked proxy throws when it is asked
    return "an object";
  }
}

function shorten(text: string): string {
  const line = oneLine(text);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** `a`, `b` or `c`. */
export function orList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

/** The lines of an error that has all mistakes. */
export function problemLines(problems: readonly Problem[]): string[] {
  return problems.map(({ path, message, fix }) => `  ${path === "" ? "" : `${path}: `}${message} ${fix}`);
}
