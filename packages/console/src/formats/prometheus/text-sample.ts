// One sample line of an exposition: name, labels, value, timestamp, exemplar. Names outside the old alphabet are quoted inside
// the braces: https://prometheus.io/docs/instrumenting/escaping_schemes/
import type { PrometheusExemplar } from "./family.ts";
import { ProblemError } from "../../problem/problem.ts";

/** A line as written; what its name means is decided elsewhere. */
export interface SampleLine {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** As text: its unit depends on the format. */
  readonly timestamp: string | undefined;
  readonly exemplar:
    | (Omit<PrometheusExemplar, "timestampMs"> & { readonly timestamp: string | undefined })
    | undefined;
}

const namePattern = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelPattern = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;
const hexPattern = /^[+-]?0x[0-9a-f]+$/i;

/** @throws {ProblemError} when `line` is not a sample. @param strict as OpenMetrics has it: single spaces, no comma at the end. */
export function readSampleLine(line: string, strict: boolean): SampleLine {
  const cursor = new Cursor(line, strict);
  let name = cursor.peek() === "{" ? "" : cursor.match(namePattern, "a metric name");
  cursor.spaces();
  let labels: ReadonlyMap<string, string> = new Map();
  if (cursor.peek() === "{") {
    const braces = cursor.labels(name === "");
    labels = braces.labels;
    name ||= braces.name;
  }
  if (name === "") throw cursor.wrong("a metric name");
  cursor.blank();
  const value = cursor.number();
  const timestamp = cursor.timestamp();
  const exemplar = cursor.exemplar();
  cursor.expectEnd();
  return { name, labels, value, timestamp, exemplar };
}

class Cursor {
  readonly #line: string;
  readonly #strict: boolean;
  #at = 0;

  constructor(line: string, strict: boolean) {
    this.#line = line;
    this.#strict = strict;
  }

  peek(): string | undefined {
    return this.#line[this.#at];
  }

  wrong(expected: string): ProblemError {
    const shown = this.#line.length > 120 ? `${this.#line.slice(0, 119)}…` : this.#line;
    return new ProblemError(
      "FORMAT_INVALID",
      `Cannot read \`${shown}\`: expected ${expected} at character ${this.#at + 1}.`,
    );
  }

  match(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line);
    if (found === null) throw this.wrong(what);
    this.#at = pattern.lastIndex;
    return found[0];
  }

  /** Spaces that mean nothing; OpenMetrics has none of them. */
  spaces(): void {
    if (this.#strict) return;
    while (this.peek() === " " || this.peek() === "\t") this.#at++;
  }

  /** The blanks between two parts. */
  blank(): void {
    const before = this.#at;
    if (this.#strict && this.peek() === " ") this.#at++;
    this.spaces();
    // After a brace, the old format asks for none.
    if (
      before === this.#at &&
      (this.#strict || this.#line[before - 1] !== "}") &&
      this.#line[before - 1] !== " "
    )
      throw this.wrong("a space");
  }

  labels(nameInside: boolean): { name: string; labels: Map<string, string> } {
    const labels = new Map<string, string>();
    let name = "";
    this.#at++;
    for (let first = true; ; first = false) {
      this.spaces();
      if (this.peek() === "}" && (first || !this.#strict)) break;
      const quoted = this.peek() === '"';
      const key = quoted ? this.#quoted() : this.match(labelPattern, "a label name");
      this.spaces();
      if (quoted && nameInside && first && this.peek() !== "=") {
        name = key;
      } else {
        if (this.peek() !== "=") throw this.wrong("`=`");
        this.#at++;
        this.spaces();
        if (this.peek() !== '"') throw this.wrong("a value in quotes");
        if (labels.has(key)) throw this.wrong(`no second label \`${key}\``);
        labels.set(key, this.#quoted());
      }
      this.spaces();
      if (this.peek() !== ",") break;
      this.#at++;
    }
    if (this.peek() !== "}") throw this.wrong("`,` or `}`");
    this.#at++;
    return { name, labels };
  }

  number(): number {
    const word = this.#word();
    if (numberPattern.test(word)) return toNumber(word);
    // Underscores and hexadecimal floats are Go's own; hexadecimal integers are read, as Prometheus reads them in its old format.
    if (!this.#strict && hexPattern.test(word)) return Number.parseInt(word, 16);
    throw this.wrong("a number");
  }

  timestamp(): string | undefined {
    if (this.peek() === undefined) return undefined;
    this.blank();
    if (this.peek() === undefined && !this.#strict) return undefined;
    if (this.peek() === "#") return undefined;
    const word = this.#word();
    if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) throw this.wrong("a timestamp");
    return word;
  }

  exemplar(): SampleLine["exemplar"] {
    if (this.peek() === undefined) return undefined;
    if (this.#line[this.#at - 1] !== " ") this.blank();
    if (this.peek() === undefined && !this.#strict) return undefined;
    if (this.peek() !== "#" || !this.#strict) throw this.wrong("the end of the line");
    this.#at++;
    this.blank();
    if (this.peek() !== "{") throw this.wrong("`{` of an exemplar");
    const { labels } = this.labels(false);
    this.blank();
    const value = this.number();
    return { labels, value, timestamp: this.timestamp() };
  }

  expectEnd(): void {
    this.spaces();
    if (this.peek() !== undefined) throw this.wrong("the end of the line");
  }

  #word(): string {
    const start = this.#at;
    while (this.peek() !== undefined && this.peek() !== " " && this.peek() !== "\t") this.#at++;
    if (this.#at === start) throw this.wrong("a value");
    return this.#line.slice(start, this.#at);
  }

  /** Escapes are `\\`, `\"` and `\n`; any other backslash represents itself. */
  #quoted(): string {
    let text = "";
    let from = ++this.#at;
    for (;;) {
      const next = this.peek();
      if (next === undefined) throw this.wrong('the closing `"`');
      if (next === '"') break;
      if (next === "\\") {
        const escaped = this.#line[this.#at + 1];
        const meant = escaped === "n" ? "\n" : escaped === "\\" || escaped === '"' ? escaped : undefined;
        if (meant !== undefined) {
          text += this.#line.slice(from, this.#at) + meant;
          from = this.#at + 2;
        }
        this.#at++;
      }
      this.#at++;
    }
    text += this.#line.slice(from, this.#at);
    this.#at++;
    return text;
  }
}

/** `NaN`, `+Inf` and the like beside what JavaScript reads. */
export function toNumber(word: string): number {
  const lower = word.toLowerCase();
  if (lower.endsWith("nan")) return Number.NaN;
  if (lower.endsWith("inf") || lower.endsWith("infinity"))
    return lower.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(word);
}
