// Columns of declared attributes in queries that people write (docs/adr/066-typed-columns-are-expressions.md): `FROM spans` becomes
// `FROM (SELECT *, … AS attr_order_total FROM spans) AS spans` in a query that names `attr_order_total`. The engine reads only what the
// query uses, with the same indexes as without. The result is checked like any other query.
import { hasAttributes, expressionOf } from "../attributes/typed-column.ts";
import type { TypedAttribute, TypedAttributes } from "../attributes/typed-attributes.ts";
import { namedQueries } from "./sql-named.ts";
import { isAfterName, tablePlaces } from "./sql-places.ts";
import { isMark, isName, readTokens, refuse, type SqlToken, wordAt } from "./sql-tokens.ts";

/** Whether the query may name columns of declared attributes: most do not, and need no declarations. */
export function mayNameTyped(text: string): boolean {
  return /\battr_\w/.test(text);
}

/** Whether the query names columns that are named like those of declared attributes but are not: those of `--typed-attribute`, or aliases. */
export function namesOtherTyped(text: string, attributes: TypedAttributes): boolean {
  const columns = new Set([...attributes.values()].map(({ column }) => column));
  return [...typedNames(readTokens(text).tokens)].some((name) => !columns.has(name));
}

/**
 * Returns the query with the columns of declared attributes that it names. Lines keep their numbers.
 *
 * @param stored columns of `spans` that `*` leaves out, those of `--typed-attribute`.
 * @throws {ProblemError} 400 `SQL_INVALID` for a table with `FINAL`, `SAMPLE` or `PREWHERE`, which the engine takes of stored tables
 * only, and for a query that becomes too long.
 */
export function withTypedColumns(
  text: string,
  attributes: TypedAttributes,
  stored: readonly string[] = [],
): string {
  const { tokens, text: plain } = readTokens(text);
  const named = namedIn(tokens, attributes);
  if (named.length === 0) return text;
  const queries = namedQueries(tokens);
  const places = tablePlaces(tokens)
    .filter(({ at, isBehindIn }) => !isBehindIn && isOwnTable(tokens, at))
    .filter(({ at }) => !queries.isQuery(tokens[at]!.text, at))
    .toSorted((a, b) => a.at - b.at);
  checkPrewhere(text, tokens, new Set(places.map(({ at }) => at)));
  const tableWith = tablesWith(named, tokens, stored);
  let length = text.length;
  let expanded = "";
  let end = 0;
  for (const { at } of places) {
    const { offset } = tokens[at]!;
    checkModifier(text, tokens, at);
    const table = tableWith(at);
    length += table.length;
    if (length > maxLength) throw tooLong(text, offset);
    expanded += plain.slice(end, offset) + table;
    end = offset + lengthOf(tokens[at]!);
  }
  return expanded + plain.slice(end);
}

/** A little less than the engine reads (`max_query_size`). */
const maxLength = 250_000;

function tooLong(text: string, offset: number): Error {
  return refuse(
    400,
    text,
    offset,
    `With its columns of declared attributes the query has more than ${maxLength} characters`,
    "Name fewer of them, or read the table once in a query of `WITH`.",
  );
}

/** The attributes whose columns the query names. */
function namedIn(tokens: readonly SqlToken[], attributes: TypedAttributes): readonly TypedAttribute[] {
  const names = typedNames(tokens);
  return names.size === 0
    ? []
    : [...attributes.values()].filter(({ column }) => column !== "" && names.has(column));
}

function typedNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  return new Set(
    tokens.filter((token) => isName(token) && token.text.startsWith("attr_")).map((token) => token.text),
  );
}

/** A table with attributes, without a database before its name or an argument behind it. */
function isOwnTable(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at];
  const next = tokens[at + 1];
  return isName(token) && hasAttributes(token.text) && !isMark(next, ".") && !isMark(next, "(");
}

/** The tables as queries with their columns; each is made once, however often the query reads it. */
function tablesWith(
  named: readonly TypedAttribute[],
  tokens: readonly SqlToken[],
  stored: readonly string[],
): (at: number) => string {
  const names = new Set(tokens.filter(isName).map(({ text }) => text));
  for (const { column } of named) names.delete(column);
  const made = new Map<string, string>();
  const make = (table: string): string => {
    // `*` leaves out columns that are ALIAS or MATERIALIZED.
    const hidden = [...(hasPairs.has(table) ? ["kv"] : []), ...(table === "spans" ? stored : [])];
    const columns = named.map((one) => `${expressionOf(one, table)} AS ${one.column}`);
    const all = ["*", ...hidden.filter((name) => names.has(name)), ...columns];
    return `(SELECT ${all.join(", ")} FROM ${table})`;
  };
  return (at) => {
    const table = tokens[at]!.text;
    const query = made.get(table) ?? make(table);
    made.set(table, query);
    return hasAlias(tokens, at + 1) ? query : `${query} AS ${table}`;
  };
}

const hasPairs: ReadonlySet<string> = new Set(["spans", "logs"]);

/** Words of joins, which may follow a table. */
const joinWords = new Set(
  "all anti any array asof cross final full global inner join left natural on outer paste right sample semi".split(
    " ",
  ),
);

/** Whether the table gets another name: `AS s`, or only `s`. */
function hasAlias(tokens: readonly SqlToken[], at: number): boolean {
  const word = wordAt(tokens, at);
  if (word === "as" || tokens[at]?.kind === "quoted") return true;
  return tokens[at]?.kind === "word" && !isAfterName(word) && !joinWords.has(word);
}

/** `FINAL` and `SAMPLE` behind the table or its alias. */
function checkModifier(text: string, tokens: readonly SqlToken[], at: number): void {
  const next = hasAlias(tokens, at + 1) ? at + (wordAt(tokens, at + 1) === "as" ? 3 : 2) : at + 1;
  const word = wordAt(tokens, next);
  if (word !== "final" && word !== "sample") return;
  const fix = `Leave it out, or read the attribute from the maps of \`${tokens[at]!.text}\`.`;
  throw uncombined(text, tokens[next]!, fix);
}

/** `PREWHERE` of a query that reads one of the tables at `places`. One pass. */
function checkPrewhere(text: string, tokens: readonly SqlToken[], places: ReadonlySet<number>): void {
  // Of the parentheses that are open: whether their query reads such a table.
  const levels = [false];
  tokens.forEach((token, at) => {
    const word = wordAt(tokens, at);
    if (isMark(token, "(")) levels.push(false);
    else if (isMark(token, ")") && levels.length > 1) levels.pop();
    else if (places.has(at)) levels[levels.length - 1] = true;
    else if (word === "union" || word === "intersect") levels[levels.length - 1] = false;
    else if (word === "prewhere" && levels.at(-1) === true && wordAt(tokens, at - 1) !== "as")
      throw uncombined(text, token, "Write `WHERE`: the store decides what it reads first.");
  });
}

function uncombined(text: string, { text: word, offset }: SqlToken, fix: string): Error {
  const message = `\`${word.toUpperCase()}\` cannot be combined with columns of declared attributes`;
  return refuse(400, text, offset, message, fix);
}

function lengthOf({ kind, text }: SqlToken): number {
  return kind === "quoted" ? text.length + 2 : text.length;
}
