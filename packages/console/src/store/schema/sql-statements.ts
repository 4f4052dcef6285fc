// Cuts a file of SQL into its statements: ClickHouse takes one a request.

/** Splits `text` at the semicolons that are outside of quotes and comments; empty statements are left out, and comments. */
export function splitStatements(text: string): readonly string[] {
  return splitCommented(text).map(({ statement }) => statement);
}

/** A statement as it is in its file. */
export interface CommentedStatement {
  /** Without comments. */
  readonly statement: string;
  /** With those before and in it, and without its semicolon. */
  readonly text: string;
}

/** As `splitStatements`, with the comments of each statement. */
export function splitCommented(text: string): readonly CommentedStatement[] {
  const found: CommentedStatement[] = [];
  let tokens: string[] = [];
  for (const [token] of text.matchAll(tokenForm)) {
    if (token === ";") {
      found.push(toStatement(tokens));
      tokens = [];
    } else tokens.push(token);
  }
  found.push(toStatement(tokens));
  return found.filter(({ statement }) => statement !== "");
}

function toStatement(tokens: readonly string[]): CommentedStatement {
  const statement = tokens.filter((token) => !token.startsWith("--")).join("");
  return { statement: statement.trim(), text: tokens.join("").trim() };
}

const tokenForm = /--[^\n]*|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|"[^"]*"|;|[^;'"`-]+|-/g;
