// A query as the audit log stores it: without its values.
import { tokenAt } from "./sql-tokens.ts";

/**
 * Replaces literals (texts, numbers, and quoted names that are not a plain word) by `?` and comments by a blank. What cannot be cut into
 * tokens is left out, with all behind it: `…`. Takes time that is linear in the length of `text`.
 */
export function redactSql(text: string): string {
  let redacted = "";
  for (let offset = 0; offset < text.length;) {
    const [kind, piece] = tokenAt(text, offset) ?? ["rest", text.slice(offset)];
    if (kind === "rest") return `${redacted}…`;
    const isLiteral =
      kind === "string" || kind === "number" || (kind === "quoted" && !/^.[A-Za-z_][\w.]*.$/.test(piece));
    redacted += isLiteral ? "?" : kind === "comment" || kind === "space" ? " " : piece;
    offset += piece.length;
  }
  return redacted.replaceAll(/ {2,}/g, " ").trim();
}
