// @module-tag extended
// Which options apply when `telltale/register` and the application both give some: the application's, in any order.
import { createRequire } from "node:module";
import sqlite, { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { instrumentIoredis, ioredis } from "../../src/integrations/ioredis.ts";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { instrumentMysql2, mysql2 } from "../../src/integrations/mysql2.ts";
import { instrumentNodeSqlite, nodeSqlite } from "../../src/integrations/node-sqlite.ts";
import { instrumentPg, pg } from "../../src/integrations/pg.ts";
import { instrumentRedis, redis } from "../../src/integrations/redis.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";

const require = createRequire(import.meta.url);
let sent: Collected;
beforeEach(() => (sent = collect()));
afterEach(async () => sent.stop());

/** A driver, how the application instruments it, and one call of it with a parameter. */
interface Driver {
  readonly integration: LibraryIntegration;
  readonly library: () => any;
  readonly instrument: (library: never, options: object) => unknown;
  readonly ask: (library: any) => unknown;
  readonly away: boolean;
}

const [noPostgres, noMariadb, noRedis] = await Promise.all([
  isAway("PostgreSQL"),
  isAway("MariaDB"),
  isAway("Redis"),
]);
const mysqlAt = { host: "127.0.0.1", user: "root", database: "test" };

async function askMysql(library: any): Promise<void> {
  const connection = await library.createConnection(mysqlAt).promise();
  await connection.query("SELECT ? AS n", [7]);
  await connection.end();
}

const drivers: Readonly<Record<string, Driver>> = {
  "node:sqlite": {
    integration: nodeSqlite,
    library: () => sqlite,
    instrument: instrumentNodeSqlite,
    ask: () => new DatabaseSync(":memory:").prepare("SELECT ? AS n").all(7),
    away: false,
  },
  pg: {
    integration: pg,
    library: () => require("pg") as unknown,
    instrument: instrumentPg,
    async ask({ Pool }) {
      const pool = new Pool({ host: "127.0.0.1", user: "postgres", database: "test" });
      await pool.query("SELECT $1::int AS n", [7]);
      await pool.end();
    },
    away: noPostgres,
  },
  mysql2: {
    integration: mysql2,
    library: () => require("mysql2") as unknown,
    instrument: instrumentMysql2,
    ask: askMysql,
    away: noMariadb,
  },
};

for (const [name, { integration, library: load, instrument, ask, away }] of Object.entries(drivers)) {
  test.skipIf(away)(
    `${name}: options in code hold before and after those of register, in one span`,
    async () => {
      const library: unknown = load();
      integration.instrument(library, { requireParent: true });
      await ask(library);
      await sent.flush();
      expect(sent.spans()).toEqual([]);
      instrument(library as never, { recordParameters: true });
      integration.instrument(library, { requireParent: true });
      await ask(library);
      await sent.flush();
      const spans = sent.spans();
      expect(spans.map(parameter)).toEqual(["7"]);
      // without options there is no word to have
      instrument(library as never, undefined as never);
      await ask(library);
      await sent.flush();
      expect(sent.spans().map(parameter)).toEqual(["7", "7"]);
      // of several words in code the last one
      instrument(library as never, { requireParent: true });
      await ask(library);
      await sent.flush();
      expect(sent.spans().length).toBe(2);
    },
  );
}

test.skipIf(noMariadb)(
  "mysql2: comments that only the code asks for, where register listens to channels",
  async () => {
    const library = require("mysql2") as never;
    mysql2.instrument(library, {});
    instrumentMysql2(library, { traceComments: true });
    await askMysql(library);
    instrumentMysql2(library, { traceComments: false });
    await askMysql(library);
    await sent.flush();
    expect(sent.spans().map(({ name }) => name)).toEqual(["SELECT", "SELECT"]);
  },
);

test.skipIf(noRedis).each(["redis", "redis-4"])("ioredis and %s: options in code hold", async (version) => {
  const Redis = require("ioredis-5") as any;
  const nodeRedis = require(version) as any;
  for (const word of ["register", "code", "register"]) {
    if (word === "code") {
      instrumentIoredis(Redis, {});
      instrumentRedis(nodeRedis, {});
    } else {
      ioredis.instrument(Redis, { requireParent: true });
      redis.instrument(nodeRedis, { requireParent: true });
    }
    const one = new Redis({ host: "127.0.0.1" });
    const other = await nodeRedis.createClient({ url: "redis://127.0.0.1:6379" }).connect();
    await one.get("k");
    await other.get("k");
    await Promise.all([one.quit(), other.quit()]);
  }
  await sent.flush();
  const count = sent.spans().filter(({ name }) => name.startsWith("GET")).length;
  // of the second round ioredis knows the word of the first
  expect(count).toBe(version === "redis" ? 4 : 5);
});

test.skipIf(noRedis)(
  "`requireParent: false` leaves out nothing, not even commands that wait for what comes",
  async () => {
    const Redis = require("ioredis-5") as any;
    const one = new Redis({ host: "127.0.0.1" });
    const waits = async (options: object): Promise<number> => {
      instrumentIoredis(Redis, options);
      const before = sent.spans().length;
      await one.blpop("telltale nothing", 0.01);
      await one.xread("BLOCK", 1, "STREAMS", "telltale nothing", "$");
      await sent.flush();
      return sent.spans().length - before;
    };
    const counts = [
      await waits({ requireParent: false }),
      await waits({}),
      await waits({ requireParent: 0 }),
    ];
    await one.quit();
    expect(counts).toEqual([2, 0, 0]);
  },
);

function parameter({ attributes }: SentSpan): unknown {
  return Object.entries(attributes).find(([key]) => key.startsWith("db.query.parameter."))?.[1];
}
