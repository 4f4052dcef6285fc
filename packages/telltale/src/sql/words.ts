// The words of SQL that tell what a statement does and to what, and where values stand. In capitals.

/** Some words, to be asked for. */
export interface Words {
  has(word: string): boolean;
}

// made when they are first asked for: a program without queries pays nothing at its start
/** `list` as words to be asked for, in capitals. */
export function words(list: string): Words {
  let made: ReadonlySet<string> | undefined;
  return { has: (word) => (made ??= new Set(list.trim().split(/\s+/))).has(word) };
}

/** What a statement may begin with. Anything else is no command, and could be anything. */
export const commands: Words = words(`
  SELECT INSERT UPDATE DELETE MERGE REPLACE UPSERT TRUNCATE CREATE ALTER DROP RENAME CALL EXEC EXECUTE DO VALUES TABLE
  BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE ABORT END SET RESET SHOW DESCRIBE DESC EXPLAIN ANALYZE ANALYSE VACUUM PRAGMA
  USE GRANT REVOKE DENY LOCK UNLOCK COPY LOAD IMPORT EXPORT DECLARE FETCH CLOSE OPEN PREPARE DEALLOCATE DISCARD LISTEN NOTIFY
  UNLISTEN CHECKPOINT CLUSTER REFRESH REINDEX COMMENT ATTACH DETACH OPTIMIZE SYSTEM KILL FLUSH HANDLER PURGE IF WHILE PRINT
  BULK BACKUP RESTORE RECREATE UNDROP EXISTS CHECK CHECKSUM REPAIR XA PUT GET LIST REMOVE WATCH SIGNAL RAISERROR THROW WAITFOR DBCC SAVE RETURN`);

/** Commands that change rows, which stand inside other statements too. */
export const changes: Words = words("INSERT UPDATE DELETE MERGE REPLACE UPSERT");

/** Commands that go on with a kind of object: `CREATE TABLE`. */
export const definitions: Words = words(`
  CREATE ALTER DROP TRUNCATE RENAME RECREATE UNDROP REFRESH OPTIMIZE LOCK UNLOCK USE DESCRIBE DESC ANALYZE ANALYSE VACUUM REINDEX
  CLUSTER CHECK CHECKSUM REPAIR ATTACH DETACH EXISTS COMMENT HANDLER`);

/** Those of them that a name may follow without its kind: `TRUNCATE orders`, `USE shop`. */
export const bareDefinitions: Words = words(
  "TRUNCATE RENAME REFRESH OPTIMIZE LOCK USE DESCRIBE DESC ANALYZE ANALYSE VACUUM CLUSTER HANDLER",
);

/** Commands in which the names of other commands mean nothing. */
export const permissions: Words = words("GRANT REVOKE DENY");

/** Commands followed by the name of a procedure. */
export const procedures: Words = words("CALL EXEC EXECUTE");

/** What follows the arguments of a procedure, beside commands. */
export const callEnds: Words = words("WITH AT ELSE GO");

/** Kinds of object whose rows are read and written. */
export const collectionKinds: Words = words("TABLE TABLES VIEW");

/** Kinds of object that a definition names. The names of users and roles are nobody's business. */
export const namedKinds: Words = words(
  "TABLE TABLES VIEW INDEX DATABASE SCHEMA CATALOG WAREHOUSE PROCEDURE PROC FUNCTION TRIGGER SEQUENCE TYPE KEYSPACE DICTIONARY",
);

/** Kinds of object without their names. */
export const namelessKinds: Words = words(
  "USER ROLE LOGIN EXTENSION POLICY RULE SERVER DOMAIN COLLATION LANGUAGE TABLESPACE EVENT SYNONYM PACKAGE INSTANCE",
);

/** Words between a definition's command and its kind of object. */
export const definitionFillers: Words = words(`
  OR REPLACE TEMP TEMPORARY GLOBAL LOCAL UNLOGGED UNIQUE FULLTEXT SPATIAL CLUSTERED NONCLUSTERED MATERIALIZED RECURSIVE EXTERNAL
  FOREIGN FORCE VIRTUAL ALTER ONLY ALGORITHM DEFINER BITMAP PUBLIC EDITIONABLE NONEDITIONABLE AGGREGATE CONSTRAINT TRANSIENT FULL
  FREEZE VERBOSE ANALYZE ANALYSE EXTENDED FORMATTED ON`);

/** Words between a command and the name it is about. */
export const nameFillers: Words = words(`
  ONLY LATERAL IGNORE LOW_PRIORITY HIGH_PRIORITY DELAYED QUICK IF NOT EXISTS CONCURRENTLY IMMEDIATE OUTFILE DUMPFILE OVERWRITE OR
  ABORT FAIL ROLLBACK TOP REPLACE ALL EXTENDED FORMATTED`);

/** Words that no name is, though one is expected. */
export const connectives: Words = words("ON IN AS WITH TO INTO");

/** What looks like a function in a list of collections, and has the function or the name in its parentheses. */
export const wrappers: Words = words("TABLE IDENTIFIER");

/** What follows FOR behind a table and tells about it: at what time it is read, what an index is for. */
export const forTables: Words = words(
  "SYSTEM_TIME SYSTEM_VERSION VERSION TIMESTAMP BUSINESS_TIME JOIN ORDER GROUP",
);

/** Words that end a list of collections. */
export const clauses: Words = words(`
  WHERE GROUP ORDER HAVING LIMIT OFFSET FETCH FOR WINDOW RETURNING VALUES UNION INTERSECT EXCEPT MINUS QUALIFY CONNECT START SET
  PREWHERE SETTINGS FORMAT OUTPUT`);

/** Commands that others follow in the same statement. */
export const preludes: Words = words("EXPLAIN IF WHILE BULK");

/** Words after which a command that changes rows is one, not the name of a privilege or an event. */
export const introductions: Words = words("EXPLAIN ANALYZE ANALYSE VERBOSE PLAN AS BEGIN ELSE");

/** Words that values follow, also those in double quotes. */
export const valueWords: Words = words(
  "LIKE ILIKE GLOB REGEXP RLIKE MATCH BETWEEN WHEN THEN ELSE ESCAPE LIMIT RETURN PRINT KEY PASSWORD IS DEFAULT",
);

/** SQLite's settings that are passwords. */
export const keyPragmas: Words = words("KEY REKEY HEXKEY HEXREKEY TEXTKEY");
