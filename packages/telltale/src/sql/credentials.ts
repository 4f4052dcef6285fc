// Passwords and keys in statements that make accounts, links and places of data: `ALTER USER u PASSWORD x`, `SECRET = "x"`, in the words
// of any database. From the word that announces one on, what is no keyword of such statements is a value up to the end of the
// statement, also where it looks like a name; so a statement whose syntax nobody knows hides too much rather than too little.
import type { TokenKind } from "./token-kind.ts";
import { type Words, words } from "./words.ts";

/** Follows one text and tells where credentials are. */
export interface Credentials {
  /** Is told each piece but comments. */
  note(kind: TokenKind, from: number, to: number): void;
  /** Whether the word or name there is a value. */
  isSecret(from: number, to: number): boolean;
}

/** Texts without any of these have none. */
const telling =
  /pass|ident|secret|credential|token|_key|key\b|connection|dblink|openrowset|opendatasource|collection|engine|sp_|\b(?:user|role|login)\b|mysql|postgres|mongo|redis|s3|gcs|azure|remote|odbc|jdbc/i;
/** Statements about rows: `password` is a column there. */
const ofRows: Words = words(
  "SELECT INSERT UPDATE DELETE MERGE WITH REPLACE UPSERT VALUES EXPLAIN SHOW DESCRIBE DESC DROP REVOKE TRUNCATE COMMENT ANALYZE DECLARE BEGIN",
);
/** Kinds of object that have columns and programs inside. */
const ofColumns: Words = words(
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
/** What may stand between the word that announces a credential and the credential. */
const between: Words = words(
  "BY WITH AS TO FOR USING VIA NULL EXPIRE HISTORY REUSE REQUIRE DEFAULT RANDOM NEVER INTERVAL VALUES AND OPTIONAL DISCARD RETAIN IDENTIFIED",
);
/** Behind these the name of something follows. */
const naming: Words = words("ON TABLESPACE PROFILE DATABASE ROLE PUBLICATION");
/** Functions that are given addresses and passwords of other databases. */
const functions =
  /^(?:DBLINK\w*|OPENROWSET|OPENDATASOURCE|MYSQL|POSTGRESQL|MONGODB|REDIS|S3\w*|GCS|AZUREBLOBSTORAGE\w*|REMOTE|REMOTESECURE|URL|JDBC|ODBC|HDFS\w*|DELTALAKE|ICEBERG\w*|HUDI|MYSQL_\w+|POSTGRES_\w+)$/;
const longestWord = 48;
const nothing: Credentials = { note: () => {}, isSecret: () => false };

/** At the beginning of `text`. */
export function createCredentials(text: string): Credentials {
  if (!telling.test(text)) return nothing;
  let first = "";
  let before = "";
  let count = 0;
  let account = false;
  let columns = false;
  let active = false;
  let announced = false;
  let plugin = false;
  // the parentheses that are open, and at which of them the arguments of a function began
  let depth = 0;
  let argumentsAt = 0;
  let lastKind: TokenKind = "mark";

  function wordAt(from: number, to: number): string {
    return to - from > longestWord ? "?" : text.slice(from, to).toUpperCase();
  }

  function noteWord(word: string): void {
    count++;
    if (first === "") first = word;
    plugin = (word === "WITH" || word === "VIA") && before === "IDENTIFIED";
    if (!ofRows.has(first) && !columns) {
      if (count <= 5 && (first === "CREATE" || first === "ALTER")) {
        if (ofColumns.has(word) && before !== "NAMED") columns = true;
        else if (accounts.has(word) && count <= 4) account = true;
      }
      if (!columns && isAnnouncing(word)) active = announced = true;
      else if (announced && !between.has(word)) announced = false;
    }
    before = word;
  }

  function isAnnouncing(word: string): boolean {
    if (word === "CONNECTION") return first === "CREATE" || first === "ALTER" ? !account : false;
    if (word === "COLLECTION") return before === "NAMED";
    if (word === "KEY") return first === "ATTACH";
    return announcing.test(word);
  }

  function noteMark(mark: string): void {
    if (mark === "(") {
      depth++;
      if (argumentsAt === 0 && lastKind === "word" && functions.test(before)) argumentsAt = depth;
    } else if (mark === ")") {
      if (depth === argumentsAt) argumentsAt = 0;
      if (depth > 0) depth--;
    } else if (mark === ";" && argumentsAt === 0) {
      first = before = "";
      count = depth = 0;
      account = columns = active = announced = plugin = false;
    }
  }

  return {
    note(kind, from, to) {
      if (kind === "word") noteWord(wordAt(from, to));
      else if (kind === "mark") noteMark(text.charAt(from));
      else {
        count++;
        announced = plugin = false;
        before = "";
      }
      lastKind = kind;
    },
    isSecret(from, to) {
      const code = text.charCodeAt(from);
      const quoted = code === 0x22 || code === 0x60 || code === 0x5b;
      if (argumentsAt > 0 && quoted) return true;
      if (plugin) return false;
      if (!active) return account && (active = isUnknown(from, to, quoted));
      if (quoted) return true;
      const word = wordAt(from, to);
      // the right side of `PASSWORD = …` and what follows `PASSWORD` may look like a keyword
      if (announced) return !between.has(word) && !isAnnouncing(word);
      return !keywords.has(word) && !isAnnouncing(word) && !naming.has(before);
    },
  };

  /** Behind the name of an account: neither a keyword nor a name behind one, so nobody knows what it is. */
  function isUnknown(from: number, to: number, quoted: boolean): boolean {
    if (quoted || before === "" || keywords.has(before) || accounts.has(before)) return false;
    const word = wordAt(from, to);
    const joined = text.charCodeAt(from - 1);
    return count >= 3 && joined !== 0x2e && joined !== 0x40 && !keywords.has(word) && !isAnnouncing(word);
  }
}
