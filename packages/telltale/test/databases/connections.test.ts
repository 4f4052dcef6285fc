// A client that connects inside of a request outlives it: what its timers and its socket do later is not a part of that request.
import { Redis as Ioredis } from "ioredis";
import * as redisLibrary from "redis";
import * as redis5 from "redis-5";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import { ioredis } from "../../src/integrations/ioredis.ts";
import { redis } from "../../src/integrations/redis.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";

const skip = await isAway("Redis");
let sent: Collected;

beforeEach(() => {
  sent = collect();
});

afterEach(async () => {
  await sent.stop();
});

async function spansNamed(start: string): Promise<SentSpan[]> {
  await sent.flush();
  return sent.spans().filter(({ name }) => name.startsWith(start));
}

async function requestId(): Promise<string | undefined> {
  const [request] = await spansNamed("request");
  return request?.spanId;
}

describe.skipIf(skip)("a client that a request has connected", () => {
  test.each([
    ["6", redisLibrary],
    ["5", redis5 as unknown as typeof redisLibrary],
  ])(
    "redis %s: its pings are not part of the request, the request's commands are",
    async (_version, library) => {
      redis.instrumentByHand(library, undefined);
      const client = await trace("request", async () => {
        const made = library.createClient({ url: "redis://127.0.0.1:6379/8", pingInterval: 5 });
        made.on("error", () => {});
        await made.connect();
        await made.echo("of the request");
        return made;
      });
      for (let pings = 0; pings < 3; pings++)
        await new Promise((resolve) => client.once("ping-interval", resolve));
      client.destroy();
      const id = await requestId();
      expect((await spansNamed("ECHO")).map(({ parentId }) => parentId)).toEqual([id]);
      const pings = await spansNamed("PING");
      expect(pings.length).toBeGreaterThanOrEqual(2);
      expect(pings.filter(({ parentId }) => parentId === id)).toEqual([]);
    },
  );

  test("ioredis: what follows a reconnect is not a part of the request, the request's commands are", async () => {
    ioredis.instrumentByHand(Ioredis, undefined);
    const client = await trace("request", async () => {
      const made = new Ioredis({ host: "127.0.0.1", port: 6379, db: 7, retryStrategy: () => 1 });
      await made.echo("of the request");
      return made;
    });
    const after = new Promise((resolve) => {
      client.once("ready", () => resolve(client.time()));
    });
    (client as unknown as { stream: { destroy(): void } }).stream.destroy();
    await after;
    client.disconnect();
    const id = await requestId();
    expect((await spansNamed("ECHO")).map(({ parentId }) => parentId)).toEqual([id]);
    const times = await spansNamed("TIME");
    expect(times).toHaveLength(1);
    expect(times[0]?.parentId).not.toBe(id);
  });

  test("ioredis: a callback of `connect` is the caller's", async () => {
    ioredis.instrumentByHand(Ioredis, undefined);
    const client = new Ioredis({ host: "127.0.0.1", port: 6379, db: 7, lazyConnect: true });
    await trace("request", async () => {
      await new Promise((resolve) => client.connect(() => resolve(client.echo("in the callback"))));
    });
    client.disconnect();
    expect((await spansNamed("ECHO")).map(({ parentId }) => parentId)).toEqual([await requestId()]);
  });
});
