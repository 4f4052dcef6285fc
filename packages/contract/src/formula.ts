// Formulas over the queries of a chart, each named by a letter: `a / b * 100`. Pure, and without schemas, so that pages check a formula
// while it is typed with the parser that the console evaluates it with.

/** A formula as a tree. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "query"; readonly letter: string }
  | { readonly kind: "minus"; readonly of: Formula }
  | { readonly kind: Operator; readonly left: Formula; readonly right: Formula };

type Operator = "+" | "-" | "*" | "/";

/** Why a text is not a formula, and where: the index of its first character that does not fit. */
export interface FormulaMistake {
  readonly at: number;
  readonly message: string;
}

/** Longest text of a formula. */
export const maxFormulaText = 200;
const maxDepth = 40;

/** The letter of the query at an index: `a` for the first. */
export function letterOf(index: number): string {
  return String.fromCodePoint(97 + index);
}

/** Parses `text`. `letters` are the queries that there are. */
export function parseFormula(
  text: string,
  letters: readonly string[],
): { readonly formula: Formula } | { readonly mistake: FormulaMistake } {
  if (text.length > maxFormulaText)
    return { mistake: { at: maxFormulaText, message: `Use at most ${maxFormulaText} characters.` } };
  const reader = createReader(text);
  try {
    const formula = readSum(reader, letters, 0);
    const rest = reader.next();
    if (rest !== undefined) throw new Mistake(rest.at, `Expected an operator, not \`${rest.text}\`.`);
    return { formula };
  } catch (error) {
    if (error instanceof Mistake) return { mistake: { at: error.at, message: error.message } };
    throw error;
  }
}

/** The value of a formula. `null` where a query has none, and for a division by zero: a gap, never `Infinity`. */
export function evaluateFormula(formula: Formula, valueOf: (letter: string) => number | null): number | null {
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "query":
      return finite(valueOf(formula.letter));
    case "minus": {
      const value = evaluateFormula(formula.of, valueOf);
      return value === null ? null : -value;
    }
    default: {
      const left = evaluateFormula(formula.left, valueOf);
      const right = evaluateFormula(formula.right, valueOf);
      return left === null || right === null ? null : finite(compute(formula.kind, left, right));
    }
  }
}

/** The letters that a formula has, in the order in which they first appear. */
export function lettersIn(formula: Formula): readonly string[] {
  if (formula.kind === "number") return [];
  if (formula.kind === "query") return [formula.letter];
  if (formula.kind === "minus") return lettersIn(formula.of);
  return [...new Set([...lettersIn(formula.left), ...lettersIn(formula.right)])];
}

/**
 * The unit of what a formula computes, from the units of its queries: equal units divide to `1`, and a share times 100 is `%`. Empty where
 * units cannot be combined.
 */
export function unitOfFormula(formula: Formula, unitOf: (letter: string) => string): string {
  if (formula.kind === "number") return "";
  if (formula.kind === "query") return unitOf(formula.letter);
  if (formula.kind === "minus") return unitOfFormula(formula.of, unitOf);
  const { kind, left, right } = formula;
  const units = [unitOfFormula(left, unitOf), unitOfFormula(right, unitOf)] as const;
  if (isPlain(left)) return kind === "/" ? "" : scaled(units[1], kind, left);
  if (isPlain(right)) return scaled(units[0], kind, right);
  const isSame = units[0] === units[1];
  if (kind === "/") return isSame ? "1" : "";
  return kind !== "*" && isSame ? units[0] : "";
}

/** A number, or what is computed from numbers alone. */
function isPlain(formula: Formula): boolean {
  return lettersIn(formula).length === 0;
}

/** The unit of a value with a unit and a plain one. */
function scaled(unit: string, kind: Operator, plain: Formula): string {
  const isPercent = kind === "*" && unit === "1" && plain.kind === "number" && plain.value === 100;
  return isPercent ? "%" : unit;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function compute(kind: Operator, left: number, right: number): number {
  if (kind === "+") return left + right;
  if (kind === "-") return left - right;
  return kind === "*" ? left * right : left / right;
}

class Mistake extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

interface Reader {
  readonly end: number;
  /** The next token, which stays. */
  peek(): Token | undefined;
  /** Takes the next token. */
  next(): Token | undefined;
}

function createReader(text: string): Reader {
  const tokens = [...text.matchAll(/\d+(?:\.\d*)?|\.\d+|[a-zA-Z]\w*|\S/gu)].map((match): Token => ({
    text: match[0],
    at: match.index,
  }));
  let index = 0;
  return { end: text.length, peek: () => tokens[index], next: () => tokens[index++] };
}

function readSum(reader: Reader, letters: readonly string[], depth: number): Formula {
  let left = readProduct(reader, letters, depth);
  for (let token = reader.peek(); token?.text === "+" || token?.text === "-"; token = reader.peek()) {
    reader.next();
    left = { kind: token.text, left, right: readProduct(reader, letters, depth) };
  }
  return left;
}

function readProduct(reader: Reader, letters: readonly string[], depth: number): Formula {
  let left = readFactor(reader, letters, depth);
  for (let token = reader.peek(); token?.text === "*" || token?.text === "/"; token = reader.peek()) {
    reader.next();
    left = { kind: token.text, left, right: readFactor(reader, letters, depth) };
  }
  return left;
}

function readFactor(reader: Reader, letters: readonly string[], depth: number): Formula {
  const token = reader.next();
  const known = letters.map((letter) => `\`${letter}\``).join(", ");
  if (token === undefined)
    throw new Mistake(reader.end, `The formula ends too early: expected a number or one of ${known}.`);
  const { text, at } = token;
  if (depth >= maxDepth)
    throw new Mistake(at, `Use at most ${maxDepth} parentheses and signs inside one another.`);
  if (text === "-") return { kind: "minus", of: readFactor(reader, letters, depth + 1) };
  if (text === "(") {
    const inner = readSum(reader, letters, depth + 1);
    const close = reader.next();
    if (close?.text !== ")")
      throw new Mistake(close?.at ?? reader.end, "Expected `)` for the parenthesis that is open.");
    return inner;
  }
  if (/^[\d.]/.test(text) && text !== ".") return { kind: "number", value: Number(text) };
  if (letters.includes(text)) return { kind: "query", letter: text };
  throw new Mistake(at, `Cannot use \`${text}\`: expected a number or one of ${known}.`);
}
