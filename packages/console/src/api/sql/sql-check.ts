// Rejects a query before the engine does, with a helpful message: it must be one statement that reads, from readable tables, without
// settings and without functions that read other data. Next, the engine's plan of it is checked (sql-tree.ts); grants apply as well.
import { readableSystemTables, readableTables, tables as registry } from "../../tables/registry.ts";
import { isKnownTableFunction } from "./sql-known.ts";
import { type NamedQueries, namedQueries } from "./sql-named.ts";
import { alsoPlain, placeColumns, refusalOf, unbound } from "./sql-functions.ts";
import { isAfterName, type TablePlace, tablePlaces } from "./sql-places.ts";
import { readsLikeTree } from "./sql-tree.ts";
import { isMark, isName, readTokens, refuse, type SqlToken, wordAt } from "./sql-tokens.ts";

const tables = new Set(readableTables.map(({ name }) => name));
const systemTables = new Set(readableSystemTables);

/**
 * Internal tables of the console. To read a table, its name must be written. So these names are rejected everywhere in a query, whatever
 * else they could mean there, and this does not depend on the grants of a server.
 */
const kept = new Set(
  registry
    .filter(({ readable }) => !readable)
    .map(({ name }) => name)
    .concat(registry.flatMap(({ views }) => views)),
);

/** Words that begin other statements, inside parentheses too. */
const statements = new Set(
  `alter analyze attach backup begin call check commit copy create delete detach drop exchange execute exists explain grant insert kill move
   optimize rename replace restore revoke rollback set show system truncate undrop update use watch describe desc`.split(
    /\s+/,
  ),
);

/** A query that may run. */
export interface CheckedSql {
  /** The query without comments; each word keeps its position. */
  readonly text: string;
  /** The query inside, at its position, for the engine to explain; `undefined` when a table is described. */
  readonly query: string | undefined;
  /** Asks for the engine's plan, which shows how much data all tenants have together. */
  readonly isPlan: boolean;
}

/**
 * Checks what a person wrote.
 *
 * @throws {ProblemError} 400 `SQL_INVALID` for an invalid query, 403 `SQL_NOT_ALLOWED` for a forbidden one, both with the position.
 */
export function checkSql(text: string): CheckedSql {
  const { tokens: all, text: plain } = readTokens(text);
  const last = all.findLastIndex((token) => token.text !== ";");
  const tokens = all.slice(0, last + 1);
  const check: Check = { text, tokens };
  if (tokens.length === 0)
    throw refuse(400, text, 0, "There is no query", "Write one, like `SELECT count() FROM spans`.");
  const statement = checkStatement(check);
  const named = namedQueries(tokens);
  tokens.forEach((_, at) => checkToken(check, at));
  for (const place of tablePlaces(tokens)) checkTable(check, place, named);
  const checked = plain.slice(0, tokens.at(-1)!.offset + rawLength(tokens.at(-1)!));
  return { text: checked, isPlan: statement.isPlan, query: queryIn(checked, tokens, statement) };
}

/** With blanks before it, so that positions in the engine's messages are right. */
function queryIn(text: string, tokens: readonly SqlToken[], { queryAt }: Statement): string | undefined {
  if (queryAt === undefined) return undefined;
  const { offset } = tokens[queryAt]!;
  return text.slice(0, offset).replaceAll(/[^\n]/g, " ") + text.slice(offset);
}

interface Check {
  readonly text: string;
  readonly tokens: readonly SqlToken[];
}

interface Statement {
  /** The token a query begins with. */
  readonly queryAt: number | undefined;
  readonly isPlan: boolean;
}

function checkStatement(check: Check): Statement {
  const { tokens } = check;
  const begin = Math.max(
    tokens.findIndex((token) => token.text !== "("),
    0,
  );
  const first = wordAt(tokens, begin);
  if (queryBegins.has(first)) return { queryAt: 0, isPlan: false };
  if (begin === 0 && (first === "describe" || first === "desc")) return checkDescribe(check);
  if (begin === 0 && first === "explain") return checkExplain(check);
  if (statements.has(first)) throw deny(check, begin, "Only queries that read are allowed", howToBegin);
  throw refuse(400, check.text, tokens[begin]!.offset, "This does not begin like a query", howToBegin);
}

const queryBegins = new Set(["select", "with", "from"]);
const howToBegin = "Begin with `SELECT`, `WITH`, `EXPLAIN SELECT` or `DESCRIBE TABLE`.";

/** DESCRIBE takes only the name of a table: to describe a function or a query, the engine evaluates it. */
function checkDescribe(check: Check): Statement {
  const { tokens } = check;
  const at = wordAt(tokens, 1) === "table" ? 2 : 1;
  if (!isName(tokens[at]))
    throw deny(
      check,
      Math.min(at, tokens.length - 1),
      "DESCRIBE takes only tables",
      "Name one of the tables of `/api/sql/schema`.",
    );
  checkTable(check, { at, isBehindIn: false }, undefined);
  const rest = isMark(tokens[at + 1], ".") ? at + 3 : at + 1;
  if (rest < tokens.length)
    throw deny(check, rest, "DESCRIBE takes only tables", "Remove everything after the name of the table.");
  return { queryAt: undefined, isPlan: false };
}

/** Kinds of EXPLAIN that do not plan, so that they show nothing of the tables. */
const unplanned = new Set(["ast", "syntax"]);
const planned = new Set(["plan", "pipeline", "estimate"]);

function checkExplain(check: Check): Statement {
  const { tokens } = check;
  const queryAt = tokens.findIndex(
    (_, at) => at > 0 && (wordAt(tokens, at) === "(" || queryBegins.has(wordAt(tokens, at))),
  );
  const between = tokens.slice(1, queryAt === -1 ? undefined : queryAt);
  const strange = between.findIndex(
    ({ kind, text }) => kind === "quoted" || kind === "string" || statements.has(text.toLowerCase()),
  );
  if (strange >= 0) throw deny(check, strange + 1, "Only queries that read are allowed", howToBegin);
  if (queryAt === -1)
    throw refuse(400, check.text, tokens[0]!.offset, "This does not begin like a query", howToBegin);
  const kind = wordAt(tokens, 1);
  const isSetting = isMark(tokens[2], "=");
  if (unplanned.has(kind) && queryAt === 2) return { queryAt, isPlan: false };
  if (queryAt === 1 || planned.has(kind) || isSetting) return { queryAt, isPlan: true };
  throw deny(
    check,
    1,
    `\`EXPLAIN ${between[0]!.text}\` is not allowed`,
    "Use `EXPLAIN`, `EXPLAIN PLAN`, `EXPLAIN PIPELINE`, `EXPLAIN ESTIMATE`, `EXPLAIN SYNTAX` or `EXPLAIN AST`.",
  );
}

function checkToken(check: Check, at: number): void {
  const { tokens } = check;
  const token = tokens[at]!;
  if (token.text === ";")
    throw deny(check, at, "Only one query at a time is allowed", "Send the second query on its own.");
  if (token.text === "{") return checkParameter(check, at);
  if (!isName(token)) return;
  checkName(check, at, token);
  if (token.kind === "quoted") return checkQuoted(check, at);
  if (!isMark(tokens[at - 1], ".")) checkWord(check, at, token.text.toLowerCase());
}

/** Rejects names that are forbidden everywhere, and functions. */
function checkName(check: Check, at: number, token: SqlToken): void {
  const name = token.text.toLowerCase();
  const isCall = isMark(check.tokens[at + 1], "(");
  if (unbound.has(name))
    throw deny(
      check,
      at,
      `The name \`${token.text}\` is that of a function that reads data outside the store`,
      "Give a column another name.",
    );
  if (placeColumns.has(name))
    throw deny(
      check,
      at,
      `The column \`${token.text}\` shows how rows are stored, those of others included`,
      "Leave it out.",
    );
  // `tokens(…)` is a function, and no table has parentheses after its name.
  if (kept.has(lastName(token)) && !(token.kind === "word" && isCall))
    throw deny(
      check,
      at,
      `\`${token.text}\` is an internal table of the console`,
      "Read from the tables of `/api/sql/schema`; give a column or a query another name.",
    );
  const reason = isCall && !alsoPlain.has(name) ? refusalOf(name) : undefined;
  if (reason !== undefined)
    throw deny(check, at, `The function \`${token.text}\` ${reason}`, "Leave it out.");
}

/** The engine writes names into its query tree, which has a line for each part (sql-tree.ts). */
function checkQuoted(check: Check, at: number): void {
  const { text } = check.tokens[at]!;
  const reason = /[\r\n]/.test(text)
    ? "has a line break"
    : readsLikeTree(text)
      ? "reads like a line of the store's plan"
      : undefined;
  if (reason !== undefined)
    throw deny(check, at, `The name in quotes ${reason}`, "Use another name; put strings between `'`.");
  if (/^(system|information_schema)\./i.test(text)) throw foreign(check, at, text);
}

/** `APPLY(f)` and `APPLY f` call a function without parentheses after its name. */
function checkApplied(check: Check, at: number): void {
  const applied = isMark(check.tokens[at + 1], "(") ? at + 2 : at + 1;
  const token = check.tokens[applied];
  if (!isName(token) || isMark(check.tokens[applied + 1], "->")) return;
  const reason = alsoPlain.has(token.text.toLowerCase()) ? undefined : refusalOf(token.text);
  if (reason !== undefined)
    throw deny(check, applied, `The function \`${token.text}\` ${reason}`, "Leave it out.");
}

/** Words that are rejected depending on the next tokens. */
const wordChecks: ReadonlyMap<string, (check: Check, at: number) => void> = new Map([
  ["apply", checkApplied],
  ["system", checkDatabase],
  ["information_schema", checkDatabase],
  ["settings", checkSettings],
  ["format", checkFormat],
  ["into", checkInto],
  ["parallel", checkParallel],
]);

function checkWord(check: Check, at: number, word: string): void {
  const { tokens } = check;
  wordChecks.get(word)?.(check, at);
  if (statements.has(word) && isName(tokens[at + 1]) && tokens[at - 1]?.text === "(")
    throw deny(
      check,
      at,
      `\`${tokens[at]!.text}\` is not a query that reads`,
      "Put a `SELECT` in the parentheses.",
    );
}

function checkDatabase(check: Check, at: number): void {
  const { tokens } = check;
  if (tokens[at + 1]?.text !== ".") return;
  const database = wordAt(tokens, at);
  const table = tokens[at + 2]?.text.toLowerCase() ?? "";
  if (database !== "system" || !systemTables.has(table)) throw foreign(check, at, `${database}.${table}`);
}

function checkSettings(check: Check, at: number): void {
  const { tokens } = check;
  if (!isName(tokens[at + 1])) return;
  if (tokens[at + 2]?.text === "=" || !isAfterName(wordAt(tokens, at + 1)))
    throw deny(
      check,
      at,
      "Queries cannot change settings",
      "Leave out `SETTINGS`; the limits of a query are fixed.",
    );
}

function checkFormat(check: Check, at: number): void {
  if (at > 0 && isName(check.tokens[at + 1]))
    throw deny(
      check,
      at,
      "The format of the response is not part of the query",
      "Leave out `FORMAT` and pass the parameter `format`: `json`, `csv` or `ndjson`.",
    );
}

function checkInto(check: Check, at: number): void {
  if (wordAt(check.tokens, at + 1) === "outfile")
    throw deny(check, at, "Queries cannot write files", "Leave out `INTO OUTFILE` and save the response.");
}

function checkParallel(check: Check, at: number): void {
  if (wordAt(check.tokens, at + 1) === "with")
    throw deny(check, at, "Only one query at a time is allowed", "Send the second query on its own.");
}

/** `{name:Type}` is a value. Names of tables and columns cannot be parameters. */
function checkParameter(check: Check, at: number): void {
  const { tokens } = check;
  if (tokens[at + 2]?.text !== ":") return;
  if (wordAt(tokens, at + 3) === "identifier")
    throw deny(
      check,
      at,
      "A parameter can be a value, not a name",
      "Write the name of the table or column into the query.",
    );
}

function checkTable(check: Check, { at, isBehindIn }: TablePlace, named: NamedQueries | undefined): void {
  const token = check.tokens[at];
  if (token?.kind === "string")
    throw deny(check, at, "The name of a table is not a string", "Write the name without quotes.");
  if (!isName(token)) return;
  const next = check.tokens[at + 1]?.text;
  if (next === "(") return checkTableFunction(check, at, token);
  if (next === ".") return checkQualifiedTable(check, at, token);
  // After IN a name may be a column or an alias as well. Internal tables are already rejected.
  if (tables.has(token.text) || named?.isQuery(token.text, at) === true || isBehindIn) return;
  throw foreign(check, at, token.text);
}

function checkTableFunction(check: Check, at: number, { text }: SqlToken): void {
  if (isKnownTableFunction(text)) return;
  throw deny(
    check,
    at,
    `The function \`${text}\` ${refusalOf(text) ?? "does not return a table"}`,
    "Read from one of the tables of `/api/sql/schema`.",
  );
}

/** `database.table` */
function checkQualifiedTable(check: Check, at: number, { text }: SqlToken): void {
  const table = check.tokens[at + 2]?.text ?? "";
  if (text.toLowerCase() !== "system" || !systemTables.has(table))
    throw foreign(check, at, `${text}.${table}`);
}

function foreign(check: Check, at: number, name: string): Error {
  return deny(
    check,
    at,
    `There is no table \`${name}\` to read`,
    `Use ${[...tables].map((table) => `\`${table}\``).join(", ")}.`,
  );
}

function deny({ text, tokens }: Check, at: number, message: string, fix: string): Error {
  return refuse(403, text, tokens[at]?.offset ?? 0, message, fix);
}

/** The table of `"database.table"` in one pair of quotes. */
function lastName({ kind, text }: SqlToken): string {
  return (kind === "quoted" ? text.slice(text.lastIndexOf(".") + 1) : text).toLowerCase();
}

function rawLength({ kind, text }: SqlToken): number {
  return kind === "quoted" ? text.length + 2 : text.length;
}
