// Says no to a query before the engine does, in words that help: one statement that reads, of tables that may be read, without settings
// and without functions that reach elsewhere. What the engine makes of it is looked at next (sql-tree.ts), and its grants stand behind.
import { readableSystemTables, readableTables, tables as registry } from "../../tables/registry.ts";
import { isKnownTableFunction } from "./sql-known.ts";
import { type NamedQueries, namedQueries } from "./sql-named.ts";
import { alsoPlain, placeColumns, refusalOf, unbound } from "./sql-functions.ts";
import { isAfterName, type TablePlace, tablePlaces } from "./sql-places.ts";
import { readsLikeTree } from "./sql-tree.ts";
import { isMark, isName, readTokens, refuse, type SqlToken, wordAt } from "./sql-tokens.ts";

const tables = new Set(readableTables.map(({ name }) => name));
const systemTables = new Set(readableSystemTables);
const foreignDatabases = new Set(["system", "information_schema"]);

/**
 * What the console keeps beside those: whatever place a grammar finds for a table, its name has to be written. So the names are refused
 * wherever they stand, whatever else they might mean there, and no server's grants are needed for it.
 */
const kept = new Set(
  registry
    .filter(({ readable }) => !readable)
    .map(({ name }) => name)
    .concat(registry.flatMap(({ views }) => views)),
);

/** Words that begin another statement, also inside of parentheses. */
const statements = new Set(
  `alter analyze attach backup begin call check commit copy create delete detach drop exchange execute exists explain grant insert kill move
   optimize rename replace restore revoke rollback set show system truncate undrop update use watch describe desc`.split(
    /\s+/,
  ),
);

/** What may run. */
export interface CheckedSql {
  /** The same without comments, each word where it was. */
  readonly text: string;
  /** The query in it, where it stands, for the engine to explain; `undefined`: a table is described. */
  readonly query: string | undefined;
  /** Asks for what the engine would do, which tells how much all tenants have together. */
  readonly isPlan: boolean;
}

/**
 * Checks what a person wrote.
 *
 * @throws {ProblemError} 400 `SQL_INVALID` for what is no query, 403 `SQL_NOT_ALLOWED` for what it may not do, both with the place.
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

/** With blanks in place of what stands before it, so that the engine tells of a mistake where it is. */
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
  throw refuse(400, check.text, tokens[begin]!.offset, "This does not begin as a query does", howToBegin);
}

const queryBegins = new Set(["select", "with", "from"]);
const howToBegin = "Begin with `SELECT`, `WITH`, `EXPLAIN SELECT` or `DESCRIBE TABLE`.";

/** The name of a table and nothing else: what describes a function or a query evaluates it. */
function checkDescribe(check: Check): Statement {
  const { tokens } = check;
  const at = wordAt(tokens, 1) === "table" ? 2 : 1;
  if (!isName(tokens[at]))
    throw deny(
      check,
      Math.min(at, tokens.length - 1),
      "Only tables are described",
      "Name one of the tables of `/api/sql/schema`.",
    );
  checkTable(check, { at, isBehindIn: false }, undefined);
  const rest = isMark(tokens[at + 1], ".") ? at + 3 : at + 1;
  if (rest < tokens.length)
    throw deny(
      check,
      rest,
      "Only tables are described",
      "Leave out what stands behind the name of the table.",
    );
  return { queryAt: undefined, isPlan: false };
}

/** What is explained without being planned: nothing of the tables goes into it. */
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
    throw refuse(400, check.text, tokens[0]!.offset, "This does not begin as a query does", howToBegin);
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
    throw deny(check, at, "Only one query at a time is allowed", "Send the second by itself.");
  if (token.text === "{") return checkParameter(check, at);
  if (token.kind !== "word" && token.kind !== "quoted") return;
  const name = token.text.toLowerCase();
  const next = tokens[at + 1];
  const isMember = tokens[at - 1]?.text === "." && tokens[at - 1]?.kind === "mark";
  if (unbound.has(name))
    throw deny(
      check,
      at,
      `The name \`${token.text}\` is that of a function that reads what is not in the store`,
      "Give a column another name.",
    );
  if (placeColumns.has(name))
    throw deny(
      check,
      at,
      `The column \`${token.text}\` tells how rows lie in the store, those of others among them`,
      "Leave it out.",
    );
  // `tokens(…)` is a function, and no table has parentheses behind its name.
  if (kept.has(lastName(token)) && !(token.kind === "word" && next?.text === "(" && next.kind === "mark"))
    throw deny(
      check,
      at,
      `\`${token.text}\` is a table of the console's own`,
      "Read from the tables of `/api/sql/schema`; give a column or a query another name.",
    );
  if (next?.text === "(" && next.kind === "mark" && !alsoPlain.has(name)) {
    const reason = refusalOf(name);
    if (reason !== undefined)
      throw deny(check, at, `The function \`${token.text}\` ${reason}`, "Leave it out.");
  }
  if (token.kind === "quoted") {
    checkQuoted(check, at);
    if (/^(system|information_schema)\./i.test(token.text)) throw foreign(check, at, token.text);
    return;
  }
  if (isMember) return;
  if (name === "apply") checkApplied(check, at);
  checkWord(check, at, name);
}

/** The engine writes names as they are into what it makes of the query, a line for each part of it (sql-tree.ts). */
function checkQuoted(check: Check, at: number): void {
  const { text } = check.tokens[at]!;
  const reason = /[\r\n]/.test(text)
    ? "has a line break"
    : readsLikeTree(text)
      ? "reads like a line of the store's plan"
      : undefined;
  if (reason !== undefined)
    throw deny(check, at, `The name in quotes ${reason}`, "Use another name; texts stand between `'`.");
}

/** `APPLY(f)` and `APPLY f` call a function without parentheses of its own. */
function checkApplied(check: Check, at: number): void {
  const applied = isMark(check.tokens[at + 1], "(") ? at + 2 : at + 1;
  const token = check.tokens[applied];
  if (!isName(token) || isMark(check.tokens[applied + 1], "->")) return;
  const reason = alsoPlain.has(token.text.toLowerCase()) ? undefined : refusalOf(token.text);
  if (reason !== undefined)
    throw deny(check, applied, `The function \`${token.text}\` ${reason}`, "Leave it out.");
}

function checkWord(check: Check, at: number, word: string): void {
  const { tokens } = check;
  const next = tokens[at + 1];
  const nextIsName = next?.kind === "word" || next?.kind === "quoted";
  const nextIsDot = next?.text === ".";
  if (foreignDatabases.has(word) && nextIsDot) {
    const table = tokens[at + 2]?.text.toLowerCase() ?? "";
    if (word !== "system" || !systemTables.has(table)) throw foreign(check, at, `${word}.${table}`);
  }
  if (
    word === "settings" &&
    nextIsName &&
    (tokens[at + 2]?.text === "=" || !isAfterName(wordAt(tokens, at + 1)))
  )
    throw deny(
      check,
      at,
      "Settings are the console's",
      "Leave `SETTINGS` out; how much a query may take is fixed.",
    );
  if (word === "format" && nextIsName && at > 0)
    throw deny(
      check,
      at,
      "The form of the answer is no part of the query",
      "Leave `FORMAT` out and ask with `format`: `json`, `csv` or `ndjson`.",
    );
  if (word === "into" && wordAt(tokens, at + 1) === "outfile")
    throw deny(
      check,
      at,
      "Answers are not written to files of the console",
      "Leave `INTO OUTFILE` out and save the answer.",
    );
  if (word === "parallel" && wordAt(tokens, at + 1) === "with")
    throw deny(check, at, "Only one query at a time is allowed", "Send the second by itself.");
  if (statements.has(word) && nextIsName && tokens[at - 1]?.text === "(")
    throw deny(
      check,
      at,
      `\`${tokens[at]!.text}\` is no query that reads`,
      "Put a `SELECT` in the parentheses.",
    );
}

/** `{name:Type}`: a value. Names of tables and columns cannot be given so. */
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
  const { tokens } = check;
  const token = tokens[at];
  if (token?.kind === "string")
    throw deny(check, at, "A table has no quotes of a text", "Write the name of the table as it is.");
  if (!isName(token)) return;
  const next = tokens[at + 1]?.text;
  if (next === "(") {
    const reason = isKnownTableFunction(token.text)
      ? undefined
      : (refusalOf(token.text) ?? "is none that makes rows");
    if (reason !== undefined)
      throw deny(
        check,
        at,
        `The function \`${token.text}\` ${reason}`,
        "Read from one of the tables of `/api/sql/schema`.",
      );
    return;
  }
  if (next === ".") {
    const table = tokens[at + 2]?.text ?? "";
    if (token.text.toLowerCase() === "system" && systemTables.has(table)) return;
    throw foreign(check, at, `${token.text}.${table}`);
  }
  if (tables.has(token.text)) return;
  if (named?.isQuery(token.text, at) === true) return;
  // After IN a name may be a column or an alias as well. Those of the console's own tables are refused by now.
  if (isBehindIn) return;
  throw foreign(check, at, token.text);
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

/** Of a name with its database in one pair of quotes, that of the table. */
function lastName({ kind, text }: SqlToken): string {
  return (kind === "quoted" ? text.slice(text.lastIndexOf(".") + 1) : text).toLowerCase();
}

function rawLength({ kind, text }: SqlToken): number {
  return kind === "quoted" ? text.length + 2 : text.length;
}
