// The words of SQL that show what a statement does, which names follow, and where values are. In capitals.

/** A set of words. */
export interface Words {
  has(word: string): boolean;
}

/** The set of the words in `list`, built on first use so that a program without queries starts faster. */
export function words(list: string): Words {
  let made: ReadonlySet<string> | undefined;
  return { has: (word) => (made ??= new Set(list.trim().split(/\s+/))).has(word) };
}

/** The first words of statements. A statement with another one is not summarized. */
export const commands: Words = words(`
  SELECT INSERT UPDATE DELETE MERGE REPLACE UPSERT TRUNCATE CREATE ALTER DROP RENAME CALL EXEC EXECUTE DO VALUES TABLE
  BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE ABORT END SET RESET SHOW DESCRIBE DESC EXPLAIN ANALYZE ANALYSE VACUUM PRAGMA
  USE GRANT REVOKE DENY LOCK UNLOCK COPY LOAD IMPORT EXPORT DECLARE FETCH CLOSE OPEN PREPARE DEALLOCATE DISCARD LISTEN NOTIFY
  UNLISTEN CHECKPOINT CLUSTER REFRESH REINDEX COMMENT ATTACH DETACH OPTIMIZE SYSTEM KILL FLUSH HANDLER PURGE IF WHILE PRINT
  BULK BACKUP RESTORE RECREATE UNDROP EXISTS CHECK CHECKSUM REPAIR XA PUT GET LIST REMOVE WATCH SIGNAL RAISERROR THROW WAITFOR DBCC SAVE RETURN`);

/** Commands that change rows. They also occur inside other statements. */
export const changes: Words = words("INSERT UPDATE DELETE MERGE REPLACE UPSERT");

/** Commands followed by a kind of object: `CREATE TABLE`. */
export const definitions: Words = words(`
  CREATE ALTER DROP TRUNCATE RENAME RECREATE UNDROP REFRESH OPTIMIZE LOCK UNLOCK USE DESCRIBE DESC ANALYZE ANALYSE VACUUM REINDEX
  CLUSTER CHECK CHECKSUM REPAIR ATTACH DETACH EXISTS COMMENT HANDLER`);

/** Those that a name may follow directly: `TRUNCATE orders`, `USE shop`. */
export const bareDefinitions: Words = words(
  "TRUNCATE RENAME REFRESH OPTIMIZE LOCK USE DESCRIBE DESC ANALYZE ANALYSE VACUUM CLUSTER HANDLER",
);

/** Commands with names of other commands as privileges. */
export const permissions: Words = words("GRANT REVOKE DENY");

/** Commands followed by the name of a procedure. */
export const procedures: Words = words("CALL EXEC EXECUTE");

/** Words other than commands that end the arguments of a procedure. */
export const callEnds: Words = words("WITH AT ELSE GO");

/** Kinds of objects with rows. */
export const collectionKinds: Words = words("TABLE TABLES VIEW");

/** Kinds of objects whose names are reported. Those of users and roles are private. */
export const namedKinds: Words = words(
  "TABLE TABLES VIEW INDEX DATABASE SCHEMA CATALOG WAREHOUSE PROCEDURE PROC FUNCTION TRIGGER SEQUENCE TYPE KEYSPACE DICTIONARY",
);

/** Kinds of objects whose names are not reported. */
export const namelessKinds: Words = words(
  "USER ROLE LOGIN EXTENSION POLICY RULE SERVER DOMAIN COLLATION LANGUAGE TABLESPACE EVENT SYNONYM PACKAGE INSTANCE",
);

/** Words between the command of a definition and the kind of object. */
export const definitionFillers: Words = words(`
  OR REPLACE TEMP TEMPORARY GLOBAL LOCAL UNLOGGED UNIQUE FULLTEXT SPATIAL CLUSTERED NONCLUSTERED MATERIALIZED RECURSIVE EXTERNAL
  FOREIGN FORCE VIRTUAL ALTER ONLY ALGORITHM DEFINER BITMAP PUBLIC EDITIONABLE NONEDITIONABLE AGGREGATE CONSTRAINT TRANSIENT FULL
  FREEZE VERBOSE ANALYZE ANALYSE EXTENDED FORMATTED ON`);

/** Words between a command and the name of its target. */
export const nameFillers: Words = words(`
  ONLY LATERAL IGNORE LOW_PRIORITY HIGH_PRIORITY DELAYED QUICK IF NOT EXISTS CONCURRENTLY IMMEDIATE OUTFILE DUMPFILE OVERWRITE OR
  ABORT FAIL ROLLBACK TOP REPLACE ALL EXTENDED FORMATTED`);

/** Words that are never names, even where a name is expected. */
export const connectives: Words = words("ON IN AS WITH TO INTO");

/** Looks like a function in a list of collections, but contains the function or the name: `TABLE(f())`. */
export const wrappers: Words = words("TABLE IDENTIFIER");

/** Words after FOR that describe the table before it: the time at which it is read, the use of an index. */
export const forTables: Words = words(
  "SYSTEM_TIME SYSTEM_VERSION VERSION TIMESTAMP BUSINESS_TIME JOIN ORDER GROUP",
);

/** Words that end a list of collections. */
export const clauses: Words = words(`
  WHERE GROUP ORDER HAVING LIMIT OFFSET FETCH FOR WINDOW RETURNING VALUES UNION INTERSECT EXCEPT MINUS QUALIFY CONNECT START SET
  PREWHERE SETTINGS FORMAT OUTPUT`);

/** Commands followed by another command in the same statement. */
export const preludes: Words = words("EXPLAIN IF WHILE BULK");

/** Words before a command that changes rows. After others, its word is the name of a privilege or an event. */
export const introductions: Words = words("EXPLAIN ANALYZE ANALYSE VERBOSE PLAN AS BEGIN ELSE");

/** Words followed by values, including those in double quotes. */
export const valueWords: Words = words(
  "LIKE ILIKE GLOB REGEXP RLIKE MATCH BETWEEN WHEN THEN ELSE ESCAPE LIMIT RETURN PRINT KEY PASSWORD IS DEFAULT",
);

/** SQLite's pragmas that set passwords. */
export const keyPragmas: Words = words("KEY REKEY HEXKEY HEXREKEY TEXTKEY");
