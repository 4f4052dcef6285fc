// @module-tag extended
// The library twice in one process, as an ES module and by `telltale/register`: a call is recorded once.
import mysql from "mysql2";
import * as nodeRedis from "redis";
import { expect, test, vi } from "vitest";
import { isAway } from "../calls/services.ts";

const [noMariadb, noRedis] = await Promise.all([isAway("MariaDB"), isAway("Redis")]);

/** What a fresh copy of the library gives. */
async function copy(): Promise<{
  mysql2: typeof import("../../src/integrations/mysql2.ts").mysql2;
  redis: typeof import("../../src/integrations/redis.ts").redis;
  collect: typeof import("../collect.ts").collect;
}> {
  vi.resetModules();
  const { mysql2 } = await import("../../src/integrations/mysql2.ts");
  const { redis } = await import("../../src/integrations/redis.ts");
  const { collect } = await import("../collect.ts");
  return { mysql2, redis, collect };
}

test.skipIf(noMariadb || noRedis)("mysql2 and redis, by their channels", async () => {
  const copies = [await copy(), await copy()];
  for (const { mysql2, redis } of copies) {
    mysql2.instrument(mysql);
    redis.instrument(nodeRedis);
  }
  const sent = (copies[1] as (typeof copies)[number]).collect();
  const pool = mysql.createPool({ host: "127.0.0.1", user: "root", database: "test" }).promise();
  await pool.query("SELECT 1");
  await pool.end();
  const client = await nodeRedis.createClient({ url: "redis://127.0.0.1:6379" }).connect();
  await client.get("k");
  await client.close();
  await sent.stop();
  expect(sent.spans().map(({ name }) => name)).toEqual(["SELECT", "GET 127.0.0.1:6379"]);
  expect(sent.points("db.client.connection.wait_time").map(({ count }) => count)).toEqual([1]);
});
