// The statements of a back-up that the engine runs when it opens the store: it attaches each table by a file with its definition. A back-up
// may be untrusted, so only what a schema of the console itself can have become is let through: no table that is a file, an address
// or a program, and no view that reads one. The walls around the engine's process are behind this.
import { database, readersDatabase } from "../engine/config.ts";
import { journal } from "../schema/migrate.ts";
import { readSqlFiles } from "../schema/sql-files.ts";

/** Words before a bracket that are not calls, as the engine writes a definition. */
const grammar: ReadonlySet<string> = new Set([
  "AND",
  "OR",
  "NOT",
  "WHERE",
  "WITH",
  "DEFAULT",
  "KEY",
  "FROM",
  "IN",
  "BY",
  "AS",
  "Gorilla",
  "set",
]);
const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const ofDatabase = new RegExp(`^ATTACH DATABASE _ UUID '${uuid}'\\s+ENGINE = Atomic\\s*$`);
const ofTable = new RegExp(`^ATTACH TABLE _ UUID '${uuid}'\\s*\\(`);
const ofView = new RegExp(`^ATTACH MATERIALIZED VIEW _ UUID '${uuid}' TO ${database}\\.\\w+\\s*\\(`);

/** Outside of quotes these begin a quote or a comment of another kind, in which words would be hidden. */
const unusual = /[^\t\n\r\x20-\x7E]|[$#\\]/;

/** The databases of a store. */
export const databases: readonly string[] = [database, readersDatabase];

/** Whether `text` may be the definition of the database. */
export const definesDatabase = (text: string): boolean => ofDatabase.test(text);

/** A check of definitions of tables and views. It returns what is wrong with one, `undefined` when nothing is. */
export function createDefinitionCheck(): (text: string) => string | undefined {
  const own = [journal, ...readSqlFiles("schema").map(({ text }) => text)];
  const known = new Set(own.flatMap((text) => callsIn(bare(text))));
  return (text) => {
    const isTable = ofTable.test(text);
    if (!isTable && !ofView.test(text)) return "is neither a table nor a materialized view of the console";
    const words = bare(text);
    const [sign] = unusual.exec(words) ?? [];
    if (sign !== undefined) return `has ${JSON.stringify(sign)} outside of quotes`;
    const engines = [...words.matchAll(/\bENGINE\s*=\s*(\w+)/gi)].map(([, engine]) => engine!);
    const areMergeTrees = engines.every((engine) =>
      /^(?:Null|(?:Replacing|Aggregating)?MergeTree)$/.test(engine),
    );
    if (engines.length !== (isTable ? 1 : 0) || !areMergeTrees)
      return `has the engine ${engines.join(", ") || "of nothing"}`;
    const [call] = callsIn(words).filter((one) => !known.has(one) && !grammar.has(one));
    if (call !== undefined) return `calls ${call}`;
    const [other] = [...words.matchAll(/\b(?:FROM|JOIN)\s+(\w+)\s*\./gi)].filter(
      ([, name]) => name !== database,
    );
    if (other !== undefined) return `reads ${other[1]}`;
    const clause = /\b(?:REFRESH|DEFINER|storage_policy|disk)\b/i.exec(words);
    return clause === null ? undefined : `has ${clause[0]}`;
  };
}

/** The engine quotes this one, which is a word of SQL, too. */
const quotedNull = "`Null`";

/** Without comments, and with texts and names in quotes as empty ones. What quotes do not close is left out to the end. */
function bare(text: string): string {
  return text.replaceAll(
    /'(?:[^'\\]|\\.|'')*(?:'|$)|`(?:[^`\\]|\\.)*(?:`|$)|"(?:[^"\\]|\\.)*(?:"|$)|--[^\n]*|\/\*.*?(?:\*\/|$)/gs,
    (quoted) => {
      if (quoted === quotedNull) return "Null";
      const [first = ""] = quoted;
      return "'`\"".includes(first) ? first + first : " ";
    },
  );
}

const callsIn = (words: string): readonly string[] =>
  [...words.matchAll(/([\p{L}_][\p{L}\p{N}_]*|``|"")\s*\(/gu)].map(([, name]) => name!);
