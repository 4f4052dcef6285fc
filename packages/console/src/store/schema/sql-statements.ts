// Cuts a file of SQL into its statements: ClickHouse takes one a request.

/** Splits `text` at the semicolons that are outside of quotes and comments; empty statements are left out. */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = [];
  let statement = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token.startsWith("--")) continue;
    if (token === ";") {
      statements.push(statement.trim());
      statement = "";
    } else statement += token;
  }
  statements.push(statement.trim());
  return statements.filter((one) => one !== "");
}

const tokens = /--[^\n]*|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|"[^"]*"|;|[^;'"`-]+|-/g;
