// What is wrong with a file of rules: each mistake with its path, its value, the expectation and the fix.

/** One mistake. */
export interface Problem {
  /** Where it is: `alerts[0].when.above`. */
  readonly path: string;
  /** What is there and what was expected, as a sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

const plainKey = /^[A-Za-z_$][\w$]*$/;

/** `path` followed by `key`, quoted where it is not a plain name. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const name = plainKey.test(key) ? key : JSON.stringify(shorten(key));
  return path === "" ? name : `${path}.${name}`;
}

/** A value as messages show it: one line, 80 characters at most. */
export function show(value: unknown): string {
  // a number or a boolean in quotes must look different from one without
  if (typeof value === "string" && /^(?:-?[\d.]+|true|false|)$/.test(value))
    return `\`"${value.slice(0, 80)}"\``;
  if (typeof value === "string") return `\`${shorten(value)}\``;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return value instanceof Date ? "a date" : "an object";
  return typeof value === "function" ? "a function" : `\`${String(value)}\``;
}

/** The text with spaces for control characters and line ends. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  return text.replaceAll(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, " ");
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

const brand: unique symbol = Symbol.for("telltale.rule-mistake") as never;

/** Rules that cannot be used, with every mistake in them. */
export class RuleMistake extends Error {
  override readonly name = "RuleMistake";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], where = "the rules") {
    const lines = problems.map(
      ({ path, message, fix }) => `  ${path === "" ? "" : `${path}: `}${message} ${fix}`,
    );
    super(
      `${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"} in ${where}.\n${lines.join("\n")}`,
    );
    this.problems = problems;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link RuleMistake}, also one of another installed copy. */
export function isRuleMistake(error: unknown): error is RuleMistake {
  return typeof error === "object" && error !== null && brand in error;
}
