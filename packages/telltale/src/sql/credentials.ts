// Passwords and keys in statements about accounts, links and external data: `ALTER USER u PASSWORD x`, `SECRET = "x"`, for all
// databases. After the word that announces a credential, every word that is not a keyword of such statements is a value up to the end
// of the statement, even if it looks like a name: an unknown syntax hides too much rather than too little.
import type { TokenKind } from "./token-kind.ts";
import { type Words, words } from "./words.ts";

/** The tokens of a statement before the current one, as far as credentials are concerned. */
export interface Credentials {
  readonly text: string;
  /** The first word of the statement, the previous one, and the number of words and names. */
  first: string;
  before: string;
  count: number;
  /** The statement is about an account, or about an object with columns. */
  account: boolean;
  columns: boolean;
  /** A credential was announced in this statement; the token before announced it. */
  active: boolean;
  announced: boolean;
  /** After `IDENTIFIED WITH` the name of a plugin follows. */
  plugin: boolean;
  /** Open parentheses, and the depth at which the arguments of a function with addresses and passwords began. */
  depth: number;
  argumentsAt: number;
  lastKind: TokenKind;
}

/** Texts that do not match have no credentials. */
const possible =
  /pass|ident|secret|credential|token|_key|key\b|connection|dblink|openrowset|opendatasource|collection|engine|sp_|\b(?:user|role|login)\b|mysql|postgres|mongo|redis|s3|gcs|azure|remote|odbc|jdbc/i;
/** Statements about rows, where `password` is a column. */
const rowStatements: Words = words(
  "SELECT INSERT UPDATE DELETE MERGE WITH REPLACE UPSERT VALUES EXPLAIN SHOW DESCRIBE DESC DROP REVOKE TRUNCATE COMMENT ANALYZE DECLARE BEGIN",
);
/** Kinds of objects with columns or program code. */
const columnObjects: Words = words(
  "TABLE VIEW INDEX FUNCTION PROCEDURE PROC TRIGGER SEQUENCE TYPE SCHEMA DOMAIN EVENT RULE POLICY EXTENSION KEYSPACE COLUMN PACKAGE",
);
const accounts: Words = words("USER ROLE LOGIN");
const announcing =
  /(?:^|_)(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRETS|CREDENTIAL|CREDENTIALS|TOKEN)$|(?:SECRET|ACCESS|ACCOUNT|PRIVATE|API|SAS)_?KEY(?:_ID)?$|^(?:IDENTIFIED|CONNECTION)$|^SP_\w*(?:LOGIN|PASSWORD|ROLE|USER|LOGINNAME)$/;
const keywords: Words = words(
  `BY WITH AS TO FOR USING VIA AND OR ON IN OF FROM SET DEFAULT NULL NONE NOT IF EXISTS EXPIRE NEVER INTERVAL DAY DAYS HISTORY REUSE TIME REQUIRE
  CURRENT OPTIONAL RETAIN DISCARD OLD RANDOM VALID UNTIL NOLOGIN SUPERUSER NOSUPERUSER CREATEDB NOCREATEDB CREATEROLE NOCREATEROLE
  INHERIT NOINHERIT REPLICATION NOREPLICATION BYPASSRLS NOBYPASSRLS LIMIT ENCRYPTED UNENCRYPTED IDENTIFIED VALUES REPLACE ACCOUNT LOCK
  UNLOCK ROLE ROLES USER USERS LOGIN HOST ANY LOCAL SSL X509 CIPHER ISSUER SUBJECT MUST_CHANGE HASHED CHECK_POLICY CHECK_EXPIRATION
  DEFAULT_DATABASE DEFAULT_LANGUAGE DEFAULT_ROLE DEFAULT_SCHEMA DEFAULT_WAREHOUSE DEFAULT_TABLESPACE TABLESPACE TEMPORARY QUOTA UNLIMITED
  PROFILE OFF OLD_PASSWORD MUST_CHANGE_PASSWORD IDENTITY ENCRYPTION DECRYPTION MASTER PUBLICATION OPTIONS GRANT OPTION ALL PRIVILEGES
  CONNECT RESOURCE ADMIN DBA GRANTEES DATABASE SETTINGS READONLY OVER EXTERNALLY GLOBALLY RENAME`,
);
/** Words between the announcement of a credential and the credential. */
const between: Words = words(
  "BY WITH AS TO FOR USING VIA NULL EXPIRE HISTORY REUSE REQUIRE DEFAULT RANDOM NEVER INTERVAL VALUES AND OPTIONAL DISCARD RETAIN IDENTIFIED",
);
/** Words followed by a name. */
const naming: Words = words("ON TABLESPACE PROFILE DATABASE ROLE PUBLICATION");
/** Functions whose arguments are addresses and passwords of other databases. */
const functions =
  /^(?:DBLINK\w*|OPENROWSET|OPENDATASOURCE|MYSQL|POSTGRESQL|MONGODB|REDIS|S3\w*|GCS|AZUREBLOBSTORAGE\w*|REMOTE|REMOTESECURE|URL|JDBC|ODBC|HDFS\w*|DELTALAKE|ICEBERG\w*|HUDI|MYSQL_\w+|POSTGRES_\w+)$/;
const longestWord = 48;

/** The state at the beginning of `text`; `undefined` when `text` has no credentials. */
export function createCredentials(text: string): Credentials | undefined {
  if (!possible.test(text)) return undefined;
  return {
    text,
    first: "",
    before: "",
    count: 0,
    account: false,
    columns: false,
    active: false,
    announced: false,
    plugin: false,
    depth: 0,
    argumentsAt: 0,
    lastKind: "mark",
  };
}

/** Moves the state past a token that is not a comment. */
export function noteCredentialToken(state: Credentials, kind: TokenKind, from: number, to: number): void {
  if (kind === "word") noteWord(state, wordAt(state, from, to));
  else if (kind === "mark") noteMark(state, state.text.charAt(from));
  else {
    state.count++;
    state.announced = state.plugin = false;
    state.before = "";
  }
  state.lastKind = kind;
}

function noteWord(state: Credentials, word: string): void {
  state.count++;
  if (state.first === "") state.first = word;
  state.plugin = (word === "WITH" || word === "VIA") && state.before === "IDENTIFIED";
  if (!rowStatements.has(state.first) && !state.columns) {
    noteObject(state, word);
    if (!state.columns && isAnnouncing(state, word)) state.active = state.announced = true;
    else if (state.announced && !between.has(word)) state.announced = false;
  }
  state.before = word;
}

/** The kind of object after CREATE or ALTER. */
function noteObject(state: Credentials, word: string): void {
  const { first, before, count } = state;
  if (count > 5 || (first !== "CREATE" && first !== "ALTER")) return;
  if (columnObjects.has(word) && before !== "NAMED") state.columns = true;
  else if (accounts.has(word) && count <= 4) state.account = true;
}

function isAnnouncing({ first, before, account }: Credentials, word: string): boolean {
  if (word === "CONNECTION") return first === "CREATE" || first === "ALTER" ? !account : false;
  if (word === "COLLECTION") return before === "NAMED";
  if (word === "KEY") return first === "ATTACH";
  return announcing.test(word);
}

function noteMark(state: Credentials, mark: string): void {
  if (mark === "(") {
    state.depth++;
    if (state.argumentsAt === 0 && state.lastKind === "word" && functions.test(state.before))
      state.argumentsAt = state.depth;
  } else if (mark === ")") {
    if (state.depth === state.argumentsAt) state.argumentsAt = 0;
    if (state.depth > 0) state.depth--;
  } else if (mark === ";" && state.argumentsAt === 0) {
    state.first = state.before = "";
    state.count = state.depth = 0;
    state.account = state.columns = state.active = state.announced = state.plugin = false;
  }
}

/** Whether the word or name there is a credential. */
export function isCredential(state: Credentials, from: number, to: number): boolean {
  const code = state.text.charCodeAt(from);
  const quoted = code === 0x22 || code === 0x60 || code === 0x5b;
  if (state.argumentsAt > 0 && quoted) return true;
  if (state.plugin) return false;
  if (!state.active) return state.account && (state.active = isUnknown(state, from, to, quoted));
  if (quoted) return true;
  const word = wordAt(state, from, to);
  // the right side of `PASSWORD = …` and the token after `PASSWORD` may look like a keyword
  if (state.announced) return !between.has(word) && !isAnnouncing(state, word);
  return !keywords.has(word) && !isAnnouncing(state, word) && !naming.has(state.before);
}

/** Whether the word after the name of an account is neither a keyword nor a name after one, and so may be a credential. */
function isUnknown(state: Credentials, from: number, to: number, quoted: boolean): boolean {
  const { text, before, count } = state;
  if (quoted || before === "" || keywords.has(before) || accounts.has(before)) return false;
  const word = wordAt(state, from, to);
  const joined = text.charCodeAt(from - 1);
  return (
    count >= 3 && joined !== 0x2e && joined !== 0x40 && !keywords.has(word) && !isAnnouncing(state, word)
  );
}

function wordAt({ text }: Credentials, from: number, to: number): string {
  return to - from > longestWord ? "?" : text.slice(from, to).toUpperCase();
}
