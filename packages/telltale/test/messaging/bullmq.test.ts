// BullMQ on a real Redis: jobs, lists, flows, schedulers, retries.
import { EventEmitter } from "node:events";
import * as bullmq from "bullmq";
import * as ioredis from "ioredis";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bullmq as integration, instrumentBullMq } from "../../src/integrations/bullmq.ts";
import { instrumentIoredis } from "../../src/integrations/ioredis.ts";
import { trace } from "../../src/index.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import {
  describeMessagingIntegration,
  type MessagingApplication,
} from "../contract/describe-messaging-integration.ts";
import { until } from "../contract/until.ts";

const away = await isAway("Redis");
// BullMQ does not find the driver by itself here
const connection = new Redis({
  host: "127.0.0.1",
  port: 6379,
  maxRetriesPerRequest: null,
  lazyConnect: true,
});
afterAll(() => connection.disconnect());
let queues = 0;
const nextQueue = (): string => `telltale-${process.pid}-${queues++}`;

instrumentBullMq(bullmq);
describeIntegration(integration, () => bullmq);

async function open(): Promise<MessagingApplication> {
  const name = nextQueue();
  const queue = new bullmq.Queue(name, { connection });
  const workers: bullmq.Worker[] = [];
  return {
    send: async (text) => queue.add("ship", { text }, { attempts: 2 }),
    async consume(handler) {
      const worker = new bullmq.Worker<{ text: string }>(
        name,
        async ({ data }) => {
          await handler({ text: data.text, mark: undefined });
        },
        { connection },
      );
      workers.push(worker);
      await worker.waitUntilReady();
    },
    async close() {
      await Promise.all(workers.map(async (worker) => worker.close()));
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

test("each run of a job that is added with `repeat` is a trace of its own", async () => {
  const sent = collect();
  const given: unknown[] = [];
  // as queues before 6 have it, which hand the options of such a job on to its runs
  class Queue {
    readonly name: string = "reports";
    async add(_name: string, _data: object, options?: object): Promise<object> {
      given.push(options);
      return { id: "1" };
    }
  }
  instrumentBullMq({ Queue, Worker: EventEmitter, FlowProducer: EventEmitter });
  const repeated = { repeat: { every: 1000 } };
  await new Queue().add("daily", {}, repeated);
  await new Queue().add("once", {}, { attempts: 2 });
  expect(given).toEqual([
    repeated,
    { attempts: 2, telemetry: { metadata: expect.stringContaining("traceparent") } },
  ]);
  await sent.stop();
});

test("BullMQ before 5 counts attempts when they begin", async () => {
  const sent = collect();
  // as its workers have it: `attemptsStarted` came with 5
  class Worker {
    readonly name = "old";
    callProcessJob(job: { attemptsMade: number }): number {
      if (job.attemptsMade > 1) throw new Error("no");
      return job.attemptsMade;
    }
  }
  const library = { Queue: { prototype: {} }, FlowProducer: { prototype: {} }, Worker };
  instrumentBullMq(library);
  const job = (attemptsMade: number) => ({ id: "1", name: "ship", attemptsMade, opts: { attempts: 3 } });
  const worker = new Worker();
  expect(await worker.callProcessJob(job(1))).toBe(1);
  for (const again of [2, 3])
    await expect((async () => worker.callProcessJob(job(again)))()).rejects.toThrow("no");
  await sent.flush();
  await sent.stop();
  expect(
    sent
      .spans("process old")
      .map(({ attributes }) => [
        attributes["telltale.messaging.delivery_count"],
        attributes["telltale.messaging.redelivered"],
        attributes["telltale.messaging.dead_lettered"],
      ]),
  ).toEqual([
    [1, undefined, undefined],
    [2, true, undefined],
    [3, true, true],
  ]);
});

describe.skipIf(away)("Redis", () => {
  describeMessagingIntegration("BullMQ", {
    integration,
    system: "bullmq",
    sends: "add",
    processes: "process",
    again: () => void instrumentBullMq(bullmq),
    open,
    processed: {
      "messaging.message.id": "1",
      "messaging.bullmq.job.name": "ship",
      "telltale.messaging.delivery_count": 1,
      "server.address": "127.0.0.1",
    },
    marks: false,
    redelivers: true,
    except: [/^span add: messaging\.(?:bullmq|message)/, /^span add: error.type/],
    more: special,
  });
});

// last, for from here on the commands of the client are seen
describe.skipIf(away)("what BullMQ asks Redis for by itself", () => {
  let sent: Collected;
  let polls: number;
  const made: { close(): Promise<unknown> }[] = [];
  beforeAll(() => {
    const { sendCommand } = Redis.prototype;
    Redis.prototype.sendCommand = function counting(this: Redis, ...args) {
      if (args[0].name === "bzpopmin") polls++;
      return sendCommand.apply(this, args);
    };
  });
  beforeEach(() => {
    polls = 0;
    sent = collect();
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map(async (one) => one.close()));
    await sent.stop();
  });
  const quick = { connection, drainDelay: 0.02, stalledInterval: 20 };
  /** A worker that has asked in vain five times. */
  async function idle(name: string, handler: () => Promise<unknown>): Promise<bullmq.Worker> {
    const worker = new bullmq.Worker(name, handler, quick);
    const events = new bullmq.QueueEvents(name, { connection, blockingTimeout: 20 });
    made.push(events, worker);
    await Promise.all([worker.waitUntilReady(), events.waitUntilReady()]);
    await until(() => polls >= 5, "five polls");
    return worker;
  }
  const asked = async () => {
    await sent.flush();
    return sent.spans().filter(({ name }) => name.endsWith("127.0.0.1:6379"));
  };

  test("an idle worker leaves no span, and closing it no error; jobs, and what listeners do, are seen", async () => {
    instrumentIoredis(ioredis, {});
    const name = nextQueue();
    // a worker does not belong to what made it
    const worker = await trace("set-up", async () =>
      idle(name, async () => trace("inside", async () => connection.get("inside"))),
    );
    // but connecting is what that waited for
    const connecting = await asked();
    expect(connecting).toEqual(sent.spans("INFO 127.0.0.1:6379"));
    for (const { parentId } of connecting) expect(parentId).toBe(sent.spans("set-up")[0]?.spanId);
    const heard = new Promise((resolve) => {
      worker.once("completed", () => void connection.echo("heard").then(resolve));
    });
    // what a queue writes about itself when it is made does not belong to the application
    const queue = new bullmq.Queue(name, { connection });
    await queue.waitUntilReady();
    await trace("work", async () => queue.add("ship", {}));
    await heard;
    await Promise.all([queue, ...made.splice(0)].map(async (one) => one.close()));
    const commands = (await asked()).slice(connecting.length);
    const [add, processed, inside] = [`add ${name}`, `process ${name}`, "inside"].map(
      (one) => sent.spans(one)[0],
    );
    expect(processed?.parentId).toBe(add?.spanId);
    expect(commands.map((span) => [span.name.split(" ")[0], span.parentId, span.status])).toEqual([
      ["EVALSHA", add?.spanId, 0],
      ["GET", inside?.spanId, 0],
      ["ECHO", "", 0],
    ]);
    await obliterate(name);
  });

  test("`requireParent: false` of the client's integration shows it, and closing is not an error there either", async () => {
    instrumentIoredis(ioredis, { requireParent: false });
    const name = nextQueue();
    await idle(name, async () => {});
    await Promise.all(made.splice(0).map(async (one) => one.close()));
    const commands = await asked();
    const names = commands.map((span) => span.name.split(" ")[0]);
    expect(names.filter((one) => one === "BZPOPMIN").length).toBeGreaterThanOrEqual(5);
    expect(names).toEqual(expect.arrayContaining(["EVALSHA", "XREAD", "QUIT"]));
    expect(commands.filter(({ status }) => status !== 0)).toEqual([]);
    expect(commands.filter(({ parentId }) => parentId !== "")).toEqual([]);
  });
});

function special(sent: () => Collected): void {
  const spans = (name: string) =>
    sent()
      .spans()
      .filter((span) => span.name === name || span.name.startsWith(`${name} `));

  test("flows and lists: each job is a child of what added it; the last attempt is a dead letter", async () => {
    const [parent, child] = [nextQueue(), nextQueue()];
    const flows = new bullmq.FlowProducer({ connection });
    const queue = new bullmq.Queue(child, { connection });
    const done: string[] = [];
    const workers = [parent, child].map(
      (name) =>
        new bullmq.Worker(
          name,
          async (job) => {
            done.push(job.name);
            if (job.name === "broken") throw new bullmq.UnrecoverableError("cannot ever");
          },
          { connection },
        ),
    );
    const flow = Object.freeze({
      name: "order",
      queueName: parent,
      children: Object.freeze([
        { name: "stock", queueName: child },
        { name: "bill", queueName: child, opts: { priority: 2 } },
      ]),
    });
    await trace("work flow", async () => flows.add(flow as never));
    await flows.addBulk([
      { name: "one", queueName: parent },
      { name: "two", queueName: child },
    ]);
    await queue.addBulk([{ name: "broken", data: {}, opts: { attempts: 5 } }]);
    await until(() => done.length === 6, "six jobs");
    await Promise.all(workers.map(async (worker) => worker.close()));
    await Promise.all([parent, child].map(async (name) => obliterate(name)));
    await flows.close();
    await queue.close();
    await sent().flush();
    const jobs = new Map(
      spans("process").map((span) => [span.attributes["messaging.bullmq.job.name"], span]),
    );
    const [added] = spans(`add ${parent}`);
    expect(added?.attributes["messaging.batch.message_count"]).toBe(3);
    for (const name of ["order", "stock", "bill"]) expect(jobs.get(name)?.parentId).toBe(added?.spanId);
    expect(jobs.get("stock")?.attributes["messaging.bullmq.parent.id"]).toBe(
      jobs.get("order")?.attributes["messaging.message.id"],
    );
    const bare = sent().spans("add")[0];
    for (const name of ["one", "two"]) expect(jobs.get(name)?.parentId).toBe(bare?.spanId);
    expect(jobs.get("broken")).toMatchObject({ status: 2, parentId: spans(`add ${child}`)[0]?.spanId });
    expect(jobs.get("broken")?.attributes["telltale.messaging.dead_lettered"]).toBe(true);
    expect(jobs.get("order")?.attributes).not.toHaveProperty("telltale.messaging.dead_lettered");
  });

  test("each run of a scheduler is a trace of its own; being delayed is not an error", async () => {
    const name = nextQueue();
    const queue = new bullmq.Queue(name, { connection });
    let runs = 0;
    const worker = new bullmq.Worker(
      name,
      async (job, token) => {
        runs++;
        if (job.name !== "later" || job.data.seen === true) return;
        await job.updateData({ seen: true });
        await job.moveToDelayed(Date.now() + 5, token);
        throw new bullmq.DelayedError();
      },
      { connection },
    );
    await trace("work", async () =>
      queue.upsertJobScheduler("hourly", { every: 3_600_000 }, { name: "report" }),
    );
    await queue.add("later", {}, { telemetry: { omitContext: true } });
    await until(() => runs === 3, "three runs");
    await worker.close();
    await queue.removeJobScheduler("hourly");
    await queue.obliterate({ force: true });
    await queue.close();
    await sent().flush();
    const jobs = spans("process");
    const report = jobs.find(({ attributes }) => attributes["messaging.bullmq.job.name"] === "report");
    expect(report).toMatchObject({ parentId: "", status: 0 });
    expect(report?.attributes["messaging.bullmq.scheduler"]).toBe("hourly");
    expect(spans("schedule")[0]).toMatchObject({
      kind: "producer",
      parentId: sent().spans("work")[0]?.spanId,
    });
    const later = jobs.filter(({ attributes }) => attributes["messaging.bullmq.job.name"] === "later");
    expect(later.map(({ status, parentId }) => [status, parentId])).toEqual([
      [0, ""],
      [0, ""],
    ]);
  });

  test("a queue with BullMQ's own telemetry is left to it; what cannot be added is an error", async () => {
    const name = nextQueue();
    const began: string[] = [];
    const span = {
      setSpanOnContext: (to: object) => to,
      setAttribute() {},
      setAttributes() {},
      addEvent() {},
      recordException() {},
      end() {},
    };
    const telemetry = {
      tracer: {
        startSpan(text: string) {
          began.push(text);
          return span;
        },
      },
      contextManager: {
        with: (_context: object, fn: () => unknown) => fn(),
        active: () => ({}),
        getMetadata: () => "{}",
        fromMetadata: () => ({}),
      },
    };
    const queue = new bullmq.Queue(name, { connection, telemetry: telemetry as never });
    await queue.add("ship", {});
    const plain = new bullmq.Queue(name, { connection });
    await expect(plain.add("ship", {}, { jobId: "0" })).rejects.toThrow("JobId cannot be");
    await expect(plain.upsertJobScheduler("x", {} as never)).rejects.toThrow(/repeat|every/i);
    await plain.obliterate({ force: true });
    await plain.close();
    await queue.close();
    await sent().flush();
    expect(began).toContain(`add ${name}.ship`);
    expect(spans("add").map(({ status }) => status)).toEqual([2]);
  });
}

async function obliterate(name: string): Promise<void> {
  const queue = new bullmq.Queue(name, { connection });
  await queue.obliterate({ force: true });
  await queue.close();
}
