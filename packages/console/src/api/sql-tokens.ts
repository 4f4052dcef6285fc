// The tokens of a query that a person wrote, as ClickHouse sees them. What can be read in two ways is refused instead: so that nothing
// hides in a comment, a quote or a letter that looks like one, and what is checked is what runs.
import { ProblemError } from "../http/problem.ts";

export interface SqlToken {
  /** `quoted` is an identifier in backticks or double quotes; `text` is then what stands between them. */
  readonly kind: "word" | "quoted" | "string" | "number" | "mark";
  readonly text: string;
  /** From the beginning of the query. */
  readonly offset: number;
}

/** Line and column, both from 1. */
export interface SqlPlace {
  readonly line: number;
  readonly column: number;
}

interface Form {
  readonly kind: SqlToken["kind"] | "space" | "comment";
  readonly pattern: RegExp;
}

/** In this order: the first that fits is it. */
const forms: readonly Form[] = [
  { kind: "space", pattern: /[ \t\r\n]+/y },
  { kind: "comment", pattern: /--[^\n]*/y },
  { kind: "comment", pattern: /\/\*[\s\S]*?\*\//y },
  { kind: "string", pattern: /'(?:[^'\\\0]|\\[^\0]|'')*'/y },
  { kind: "quoted", pattern: /`[^`\\\0]*`(?!`)|"[^"\\\0]*"(?!")/y },
  {
    kind: "number",
    pattern: /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w$])/y,
  },
  { kind: "word", pattern: /[A-Za-z_][A-Za-z0-9_]*/y },
  { kind: "mark", pattern: /->|::|\|\||<=>|[<>!=]=|<>|\/(?![/*])|[-+*%=<>(),.;:?[\]{}]/y },
];

/**
 * Cuts `text` into tokens.
 *
 * @returns the tokens, and the text with its comments blanked: each token stands where it stood.
 * @throws {ProblemError} 400 `SQL_INVALID` for a character or a quote that could be taken for something else.
 */
export function readTokens(text: string): { readonly tokens: readonly SqlToken[]; readonly text: string } {
  const tokens: SqlToken[] = [];
  let plain = "";
  for (let offset = 0; offset < text.length;) {
    const [kind, piece] = tokenAt(text, offset);
    plain += kind === "comment" ? piece.replaceAll(/[^\n]/g, " ") : piece;
    if (kind === "quoted") tokens.push({ kind, text: piece.slice(1, -1), offset });
    else if (kind !== "space" && kind !== "comment") tokens.push({ kind, text: piece, offset });
    offset += piece.length;
  }
  return { tokens, text: plain };
}

/** Where `offset` is. */
function placeOf(text: string, offset: number): SqlPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** The refusal of a query, at its place. */
export function refuse(
  status: 400 | 403,
  text: string,
  offset: number,
  message: string,
  fix: string,
): ProblemError {
  const place = placeOf(text, offset);
  return new ProblemError(
    status,
    status === 400 ? "SQL_INVALID" : "SQL_NOT_ALLOWED",
    `${message} (line ${place.line}, column ${place.column}).`,
    fix,
    { place },
  );
}

function tokenAt(text: string, offset: number): readonly [Form["kind"], string] {
  for (const { kind, pattern } of forms) {
    pattern.lastIndex = offset;
    const piece = pattern.exec(text)?.[0];
    if (piece !== undefined) return [kind, piece];
  }
  throw unreadable(text, offset);
}

const quoteNames: Readonly<Record<string, string>> = { "'": "text", '"': "name", "`": "name" };

function unreadable(text: string, offset: number): ProblemError {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  const quoted = quoteNames[character];
  if (quoted === "text")
    return refuse(
      400,
      text,
      offset,
      "A text in quotes does not end",
      "Close it with `'`; inside, write `''`.",
    );
  if (quoted === "name")
    return refuse(
      400,
      text,
      offset,
      "A quoted name does not end, or has a backslash in it",
      "Close it with the quote it began with, and leave backslashes out.",
    );
  if (text.startsWith("/*", offset))
    return refuse(400, text, offset, "A comment does not end", "Close it with `*/`.");
  return refuse(
    400,
    text,
    offset,
    `Cannot read \`${character}\` here`,
    "Outside of quotes use letters, digits and operators of ASCII; comments begin with `--`.",
  );
}
