// The kinds of tokens.

/**
 * The kind of a token. A `word` is a keyword or an unquoted name, a `name` is a quoted one, a `mark` is one other character.
 * A quoted name that is never closed is a `literal`, because its content is unknown.
 */
export type TokenKind = "word" | "name" | "literal" | "placeholder" | "comment" | "mark";
