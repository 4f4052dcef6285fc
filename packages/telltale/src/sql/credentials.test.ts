import { expect, test } from "vitest";
import { createRedactor } from "../redaction/index.ts";
import { sanitizeSql } from "./index.ts";

const secret = "Hunter2Hunter2";
const dialects = [
  undefined,
  "postgresql",
  "mysql",
  "mssql",
  "oracle",
  "clickhouse",
  "snowflake",
  "cockroachdb",
  "sqlite",
  "unheard-of",
];
const redactor = createRedactor();

test.each([
  "ALTER USER u PASSWORD PPP",
  'ALTER USER u WITH PASSWORD "PPP"',
  "CREATE ROLE r WITH ENCRYPTED PASSWORD 'PPP'",
  "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'PPP')",
  "CREATE USER MAPPING FOR u SERVER s OPTIONS (user u, password PPP)",
  "CREATE SUBSCRIPTION s CONNECTION 'host=h user=u password=PPP' PUBLICATION p",
  'CREATE SUBSCRIPTION s CONNECTION "host=h password=PPP" PUBLICATION p',
  "SET PASSWORD FOR u = PPP",
  "SET PASSWORD = PASSWORD(PPP)",
  'SET PASSWORD = PASSWORD("PPP")',
  "SET PASSWORD FOR 'u'@'h' TO PPP",
  "CREATE USER u IDENTIFIED WITH mysql_native_password BY PPP",
  'CREATE USER u IDENTIFIED WITH mysql_native_password AS "PPP"',
  "ALTER USER u IDENTIFIED WITH plaintext_password BY PPP",
  "CREATE USER u IDENTIFIED WITH sha256_hash BY PPP",
  "ALTER USER u IDENTIFIED BY PPP REPLACE PPP",
  "ALTER USER u IDENTIFIED BY VALUES PPP",
  "CREATE USER u IDENTIFIED VIA mysql_native_password USING PASSWORD(PPP)",
  'ALTER USER u IDENTIFIED BY "PPP"',
  "CREATE LOGIN l WITH PASSWORD = PPP",
  "CREATE LOGIN l WITH PASSWORD = N'PPP' MUST_CHANGE",
  "CREATE LOGIN l WITH PASSWORD=0x0200PPP HASHED",
  'ALTER LOGIN l WITH PASSWORD = "PPP" OLD_PASSWORD = "PPP"',
  "CREATE CREDENTIAL c WITH IDENTITY = u, SECRET = PPP",
  "CREATE DATABASE SCOPED CREDENTIAL c WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = 'PPP'",
  "SELECT * FROM OPENROWSET('SQLNCLI', 'Server=h;Uid=u;Pwd=PPP', 'SELECT 1')",
  'SELECT * FROM OPENROWSET("SQLNCLI", "h";"u";"PPP", "SELECT 1")',
  'SELECT * FROM OPENDATASOURCE("SQLNCLI", "Password=PPP").d.s.t',
  "CREATE MASTER KEY ENCRYPTION BY PASSWORD = PPP",
  'OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = "PPP"',
  "CREATE APPLICATION ROLE a WITH PASSWORD = PPP",
  "EXEC sp_addlogin u, PPP",
  "EXEC sp_password PPP, x, u",
  "CREATE USER u PASSWORD = PPP DEFAULT_ROLE = r",
  "ALTER USER u SET PASSWORD = PPP",
  "ALTER USER u SET PASSWORD PPP",
  "CREATE USER u WITH PASSWORD PPP",
  "SELECT * FROM dblink(\"host=h password=PPP\", 'SELECT 1')",
  "SELECT dblink_connect('host=h user=u password=PPP')",
  "COPY t FROM 's3://b/x' CREDENTIALS 'aws_access_key_id=A;aws_secret_access_key=PPP'",
  "COPY t FROM 's3://b' ACCESS_KEY_ID PPP SECRET_ACCESS_KEY PPP",
  'COPY INTO t FROM s3://b CREDENTIALS = (AWS_KEY_ID = PPP AWS_SECRET_KEY = "PPP")',
  "CREATE STAGE s URL='s3://x' CREDENTIALS=(AWS_KEY_ID='PPP' AWS_SECRET_KEY='PPP')",
  "CREATE SECRET s (TYPE S3, KEY_ID PPP, SECRET PPP)",
  'CREATE NAMED COLLECTION c AS access_key_id = "PPP", secret_access_key = "PPP"',
  "GRANT ALL ON *.* TO u IDENTIFIED BY PPP",
  "CHANGE MASTER TO MASTER_PASSWORD = PPP",
  'CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD="PPP"',
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD \"PPP\")",
  "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY PPP USING 'h'",
  "CONNECT u/PPP@h",
  'ALTER DATABASE LINK l CONNECT TO u IDENTIFIED BY "PPP"',
  "CREATE USER u FOR LOGIN l; ALTER USER u PASSWORD PPP; SELECT 1",
  "/* a */ ALTER /* b */ USER u PASSWORD /* c */ PPP",
  "alter user u\nvalid until 'x' password\n\tPPP",
  "CREATE USER u ACCOUNT UNLOCK FROBNICATE SECRETLY PPP",
  "SET SESSION AUTHORIZATION u; ALTER ROLE u PASSWORD PPP",
  "CREATE BACKUP LOCATION x WITH PASSPHRASE PPP",
  "SET ENCRYPTION PASSWORD PPP",
  "PRAGMA key = PPP",
  "ATTACH DATABASE 'x' AS y KEY PPP",
  "BACKUP DATABASE d TO DISK = 'x' WITH PASSWORD = PPP",
  "CREATE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(MYSQL(USER u PASSWORD PPP HOST h))",
  'CREATE TABLE t (a Int) ENGINE = MySQL("h", "d", "t", "u", "PPP")',
  'SELECT * FROM mysql("h", "d", "t", "u", "PPP")',
  "ALTER USER u AUTHENTICATION PASSWORD PPP",
  'CREATE USER "u" PASSWORD "PPP"',
  "ALTER USER u IDENTIFIED WITH caching_sha2_password AS PPP",
  "CREATE USER u DISCARD OLD PASSWORD IDENTIFIED BY PPP",
])("hides the password in every dialect: %s", (statement) => {
  const text = statement.replaceAll("PPP", secret);
  for (const dialect of dialects) {
    const left = sanitizeSql(text, { dialect });
    expect(left).not.toContain(secret);
    expect(sanitizeSql(left, { dialect })).toBe(left);
  }
  expect(redactor.value(text, "db.query.text")).not.toContain(secret);
});

test.each([
  "ALTER USER u PASSWORD PPP",
  "alter user u password PPP",
  'ALTER USER u WITH PASSWORD "PPP"',
  "CREATE ROLE r LOGIN PASSWORD $tag$PPP$tag$",
  "CREATE USER MAPPING FOR u SERVER s OPTIONS (user u, password PPP)",
  "CREATE SUBSCRIPTION s CONNECTION 'host=h password=PPP' PUBLICATION p",
  "SET PASSWORD FOR u = PPP",
  "SET PASSWORD FOR 'u'@'h' TO PPP",
  "SET PASSWORD = PASSWORD('PPP')",
  "CREATE USER u IDENTIFIED WITH mysql_native_password BY PPP",
  "CREATE USER u IDENTIFIED WITH mysql_native_password AS 'PPP'",
  "ALTER USER u IDENTIFIED BY VALUES 'PPP'",
  "CREATE LOGIN l WITH PASSWORD = N'PPP' MUST_CHANGE",
  "CREATE CREDENTIAL c WITH IDENTITY = u, SECRET = PPP",
  "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY PPP USING 'h'",
  "GRANT ALL ON *.* TO u IDENTIFIED BY PPP",
  "ALTER USER u SET PASSWORD PPP",
  "EXEC sp_addlogin u, PPP",
  "exec sp_password @old = 'PPP', @new = 'PPP'",
  "ALTER USER u IDENTIFIED BY PPP REPLACE PPP",
  'ALTER USER u IDENTIFIED BY "PPP" REPLACE "PPP"',
  "ALTER USER u PASSWORD /* c */ PPP",
  "CREATE USER u /* a */ IDENTIFIED /* b */ BY /* c */ 'PPP'",
  'SELECT * FROM mysql("h", "d", "t", "u", "PPP")',
  "SELECT * FROM mysql('h:3306', 'd', 't', 'u', 'PPP')",
  "SELECT * FROM s3('https://b.example/x', 'ID', 'PPP')",
  "SELECT * FROM OPENROWSET('SQLNCLI', 'Server=h;Uid=u;Pwd=PPP', 'SELECT 1')",
  'SELECT * FROM OPENROWSET("SQLNCLI", "h";"u";"PPP", "SELECT 1")',
  "PRAGMA key = PPP",
  "PRAGMA key = 'PPP'",
  "pragma rekey('PPP')",
  "CONNECT u/PPP@h",
  "sqlplus u/PPP@h",
  "ATTACH DATABASE 'x.db' AS y KEY PPP",
  "attach 'x.db' as y key 'PPP'",
  "CREATE ROLE r LOGIN PASSWORD $tag$a PPP b$tag$",
  "CREATE ROLE r LOGIN PASSWORD 'a PPP b'",
])("redacts the password in a text: %s", (statement) => {
  const text = `syntax error near "u" in: ${statement.replaceAll("PPP", secret)}`;
  expect(redactor.text(text)).not.toContain(secret);
  expect(redactor.text(statement.replaceAll("PPP", secret))).not.toContain(secret);
});

test.each([
  "ALTER USER u PASSWORD EXPIRE INTERVAL ? DAY",
  "ALTER USER u PASSWORD NULL",
  "CREATE USER u DEFAULT ROLE r",
  "CREATE TABLE users (id INT, password VARCHAR NOT NULL, api_token TEXT)",
  "ALTER TABLE users ADD COLUMN password TEXT",
  "CREATE INDEX by_token ON users (token, password)",
  "CREATE FUNCTION check_password(password TEXT) RETURNS INT AS f",
  "UPDATE users SET password = other, token = secret WHERE id = ?",
  "SELECT password, token, secret FROM users u JOIN credentials c ON c.user = u.id",
  "INSERT INTO users (name, password) VALUES (?, ?)",
  "CREATE VIEW v AS SELECT password FROM users",
  "ALTER ROLE r IN DATABASE d SET search_path TO x",
  "DROP USER u",
  "REVOKE ALL ON users FROM u",
  "GRANT SELECT ON passwords TO reader",
])("keeps: %s", (statement) => {
  for (const dialect of dialects.slice(0, -1)) expect(sanitizeSql(statement, { dialect })).toBe(statement);
});

test.each([
  "create a user with password protection enabled",
  "set password policy for users",
  "alter user password reset flow",
  "grant access; the secret is safe",
  "please open the password manager",
  "attach the file with the key facts as soon as you can",
  "attempt 3 failed: the key is missing",
  "connect tcp/ip to the host",
  "mysql (8.0) is up, redis('main') is not",
  "EXEC sp_who active",
  "#pragma once",
  "Create your role: secret santa tonight",
])("keeps prose: %s", (text) => {
  expect(redactor.text(text)).toBe(text);
});
