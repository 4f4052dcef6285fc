// pg against a real PostgreSQL, in all its forms.
import pgLibrary from "pg";
import { pg } from "../../src/integrations/pg.ts";
import { isAway } from "../calls/services.ts";
import { describeDatabaseIntegration } from "../contract/describe-database-integration.ts";

const skip = await isAway("PostgreSQL");
const settings = { host: "127.0.0.1", port: 5432, user: "postgres", database: "test" };
type Pool = pgLibrary.Pool;

const place = {
  "db.namespace": "test",
  "server.address": "127.0.0.1",
  "server.port": 5432,
  "telltale.db.connection": "127.0.0.1:5432/test",
};
const selected = {
  ...place,
  "db.operation.name": "SELECT",
  "db.query.summary": "SELECT",
  "db.query.text": "SELECT $1::text AS a, ? AS b",
  "telltale.db.parameter_count": 1,
  "db.response.returned_rows": 1,
};
const text = "SELECT $1::text AS a, 'hunter2' AS b";
const rowOf = (value: string): object => ({ a: value, b: "hunter2" });

describeDatabaseIntegration<Pool>(
  "pg",
  {
    integration: pg,
    load: () => pgLibrary,
    system: "postgresql",
    open: () => new pgLibrary.Pool({ ...settings, max: 4 }),
    close: async (pool) => pool.end(),
    unseen: [/query\.parameter/, /connection\.timeouts/],
    forms: {
      "a pool's promise": {
        run: async (pool, value) => (await pool.query(text, [value])).rows,
        result: (value) => [rowOf(value)],
        name: "SELECT",
        attributes: selected,
      },
      "a pool's callback": {
        run: async (pool, value) =>
          new Promise((resolve, reject) => {
            pool.query(text, [value], (error, result) => (error ? reject(error) : resolve(result.rows)));
          }),
        result: (value) => [rowOf(value)],
        name: "SELECT",
        attributes: selected,
      },
      "a prepared statement": {
        run: async (pool, value) => (await pool.query({ name: "one", text, values: [value] })).rows,
        result: (value) => [rowOf(value)],
        name: "SELECT",
        attributes: selected,
      },
      "settings with a callback in them": {
        run: async (pool, value) => {
          const client = await pool.connect();
          try {
            return await new Promise((resolve, reject) => {
              const callback = (error: Error, result: pgLibrary.QueryResult): void =>
                error ? reject(error) : resolve(result.rows);
              client.query({ text, values: [value], callback } as never);
            });
          } finally {
            client.release();
          }
        },
        result: (value) => [rowOf(value)],
        name: "SELECT",
        attributes: selected,
      },
      "a query that submits itself": {
        run: async (pool, value) => {
          const client = await pool.connect();
          try {
            return await new Promise((resolve, reject) => {
              const rows: unknown[] = [];
              const query = client.query(new pgLibrary.Query(text, [value]));
              query.on("row", (row) => rows.push(row));
              query.on("error", reject);
              query.on("end", () => resolve(rows));
            });
          } finally {
            client.release();
          }
        },
        result: (value) => [rowOf(value)],
        name: "SELECT",
        attributes: { ...selected, "telltale.db.parameter_count": 1 },
      },
      "several statements at once": {
        run: async (pool, value) => {
          const all = await pool.query(`SELECT '${value.replaceAll("'", "''")}' AS a; SELECT 2 AS b`);
          return (all as unknown as { rows: unknown[] }[]).map(({ rows }) => rows);
        },
        result: (value) => [[{ a: value }], [{ b: 2 }]],
        name: "SELECT SELECT",
        attributes: { "db.query.text": "SELECT ? AS a; SELECT ? AS b", "db.response.returned_rows": 2 },
      },
    },
    failures: {
      "a value of the wrong type": {
        run: async (pool, value) => pool.query("SELECT relname FROM pg_class WHERE oid = $1::int", [value]),
        name: "SELECT pg_class",
        attributes: {
          ...place,
          "db.collection.name": "pg_class",
          "db.response.status_code": "22P02",
          "error.type": "22P02",
        },
      },
      "a value in the text": {
        run: async (pool, value) =>
          new Promise((resolve, reject) => {
            const query = `SELECT '${value.replaceAll("'", "''")}'::int`;
            pool.query(query, (error, result) => (error ? reject(error) : resolve(result)));
          }),
        name: "SELECT",
        attributes: { "error.type": "22P02" },
      },
      "a table that is not there": {
        run: async (pool) => {
          const client = await pool.connect();
          try {
            await new Promise((resolve, reject) => {
              const query = client.query(new pgLibrary.Query("SELECT * FROM nowhere WHERE a = 'hunter2'"));
              query.on("end", resolve);
              query.on("error", reject);
            });
          } finally {
            client.release();
          }
        },
        name: "SELECT nowhere",
        attributes: { "db.response.status_code": "42P01", "db.collection.name": "nowhere" },
      },
    },
    callback: (pool, inside) => pool.query("SELECT 1", inside),
  },
  { skip },
);
