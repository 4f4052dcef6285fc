// What the pieces are that SQL is cut into.

/**
 * What a piece of SQL is. A `word` is a keyword or a name without quotes, a `name` one in quotes, a `mark` one character of anything else.
 * A quoted name that never ends is a `literal`: nobody knows what it holds.
 */
export type TokenKind = "word" | "name" | "literal" | "placeholder" | "comment" | "mark";
