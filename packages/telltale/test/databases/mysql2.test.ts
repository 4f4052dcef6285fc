// mysql2 against a real MariaDB: by its channels, and by its methods where it has none.
import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { knex } from "knex";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { describe, expect, test } from "vitest";
import mysqlLibrary from "mysql2";
import mysqlOlder from "mysql2-3-11";
import type promiseLibrary from "mysql2/promise";
import { mysql2 } from "../../src/integrations/mysql2.ts";
import { collect } from "../collect.ts";
import { isAway } from "../calls/services.ts";
import {
  type DatabaseSubject,
  describeDatabaseIntegration,
} from "../contract/describe-database-integration.ts";

const skip = await isAway("MariaDB");
const settings = { host: "127.0.0.1", port: 3306, user: "root", database: "test" };
type Pool = mysqlLibrary.Pool;

const place = { "db.namespace": "test", "server.address": "127.0.0.1", "server.port": 3306 };
const facts = (text: string): object => ({
  ...place,
  "db.operation.name": "SELECT",
  "db.query.summary": "SELECT",
  "db.query.text": text,
  "telltale.db.connection": "127.0.0.1:3306/test",
  "telltale.db.parameter_count": 1,
  "db.response.returned_rows": 1,
});
const text = "SELECT ? AS a, 'hunter2' AS b";

function subject(library: typeof mysqlLibrary): DatabaseSubject<Pool> {
  return {
    integration: mysql2,
    load: () => library,
    system: "mariadb",
    open: () => library.createPool({ ...settings, connectionLimit: 4 }),
    close: async (pool) => pool.promise().end(),
    unseen: [/query\.parameter/, /connection\.timeouts/],
    forms: {
      "a pool's promise": {
        run: async (pool, value) => (await pool.promise().query(text, [value]))[0],
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        attributes: facts("SELECT ? AS a, ? AS b") as never,
      },
      "a pool's callback": {
        run: async (pool, value) =>
          new Promise((resolve, reject) => {
            pool.query(text, [value], (error, rows) => (error ? reject(error) : resolve(rows)));
          }),
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        attributes: facts("SELECT ? AS a, ? AS b") as never,
      },
      "a prepared statement": {
        run: async (pool, value) => (await pool.promise().execute(text, [value]))[0],
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        attributes: facts("SELECT ? AS a, ? AS b") as never,
      },
      "a connection's events": {
        run: async (pool, value) => {
          const connection = await pool.promise().getConnection();
          try {
            return await new Promise((resolve, reject) => {
              const rows: unknown[] = [];
              const query = (connection.connection as unknown as mysqlLibrary.Connection).query(text, [
                value,
              ]);
              query.on("result", (row) => rows.push({ ...row }));
              query.on("error", reject);
              query.on("end", () => resolve(rows));
            });
          } finally {
            connection.release();
          }
        },
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        // the channel does not report the rows of events
        attributes: { "db.query.text": "SELECT ? AS a, ? AS b" },
      },
      "settings instead of a text": {
        run: async (pool, value) =>
          (await pool.promise().query({ sql: text, values: [value], rowsAsArray: true }))[0],
        result: (value) => [[value, "hunter2"]],
        name: "SELECT",
        attributes: { "db.response.returned_rows": 1 },
      },
    },
    failures: {
      "a table that is not there": {
        run: async (pool) => pool.promise().query("SELECT * FROM nowhere WHERE a = 'hunter2'"),
        name: "SELECT nowhere",
        attributes: {
          ...place,
          "db.collection.name": "nowhere",
          "db.response.status_code": "1146",
          "error.type": "1146",
        },
      },
      "a prepared statement with a mistake": {
        run: async (pool, value) =>
          pool.promise().execute("SELECT 'hunter2' FROM nowhere WHERE a = ?", [value]),
        name: "SELECT nowhere",
        attributes: { "error.type": "1146" },
      },
      "a value that the database repeats": {
        run: async (pool, value) =>
          new Promise((resolve, reject) => {
            pool.query("SELECT EXTRACTVALUE('<a/>', CONCAT('~', ?))", [value], (error, rows) =>
              error ? reject(error) : resolve(rows),
            );
          }),
        name: "SELECT",
        attributes: { "error.type": "1105" },
      },
    },
    callback: (pool, inside) => pool.query("SELECT 1", inside),
  };
}

/** A copy of `mysql2/promise` that is not instrumented yet, with a core that is not either. */
function freshPromise(name: string): typeof promiseLibrary {
  const require = createRequire(import.meta.url);
  for (const file of Object.keys(require.cache))
    if (file.includes(`/node_modules/${name}/`)) delete require.cache[file];
  return require(`${name}/promise`) as typeof promiseLibrary;
}

function promised(library: typeof promiseLibrary): DatabaseSubject<promiseLibrary.Pool> {
  const { forms, failures } = subject(mysqlLibrary);
  const run = async (pool: promiseLibrary.Pool, value: string): Promise<unknown> =>
    (await pool.query(text, [value]))[0];
  return {
    integration: mysql2,
    load: () => library,
    system: "mariadb",
    open: () => library.createPool({ ...settings, connectionLimit: 4 }),
    close: async (pool) => pool.end(),
    unseen: [/query\.parameter/, /connection\.timeouts/],
    forms: {
      "a pool": { ...forms["a pool's promise"], run } as never,
      "a prepared statement": {
        ...(forms["a prepared statement"] as never as object),
        run: async (pool: promiseLibrary.Pool, value: string) => (await pool.execute(text, [value]))[0],
      } as never,
      "a connection": {
        ...(forms["a pool's promise"] as never as object),
        run: async (_pool: promiseLibrary.Pool, value: string) => {
          const connection = await library.createConnection(settings);
          try {
            return (await connection.query(text, [value]))[0];
          } finally {
            await connection.end();
          }
        },
      } as never,
    },
    failures: {
      "a table that is not there": {
        ...(failures["a table that is not there"] as never as object),
        run: async (pool: promiseLibrary.Pool) => pool.query("SELECT * FROM nowhere WHERE a = 'hunter2'"),
      } as never,
    },
  };
}

describeDatabaseIntegration("mysql2/promise alone", promised(freshPromise("mysql2")), { skip });
describeDatabaseIntegration("mysql2/promise 3.11 alone", promised(freshPromise("mysql2-3-11")), { skip });
describeDatabaseIntegration("mysql2 by its channels", subject(mysqlLibrary), { skip });
describeDatabaseIntegration("mysql2 3.11 by its methods", subject(mysqlOlder as never), { skip });

test.skipIf(skip)("comments name the span, and are not part of the text that leaves", async () => {
  const fresh = freshPromise("mysql2-3-11");
  mysql2.instrument(fresh, { traceComments: true });
  const sent = collect();
  const pool = fresh.createPool(settings);
  const asking = {
    sql: "SELECT INFO AS q, ? AS n FROM information_schema.processlist WHERE ID = CONNECTION_ID()",
  };
  const [rows] = await pool.query<promiseLibrary.RowDataPacket[]>(asking, ["hunter2"]);
  await pool.end();
  await sent.stop();
  const [span] = sent.spans();
  expect(rows[0]?.["q"]).toContain(` /*traceparent='00-${span?.traceId}-${span?.spanId}-03'*/`);
  expect(asking.sql).not.toContain("traceparent");
  expect(span?.attributes["db.query.text"]).not.toMatch(/traceparent|hunter2/);
});

test.skipIf(skip)(
  "each wait, use and making of a connection is measured once, also where one is lost",
  async () => {
    const sent = collect();
    const pool = mysqlLibrary.createPool({ ...settings, connectionLimit: 1 });
    mysql2.instrument(mysqlLibrary, {});
    const asked = Array.from({ length: 4 }, async () => pool.promise().query("SELECT 1"));
    await Promise.all(asked);
    const connect = async (): Promise<mysqlLibrary.PoolConnection> =>
      new Promise((resolve, reject) => {
        pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
      });
    const lost = await connect();
    const next = connect();
    lost.destroy();
    lost.release();
    (await next).release();
    await pool.promise().end();
    await sent.stop();
    const count = (which: string): unknown => sent.points(`db.client.connection.${which}`)[0]?.count;
    expect([count("wait_time"), count("use_time"), count("create_time")]).toEqual([6, 6, 2]);
  },
);

/** The database, but for the version in its handshake. */
async function posingAs(version: string): Promise<{ readonly port: number; close(): void }> {
  const proxy = createServer((client) => {
    const database = createConnection(settings.port, settings.host);
    database.once("data", (greeting) => {
      // three bytes of length, the packet's number, the protocol, the version up to a zero
      const rest = greeting.subarray(greeting.indexOf(0, 5));
      const said = Buffer.concat([greeting.subarray(0, 5), Buffer.from(version), rest]);
      said.writeUIntLE(said.length - 4, 0, 3);
      client.write(said);
      database.pipe(client);
      client.pipe(database);
    });
    for (const one of [client, database]) one.on("error", () => client.destroy(void database.destroy()));
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return { port: (proxy.address() as AddressInfo).port, close: () => proxy.close() };
}

describe.skipIf(skip).each([
  ["by its channels", mysqlLibrary],
  ["3.11 by its methods", mysqlOlder as never as typeof mysqlLibrary],
])("mysql2 %s: the server is what its handshake says", (_name, library) => {
  test.each([
    ["8.4.3", "mysql"],
    ["8.0.36-28.1-percona", "mysql"],
    ["11.4.2-MariaDB-ubu2404", "mariadb"],
    ["5.5.5-10.6.18-MariaDB-log", "mariadb"],
    ["5.5.5-10.11.8", "mariadb"],
  ])("%s is %s", async (version, system) => {
    mysql2.instrument(library, {});
    const server = await posingAs(version);
    const sent = collect();
    const at = { ...settings, port: server.port };
    // the first one is asked before anything is known of the server
    const connection = library.createConnection(at).promise();
    await connection.query("SELECT 1");
    await connection.end();
    const pool = library.createPool(at).promise();
    await pool.query("SELECT 2");
    await pool.end();
    server.close();
    await sent.stop();
    const systemOf = ({ attributes }: { attributes: Readonly<Record<string, unknown>> }): unknown =>
      attributes["db.system.name"];
    expect(sent.spans().map(systemOf)).toEqual([system, system]);
    expect(sent.points("db.client.operation.duration").map(systemOf)).toEqual([system]);
  });
});

test.skipIf(skip)("knex, Sequelize and TypeORM over mysql2 name the server too", async () => {
  mysql2.instrument(mysqlLibrary, {});
  const sent = collect();
  const query = knex({ client: "mysql2", connection: settings });
  await query.raw("SELECT 'hunter2' AS knex");
  await query.destroy();
  const sequelize = new Sequelize("test", "root", "", {
    host: settings.host,
    dialect: "mysql",
    logging: false,
  });
  await sequelize.query("SELECT 'hunter2' AS sequelize");
  await sequelize.close();
  const { user: username, ...at } = settings;
  const source = await new DataSource({ type: "mysql", username, ...at }).initialize();
  await source.query("SELECT 'hunter2' AS typeorm");
  await source.destroy();
  await sent.stop();
  const asked = sent.spans().filter((span) => span.name === "SELECT");
  const texts = asked.map(({ attributes }) => String(attributes["db.query.text"]));
  for (const name of ["knex", "sequelize", "typeorm"]) expect(texts).toContain(`SELECT ? AS ${name}`);
  expect(new Set(asked.map(({ attributes }) => attributes["db.system.name"]))).toEqual(new Set(["mariadb"]));
});

test("a database that does not answer in time is counted, and the query that waited is recorded", async () => {
  mysql2.instrument(mysqlLibrary, {});
  const sent = collect();
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const pool = mysqlLibrary.createPool({ ...settings, port, connectTimeout: 20 }).promise();
  await expect(pool.query("SELECT 'hunter2' FROM orders")).rejects.toThrow("ETIMEDOUT");
  await pool.end();
  silent.close();
  await sent.stop();
  expect(sent.spans().map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
    ["SELECT orders", "ETIMEDOUT"],
  ]);
  expect(sent.points("db.client.connection.timeouts").map(({ value }) => value)).toEqual([1]);
});
