// redis (node-redis) 4 to 6 against a real Redis: by channels where there are some, else by methods.
import { describe, expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import * as redis6 from "redis";
import * as redis4 from "redis-4";
import * as redis5 from "redis-5";
import * as redis58 from "redis-5-8";
import { redis } from "../../src/integrations/redis.ts";
import { collect } from "../collect.ts";
import { isAway } from "../calls/services.ts";
import {
  type DatabaseSubject,
  describeDatabaseIntegration,
} from "../contract/describe-database-integration.ts";

const skip = await isAway("Redis");
type Library = typeof redis6;
type Client = ReturnType<Library["createClient"]>;
const key = `hunter2-${process.pid}`;
const place = {
  "db.namespace": "8",
  "server.address": "127.0.0.1",
  "server.port": 6379,
  "telltale.db.connection": "127.0.0.1:6379/8",
};

/** How the versions differ in what they publish. */
interface Differences {
  readonly name: string;
  /** Whether the commands of a transaction are known. */
  readonly transactions: boolean;
}

function subject(library: Library, { name, transactions }: Differences): DatabaseSubject<Client> {
  const list = `${key} list ${name}`;
  return {
    integration: redis,
    load: () => library,
    system: "redis",
    async open() {
      const client = library.createClient({ url: "redis://127.0.0.1:6379/8" });
      client.on("error", () => {});
      await client.connect();
      await client.del(list);
      await client.lPush(list, "1");
      return client as Client;
    },
    async close(client) {
      await client.del([list, key]);
      await (client as unknown as { quit(): Promise<unknown> }).quit();
    },
    // a client is not a pool
    unseen: [/^metric db\.client\.connection\./],
    forms: {
      "a command": {
        run: async (client, value) => client.set(key, value),
        result: () => "OK",
        name: "SET 127.0.0.1:6379",
        attributes: { ...place, "db.operation.name": "SET", "db.query.text": "SET ? ?" },
      },
      "a command that has a map": {
        run: async (client, value) => client.hSet(`${key} map`, { [value]: "a", b: value }),
        result: () => expect.any(Number) as number,
        name: "HSET 127.0.0.1:6379",
        attributes: { ...place, "db.query.text": "HSET ? ? ? ? ?" },
      },
      "a command as it is sent": {
        run: async (client, value) => client.sendCommand(["ECHO", value]),
        result: (value) => value,
        name: "ECHO 127.0.0.1:6379",
        attributes: { ...place, "db.query.text": "ECHO ?" },
      },
      "a pipeline": {
        run: async (client, value) => client.multi().set(key, value).get(key).execAsPipeline(),
        result: (value) => ["OK", value],
        name: "PIPELINE 127.0.0.1:6379",
        attributes: { ...place, "db.operation.batch.size": 2, "db.query.text": "SET ? ?; GET ?" },
      },
      "a transaction": {
        run: async (client, value) => client.multi().set(key, value).set(key, value).exec(),
        result: () => ["OK", "OK"],
        name: transactions ? "MULTI SET 127.0.0.1:6379" : "MULTI 127.0.0.1:6379",
        attributes: { "db.operation.batch.size": 2 },
      },
    },
    async waiting() {
      const client = library.createClient({ url: "redis://127.0.0.1:6379/8" });
      client.on("error", () => {});
      await client.connect();
      const { destroy, disconnect } = client as unknown as Record<string, (() => unknown) | undefined>;
      return {
        wait: async () => client.blPop(`${key} nothing`, 0),
        close: () => (destroy ?? disconnect)?.call(client),
      };
    },
    failures: {
      "a key of another type": {
        run: async (client) => client.get(list),
        name: "GET 127.0.0.1:6379",
        attributes: { "error.type": "WRONGTYPE", "db.response.status_code": "WRONGTYPE" },
      },
      "what Redis repeats": {
        run: async (client, value) => client.sendCommand(["CONFIG", value]),
        name: "CONFIG 127.0.0.1:6379",
        attributes: { "error.type": "ERR" },
      },
    },
  };
}

describeDatabaseIntegration("redis 4", subject(redis4 as never, { name: "4", transactions: true }), { skip });
describeDatabaseIntegration("redis 5.8", subject(redis58 as never, { name: "58", transactions: true }), {
  skip,
});
describeDatabaseIntegration("redis 5.12", subject(redis5 as never, { name: "5", transactions: false }), {
  skip,
});
describeDatabaseIntegration("redis 6", subject(redis6, { name: "6", transactions: false }), { skip });

describe.skipIf(skip).each([
  ["5.8", redis58 as unknown as Library],
  ["5.12", redis5 as unknown as Library],
  ["6", redis6],
])("a pool of redis %s", (_version, library) => {
  test("gives each caller the own context, and is measured", async () => {
    redis.instrument(library);
    const pool = library.createClientPool({}, { minimum: 1, maximum: 1 });
    await pool.connect();
    const sent = collect();
    const asked = Array.from({ length: 10 }, async (_, at) =>
      trace(`work ${at}`, async () => {
        await new Promise(setImmediate);
        await pool.get(`a${at}`);
      }),
    );
    await Promise.all(asked);
    await sent.flush();
    const points = [
      ...sent.points("db.client.connection.count"),
      ...sent.points("db.client.connection.wait_time"),
      ...sent.points("db.client.connection.use_time"),
    ];
    await pool.close();
    await sent.stop();
    const gets = sent.spans().filter(({ name }) => name.startsWith("GET"));
    const works = sent.spans().filter(({ name }) => name.startsWith("work"));
    expect(gets.map(({ parentId }) => parentId).toSorted()).toEqual(
      works.map(({ spanId }) => spanId).toSorted(),
    );
    expect(
      points.map(({ metric, attributes, value, count }) => [
        metric,
        attributes["db.client.connection.state"],
        count || value,
      ]),
    ).toEqual([
      ["db.client.connection.count", "idle", 1],
      ["db.client.connection.count", "used", 0],
      ["db.client.connection.wait_time", undefined, 10],
      ["db.client.connection.use_time", undefined, 10],
    ]);
  });
});

test("no pool is made where the library exports its class: thousands of methods would be made with it", () => {
  let made = 0;
  const library = {
    ...redis6,
    createClientPool: () => {
      made++;
      return redis6.createClientPool();
    },
  };
  redis.instrumentByHand(library, undefined);
  expect(made).toBe(0);
});
