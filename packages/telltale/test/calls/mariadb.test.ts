// Queries of a real MariaDB by hand, judged as OTLP by a decoder that is not ours.
import { createPool, type RowDataPacket } from "mysql2/promise";
import { expect, test } from "vitest";
import { start, traceDatabase } from "../../src/index.ts";
import { sanitizeSql } from "../../src/sql/index.ts";
import { attributesOf, startReceiver } from "../engine/receiver.ts";
import { isAway } from "./services.ts";

const noMariaDb = await isAway("MariaDB");
const settings = { host: "127.0.0.1", port: 3306, user: "root", database: "test", connectionLimit: 1 };

test.skipIf(noMariaDb)("by the conventions, without a value", async () => {
  const receiver = await startReceiver();
  const telltale = start({ service: "shop", endpoint: receiver.url });
  const pool = createPool(settings);
  const run = (query: string, parameters: (string | number)[] = []): Promise<unknown> =>
    traceDatabase({ system: "mariadb", query, parameters, connection: pool }, () =>
      pool.query(query, parameters),
    );
  try {
    await pool.query("CREATE TEMPORARY TABLE calls_by_hand (id int PRIMARY KEY, email varchar(50))");
    await run(`INSERT INTO calls_by_hand VALUES (?, ?), (3, "c\\"@example.com")`, [1, "a@example.com"]);
    await run(
      "SELECT id FROM `calls_by_hand` WHERE email <> 'it\\'s b@example.com' AND id IN (1, 2, 3) # b@",
    );
    await expect(run("INSERT INTO calls_by_hand VALUES (1, 'a@example.com')")).rejects.toThrow(
      "Duplicate entry",
    );
    await expect(run("SELECT * FROM no_such_table")).rejects.toThrow("doesn't exist");
  } finally {
    await pool.end();
  }
  await telltale.flush();
  const [inserted, selected, twice, missing] = receiver.spans().map(attributesOf);
  await telltale.stop();
  await receiver.close();

  expect(inserted).toEqual({
    "db.system.name": "mariadb",
    "db.namespace": "test",
    "db.collection.name": "calls_by_hand",
    "db.operation.name": "INSERT",
    "db.query.summary": "INSERT calls_by_hand",
    "db.query.text": "INSERT INTO calls_by_hand VALUES (?, ?), (?, ?)",
    "server.address": "127.0.0.1",
    "server.port": 3306n,
    "telltale.db.connection": "127.0.0.1:3306/test",
    "telltale.db.parameter_count": 2n,
    // by how busy the machine is
    "telltale.db.class": expect.stringMatching(/^(fast|moderate|slow)$/),
  });
  expect(selected).toMatchObject({
    "db.collection.name": "calls_by_hand",
    "db.query.text": "SELECT id FROM `calls_by_hand` WHERE email <> ? AND id IN (?) ",
    "db.response.returned_rows": 2n,
  });
  expect(twice).toMatchObject({ "db.response.status_code": "1062", "error.type": "1062" });
  expect(missing).toMatchObject({ "db.response.status_code": "1146" });
});

// one column for each literal: what the server reads as values, and nothing else, becomes `?`
test.skipIf(noMariaDb).each([
  ["SELECT 'it\\'s', \"it\\\"s\", 'it''s', 'a\\\\', 5--1", 5, "SELECT ?, ?, ?, ?, ?-?"],
  ["SELECT 1 -- 'a\n, 0xff, x'4142', b'01', _utf8mb4'c', N'd'", 6, "SELECT ? \n, ?, ?, ?, _utf8mb4?, ?"],
  ["SELECT 1 # it's\n, 'a' 'b', 1e5, .5, TRUE /* , 'c' */", 5, "SELECT ? \n, ? ?, ?, ?, ? "],
  [
    "SELECT DATE'2020-01-01', TIMESTAMP '2020-01-01 00:00:00', `x` FROM (SELECT 1 AS x) t",
    3,
    "SELECT DATE?, TIMESTAMP ?, `x` FROM (SELECT ? AS x) t",
  ],
])("literals as the server reads them: %s", async (query, columns, expected) => {
  const pool = createPool(settings);
  try {
    const [, fields] = await pool.query<RowDataPacket[]>(query);
    expect(fields).toHaveLength(columns);
  } finally {
    await pool.end();
  }
  expect(sanitizeSql(query, { dialect: "mariadb" })).toBe(expected);
});
