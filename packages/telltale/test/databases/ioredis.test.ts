// ioredis 4 to 6 against a real Redis.
import { Redis as Redis6 } from "ioredis";
// @ts-expect-error it has no types of its own
import Redis4 from "ioredis-4";
import { Redis as Redis5 } from "ioredis-5";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import { ioredis } from "../../src/integrations/ioredis.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected } from "../collect.ts";
import {
  type DatabaseSubject,
  describeDatabaseIntegration,
} from "../contract/describe-database-integration.ts";

const skip = await isAway("Redis");
type Client = InstanceType<typeof Redis5>;
const at = { host: "127.0.0.1", port: 6379, db: 7 };
const key = `hunter2-${process.pid}`;
const place = {
  "db.namespace": "7",
  "server.address": "127.0.0.1",
  "server.port": 6379,
  "telltale.db.connection": "127.0.0.1:6379/7",
};

function subject(Redis: typeof Redis5, name: string): DatabaseSubject<Client> {
  return {
    integration: ioredis,
    load: () => Redis,
    system: "redis",
    async open() {
      const client = new Redis(at);
      await client.lpush(`${key} list ${name}`, "1");
      return client;
    },
    async close(client) {
      await client.del(`${key} list ${name}`, key);
      await client.quit();
    },
    forms: {
      "a command": {
        run: async (client, value) => client.set(key, value, "EX", 100),
        result: () => "OK",
        name: "SET 127.0.0.1:6379",
        attributes: { ...place, "db.operation.name": "SET", "db.query.text": "set ? ? ? ?" },
      },
      "a callback": {
        run: async (client, value) =>
          new Promise((resolve, reject) => {
            client.echo(value, (error, answer) => (error ? reject(error) : resolve(answer)));
          }),
        result: (value) => value,
        name: "ECHO 127.0.0.1:6379",
        attributes: place,
      },
      "a pipeline": {
        run: async (client, value) => client.pipeline().set(key, value).get(key).exec(),
        result: (value) => [
          [null, "OK"],
          [null, value],
        ],
        name: "PIPELINE 127.0.0.1:6379",
        attributes: {
          ...place,
          "db.operation.name": "PIPELINE",
          "db.operation.batch.size": 2,
          "db.query.text": "set ? ?; get ?",
        },
      },
      "a pipeline of one kind": {
        run: async (client, value) => client.pipeline().set(key, value).set(key, value).exec(),
        result: () => [
          [null, "OK"],
          [null, "OK"],
        ],
        name: "PIPELINE SET 127.0.0.1:6379",
        attributes: { "db.operation.name": "PIPELINE SET" },
      },
      "a transaction": {
        run: async (client, value) => client.multi().set(key, value).incr(`${key} n`).del(`${key} n`).exec(),
        result: () => [
          [null, "OK"],
          [null, 1],
          [null, 1],
        ],
        name: "MULTI 127.0.0.1:6379",
        attributes: { "db.operation.batch.size": 3, "db.query.text": "set ? ?; incr ?; del ?" },
      },
    },
    failures: {
      "a key of another type": {
        run: async (client) => client.get(`${key} list ${name}`),
        name: "GET 127.0.0.1:6379",
        attributes: { "error.type": "WRONGTYPE", "db.response.status_code": "WRONGTYPE" },
      },
      "what Redis repeats": {
        run: async (client, value) => client.call("CONFIG", value),
        name: "CONFIG 127.0.0.1:6379",
        attributes: { "error.type": "ERR" },
      },
      "a command of a transaction": {
        run: async (client) => {
          const [, [error]] = (await client.multi().ping().get(`${key} list ${name}`).exec()) as [
            unknown,
            [Error],
          ];
          throw error;
        },
        name: "MULTI 127.0.0.1:6379",
        attributes: { "error.type": "WRONGTYPE", "db.operation.batch.size": 2 },
      },
    },
    callback: (client, inside) => void client.echo("a", inside),
    async waiting() {
      const client = new Redis({ ...at, lazyConnect: true });
      await client.connect();
      return { wait: async () => client.blpop(`${key} nothing`, 0), close: () => client.disconnect() };
    },
  };
}

describeDatabaseIntegration("ioredis 6", subject(Redis6 as unknown as typeof Redis5, "6"), { skip });
describeDatabaseIntegration("ioredis 5", subject(Redis5, "5"), { skip });
describeDatabaseIntegration("ioredis 4", subject(Redis4 as typeof Redis5, "4"), { skip });

describe.skipIf(skip)("ioredis", () => {
  let sent: Collected;
  beforeEach(() => {
    ioredis.instrument(Redis6);
    sent = collect();
  });
  afterEach(async () => sent.stop());

  test("what is asked before there is a connection belongs to its caller, and connecting is not a span", async () => {
    const client = new Redis6({ ...at, lazyConnect: true });
    await trace("work", async () => client.ping());
    await client.quit();
    await sent.flush();
    const [work] = sent.spans("work");
    expect(sent.spans().map((span) => [span.name, span.parentId])).toEqual([
      ["PING 127.0.0.1:6379", work?.spanId],
      ["work", ""],
      ["QUIT 127.0.0.1:6379", ""],
    ]);
  });

  test("subscriptions are not spans; a command that waits has no class, also in a pipeline; many at once are one pipeline", async () => {
    const client = new Redis6({ ...at, enableAutoPipelining: true });
    const listener = new Redis6(at);
    await listener.subscribe("news");
    const heard = new Promise((resolve) => listener.on("message", resolve));
    await client.publish("news", "hunter2");
    await heard;
    await trace("work", async () => {
      await client.blpop(`${key} nothing`, 0.01);
      await client.pipeline().ping().blpop(`${key} nothing`, 0.01).exec();
    });
    await Promise.all([client.get("a"), client.get("b")]);
    await listener.quit();
    await client.quit();
    await sent.flush();
    const spans = sent.spans();
    const names = spans.map((span) => span.name.split(" 1")[0]);
    expect(names).toEqual(expect.arrayContaining(["PIPELINE GET", "BLPOP"]));
    expect(names.join()).not.toMatch(/SUBSCRIBE/i);
    for (const name of ["BLPOP", "PIPELINE 1"]) {
      const blocked = spans.find((span) => span.name.startsWith(name));
      expect(blocked?.attributes).toHaveProperty("db.operation.name");
      expect(blocked?.attributes).not.toHaveProperty("telltale.db.class");
    }
    expect(JSON.stringify(spans)).not.toContain("hunter2");
  });

  test("a command or pipeline that throws at once has ended", async () => {
    const client = new Redis6(at);
    await client.ping();
    const fails = (): never => {
      throw new TypeError("no text");
    };
    const command = { name: "get", args: ["a"], promise: new Promise(() => {}), toWritable: fails };
    expect(() => client.sendCommand(command as never)).toThrow(TypeError);
    const pipeline = client.pipeline().del("a").del("b");
    Object.assign((pipeline as unknown as { _queue: object[] })._queue[0] as object, { toWritable: fails });
    expect(() => pipeline.exec()).toThrow("no text");
    client.disconnect();
    await sent.flush();
    const failed = sent.spans().filter(({ attributes }) => attributes["error.type"] === "TypeError");
    expect(failed.map(({ name }) => name.split(" 1")[0])).toEqual(["GET", "PIPELINE DEL"]);
  });

  test("a connection that is lost while a command waits is an error", async () => {
    const client = new Redis6({ ...at, lazyConnect: true, retryStrategy: () => null });
    const other = new Redis6(at);
    await client.connect();
    const id = await client.client("ID");
    const wait = trace("work", async () => client.blpop(`${key} nothing`, 0)).catch(String);
    await other.client("KILL", "ID", id);
    expect(await wait).toContain("Connection is closed");
    await other.quit();
    await sent.flush();
    expect(sent.spans("BLPOP 127.0.0.1:6379").map(({ status }) => status)).toEqual([2]);
  });

  test("an unhandled error stays unhandled, and one that a callback got does not become so", async () => {
    const client = new Redis6(at);
    const unhandled: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => unhandled.push(error));
    try {
      await new Promise((resolve) => client.call("CONFIG", ["nope"], resolve));
      void client.call("CONFIG", "alone");
      await client.ping();
      await new Promise(setImmediate);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
      await client.quit();
    }
    expect(unhandled.map(String)).toEqual([expect.stringContaining("'alone'")]);
  });
});
