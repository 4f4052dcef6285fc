// SQL of ClickHouse: literals and identifiers, where a statement cannot have a parameter. https://clickhouse.com/docs/sql-reference/syntax
import { wellFormed } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type Sql = Written<"sql">;

/** SQL of this program around written parts: sql`DROP TABLE ${identifier(name)}`. */
export const sql: Tag<"sql"> = createTag<"sql">();

const escapes: Readonly<Record<string, string>> = {
  "\0": String.raw`\0`,
  "\b": String.raw`\b`,
  "\f": String.raw`\f`,
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
};

/** A text in single quotes. */
export function literal(text: string): Sql {
  return quoted(text, "'") as Sql;
}

/** The name of a database, table or column. */
export function identifier(name: string): Sql {
  return quoted(name, "`") as Sql;
}

function quoted(text: string, quote: "'" | "`"): string {
  const escaped = wellFormed(text)
    .replaceAll("\\", String.raw`\\`)
    .replaceAll(quote, `\\${quote}`)
    .replaceAll(/[\0\b\f\n\r\t]/g, (character) => escapes[character]!);
  return quote + escaped + quote;
}
