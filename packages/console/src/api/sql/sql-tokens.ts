// The tokens of a query that a person wrote, as ClickHouse reads them. Ambiguous characters are rejected, so that nothing hides in a
// comment, a quote or a letter that looks like one: what is checked is what runs.
import { ProblemError } from "../../problem/problem.ts";

export interface SqlToken {
  /** `quoted` is an identifier in backticks or double quotes; `text` is then the text between them. */
  readonly kind: "word" | "quoted" | "string" | "number" | "mark";
  readonly text: string;
  /** From the beginning of the query. */
  readonly offset: number;
}

/** Line and column, both from 1. */
interface SqlPlace {
  readonly line: number;
  readonly column: number;
}

type Kind = SqlToken["kind"] | "space" | "comment";

type Form = readonly [kind: Kind, pattern: RegExp];

const mark: Form = ["mark", /->|::|\|\||<=>|[<>!=]=|<>|\/(?![/*])|[-+*%=<>(),.;:?[\]{}]/y];
const space: Form = ["space", /[ \t\r\n]+/y];
const quoted: Form = ["quoted", /`[^`\\\0]*`(?!`)|"[^"\\\0]*"(?!")/y];
const number: Form = [
  "number",
  /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w$])/y,
];
const word: Form = ["word", /[A-Za-z_][A-Za-z0-9_]*/y];

/** What may begin with a character; the first that fits is it. Everything else is a mark. */
const formsBy = new Map<string, readonly Form[]>([
  ...[..." \t\r\n"].map((character): [string, Form[]] => [character, [space]]),
  ["-", [["comment", /--[^\n]*/y], mark]],
  ["/", [["comment", /\/\*[\s\S]*?\*\//y], mark]],
  ["'", [["string", /'(?:[^'\\\0]|\\[^\0]|'')*'/y]]],
  ["`", [quoted]],
  ['"', [quoted]],
  ...[..."0123456789"].map((character): [string, Form[]] => [character, [number]]),
  ...[..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"].map((character): [string, Form[]] => [
    character,
    [word],
  ]),
]);
const otherForms: readonly Form[] = [mark];

/**
 * Cuts `text` into tokens, in time that is linear in its length.
 *
 * @returns the tokens, and the text with its comments blanked: each token is where it stood.
 * @throws {ProblemError} 400 `SQL_INVALID` for a character or a quote that could be taken for something else, and for more tokens or
 * deeper parentheses than the engine would read.
 */
export function readTokens(text: string): { readonly tokens: readonly SqlToken[]; readonly text: string } {
  const tokens: SqlToken[] = [];
  let plain = "";
  let depth = 0;
  for (let offset = 0; offset < text.length;) {
    const [kind, piece] = tokenAt(text, offset) ?? unreadable(text, offset);
    plain += kind === "comment" ? piece.replaceAll(/[^\n]/g, " ") : piece;
    if (kind === "quoted") tokens.push({ kind, text: piece.slice(1, -1), offset });
    else if (kind !== "space" && kind !== "comment") tokens.push({ kind, text: piece, offset });
    if (kind === "mark") depth += depths[piece] ?? 0;
    if (depth > maxDepth)
      throw refuse(400, text, offset, `More than ${maxDepth} parentheses are open`, "Nest less.");
    if (tokens.length > maxTokens)
      throw refuse(400, text, offset, `The query has more than ${maxTokens} tokens`, "Shorten the query.");
    offset += piece.length;
  }
  return { tokens, text: plain };
}

/** The engine's own limits: `max_ast_elements`, and what its parser goes down to (`max_parser_depth` is twice that, of smaller steps). */
const maxTokens = 50_000;
const maxDepth = 400;
const depths: Readonly<Record<string, number>> = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };

export function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === "word" || token?.kind === "quoted";
}

export function isMark(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === "mark" && token.text === text;
}

/** In lower case; empty for other tokens than plain words. `(` counts as itself. */
export function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  if (isMark(token, "(")) return "(";
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}

/** Where `offset` is. */
function placeOf(text: string, offset: number): SqlPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** The error of a query, with its position. */
export function refuse(
  status: 400 | 403,
  text: string,
  offset: number,
  message: string,
  fix: string,
): ProblemError {
  const place = placeOf(text, offset);
  return new ProblemError(
    status === 400 ? "SQL_INVALID" : "SQL_NOT_ALLOWED",
    `${message} (line ${place.line}, column ${place.column}).`,
    fix,
    { place },
  );
}

/** What begins at `offset`, and its text; `undefined` for what is not a token. */
export function tokenAt(text: string, offset: number): readonly [Kind, string] | undefined {
  for (const [kind, pattern] of formsBy.get(text[offset]!) ?? otherForms) {
    pattern.lastIndex = offset;
    const piece = pattern.exec(text)?.[0];
    if (piece !== undefined) return [kind, piece];
  }
  return undefined;
}

const quoteNames: Readonly<Record<string, string>> = { "'": "text", '"': "name", "`": "name" };

function unreadable(text: string, offset: number): never {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  const what = quoteNames[character];
  if (what === "text")
    throw refuse(
      400,
      text,
      offset,
      "A string has no closing quote",
      "Close it with `'`; inside, write `''`.",
    );
  if (what === "name")
    throw refuse(
      400,
      text,
      offset,
      "A quoted name has no closing quote, or contains a backslash",
      "Close it with the same quote, and remove backslashes.",
    );
  if (text.startsWith("/*", offset))
    throw refuse(400, text, offset, "A comment does not end", "Close it with `*/`.");
  throw refuse(
    400,
    text,
    offset,
    `Cannot read \`${character}\` here`,
    "Outside quotes, use ASCII letters, digits and operators; comments begin with `--`.",
  );
}
