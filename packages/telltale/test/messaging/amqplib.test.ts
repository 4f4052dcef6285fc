// amqplib against a real RabbitMQ: the API of promises and that of callbacks, plain and confirm channels.
import { promisify } from "node:util";
import amqplib, { type ConsumeMessage } from "amqplib";
import callbacks from "amqplib/callback_api";
import { describe, expect, test } from "vitest";
import { amqplib as integration, instrumentAmqplib } from "../../src/integrations/amqplib.ts";
import { suppressed } from "../../src/engine/context/suppress.ts";
import { trace } from "../../src/index.ts";
import { isAway } from "../calls/services.ts";
import type { Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import {
  type Arrived,
  describeMessagingIntegration,
  type MessagingApplication,
} from "../contract/describe-messaging-integration.ts";
import { until } from "../contract/until.ts";

const away = await isAway("RabbitMQ");
const url = "amqp://guest:guest@127.0.0.1:5672";
let queues = 0;
const nextQueue = (): string => `telltale-${process.pid}-${queues++}`;

type Answer = (error: unknown, result?: unknown) => void;
/** What both APIs have alike. */
interface AnyChannel {
  ack(message: ConsumeMessage): unknown;
  nack(message: ConsumeMessage): unknown;
  on(event: "handler-error", listener: () => void): unknown;
}

/** Handles a message, and has it delivered again where the handler throws. */
function handling(channel: AnyChannel, handler: (arrived: Arrived) => unknown) {
  channel.on("handler-error", () => {});
  return (message: ConsumeMessage | null): unknown => {
    if (message === null) return undefined;
    const { content, properties } = message;
    let result: unknown;
    try {
      const { mark } = (properties.headers ?? {}) as { mark?: string };
      result = handler({ text: content.toString(), mark });
    } catch (error) {
      channel.nack(message);
      throw error;
    }
    if (result instanceof Promise) return result.then(() => channel.ack(message));
    return channel.ack(message);
  };
}

const headersOf = (mark: string | undefined): object => (mark === undefined ? {} : { headers: { mark } });

async function openPromises(): Promise<MessagingApplication> {
  const connection = await amqplib.connect(url);
  const channel = await connection.createChannel();
  const queue = nextQueue();
  await channel.assertQueue(queue, { autoDelete: true, exclusive: true });
  return {
    send: async (text, mark) => channel.sendToQueue(queue, Buffer.from(text), headersOf(mark)),
    consume: async (handler) => channel.consume(queue, handling(channel, handler)),
    close: async () => connection.close(),
  };
}

async function openConfirming(): Promise<MessagingApplication> {
  const connection = await amqplib.connect({ hostname: "127.0.0.1", username: "guest", password: "guest" });
  const channel = await connection.createConfirmChannel();
  const queue = nextQueue();
  await channel.assertQueue(queue, { autoDelete: true, exclusive: true });
  return {
    send: async (text, mark) =>
      new Promise((resolve, reject) => {
        channel.sendToQueue(queue, Buffer.from(text), headersOf(mark), (error) =>
          error === null ? resolve(undefined) : reject(error as Error),
        );
      }),
    consume: async (handler) => channel.consume(queue, handling(channel, handler)),
    close: async () => connection.close(),
  };
}

async function openCallbacks(): Promise<MessagingApplication> {
  const connection = await promisify<string, callbacks.Connection>(callbacks.connect)(url);
  const channel = await new Promise<callbacks.Channel>((resolve, reject) => {
    connection.createChannel((error: unknown, made) =>
      error === null ? resolve(made) : reject(error as Error),
    );
  });
  const queue = nextQueue();
  await new Promise((resolve) => {
    channel.assertQueue(queue, { autoDelete: true, exclusive: true }, resolve);
  });
  return {
    send: async (text, mark) => channel.sendToQueue(queue, Buffer.from(text), headersOf(mark)),
    consume: async (handler) =>
      new Promise((resolve) => {
        channel.consume(queue, handling(channel, handler), {}, resolve as Answer);
      }),
    close: async () => promisify(connection.close.bind(connection) as (done: Answer) => void)(),
  };
}

instrumentAmqplib(amqplib);
instrumentAmqplib(callbacks);
describeIntegration(integration, () => amqplib);

const shared = {
  integration,
  system: "rabbitmq",
  sends: "publish",
  processes: "process",
  marks: true,
  redelivers: true,
  processed: { "messaging.rabbitmq.message.delivery_tag": 1, "messaging.message.body.size": 7 },
  except: [/./],
  again: () => void instrumentAmqplib(amqplib),
};

describe.skipIf(away)("RabbitMQ", () => {
  describeMessagingIntegration("amqplib, promises", { ...shared, open: openPromises });
  describeMessagingIntegration("amqplib, confirm channels", { ...shared, open: openConfirming });
  describeMessagingIntegration("amqplib, callbacks", {
    ...shared,
    again: () => void instrumentAmqplib(callbacks),
    open: openCallbacks,
    // without a destination there is less of the same; few things go through queues that the broker names
    except: [
      /^span [a-z]+(?:$|:)/,
      /^span (?:publish|get|nack|reject) .*destination\.(?:template|anonymous)/,
      /^metric messaging.client.sent.messages: messaging.destination.template/,
    ],
    more: special,
  });
});

function special(sent: () => Collected): void {
  const spans = (name: string) =>
    sent()
      .spans()
      .filter((span) => span.name.startsWith(`${name} `));

  test("topic exchange, properties, acknowledging: names by the conventions; what was given stays as it was", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const queue = nextQueue();
    const exchange = `${queue}-exchange`;
    await channel.assertExchange(exchange, "topic", { autoDelete: true });
    await channel.assertQueue(queue, { exclusive: true });
    await channel.bindQueue(queue, exchange, "order.*");
    const given = Object.freeze({
      messageId: "m1",
      correlationId: "c1",
      timestamp: Math.floor(Date.now() / 1000) - 60,
      headers: Object.freeze({ mark: "kept" }),
    });
    const done = new Promise<ConsumeMessage>((resolve) => {
      void channel.consume(queue, (message) => {
        channel.ack(message as ConsumeMessage);
        resolve(message as ConsumeMessage);
      });
    });
    expect(channel.publish(exchange, "order.paid", Buffer.from("seven b"), given)).toBe(true);
    const message = await done;
    expect(message.properties.headers).toMatchObject({ mark: "kept" });
    await connection.close();
    await sent().flush();
    const [[publish], [process], [ack]] = [spans("publish"), spans("process"), spans("ack")];
    expect(publish?.name).toBe(`publish ${exchange}:order.paid`);
    expect(process?.name).toBe(`process ${exchange}:order.paid:${queue}`);
    for (const span of [publish, process])
      expect(span?.attributes).toMatchObject({
        "messaging.message.id": "m1",
        "messaging.message.conversation_id": "c1",
        "messaging.message.body.size": 7,
        "messaging.rabbitmq.destination.routing_key": "order.paid",
        "server.address": "127.0.0.1",
        "server.port": 5672,
      });
    expect(process?.attributes["telltale.messaging.queue_time_ms"]).toBeGreaterThanOrEqual(60_000);
    expect(sent().points("telltale.messaging.queue.duration")[0]?.value).toBeGreaterThanOrEqual(60);
    expect(ack).toMatchObject({ kind: "client", parentId: process?.spanId, links: [publish?.spanId] });
    expect(ack?.attributes["messaging.operation.type"]).toBe("settle");
  });

  test("records a rejected message, and where a dead letter comes from", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const [queue, dead] = [nextQueue(), nextQueue()];
    await channel.assertQueue(dead, { exclusive: true });
    const parts = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead };
    await channel.assertQueue(queue, { exclusive: true, arguments: parts });
    let deaths = 0;
    await channel.consume(dead, (message) => {
      deaths++;
      channel.ack(message as ConsumeMessage);
    });
    await channel.consume(queue, (message) => {
      const text = message?.content.toString();
      if (text === "rejected") channel.reject(message as ConsumeMessage, false);
      else channel.nack(message as ConsumeMessage, false, false);
    });
    channel.sendToQueue(queue, Buffer.from("rejected"));
    channel.sendToQueue(queue, Buffer.from("nacked"));
    await until(() => deaths === 2, "both dead letters");
    await connection.close();
    await sent().flush();
    for (const settled of [...spans("reject"), ...spans("nack")])
      expect(settled.attributes["telltale.messaging.dead_lettered"]).toBe(true);
    const last = spans("process").filter(({ name }) => name.endsWith(dead));
    expect(last.map(({ attributes }) => attributes["telltale.messaging.dead_letter.source"])).toEqual([
      queue,
      queue,
    ]);
    expect(last[0]?.attributes["telltale.messaging.dead_letter.reason"]).toBe("rejected");
  });

  test("a callback that returns at once and acknowledges later: processing lasts until then", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const queue = nextQueue();
    await channel.assertQueue(queue, { exclusive: true });
    let done = false;
    let reported = 0;
    await channel.consume(queue, (message) => {
      void (async () => {
        await new Promise(setImmediate);
        await sent().flush();
        reported = spans("process").length;
        trace("work later", () => channel.ack(message as ConsumeMessage));
        done = true;
      })();
    });
    let other = 0;
    await channel.consume(queue, () => void other++, { noAck: true });
    channel.sendToQueue(queue, Buffer.from("one"));
    channel.sendToQueue(queue, Buffer.from("two"));
    // the broker may deliver the second message after the first is acknowledged
    await until(() => done && other === 1, "both messages");
    await connection.close();
    await until(async () => {
      await sent().flush();
      return spans("process").length === 2;
    }, "both");
    const [later] = sent().spans("work later");
    const process = spans("process").find(({ spanId }) => spanId === later?.parentId);
    // the other consumer's was over at once
    expect(reported).toBeLessThan(2);
    expect(process?.endMs).toBeGreaterThanOrEqual(later?.endMs ?? Infinity);
    expect(spans("ack")[0]?.parentId).toBe(later?.spanId);
  });

  test("many acknowledged by the last, by all, and by the channel's end: each is over then", async () => {
    const connection = await amqplib.connect(url);
    const settle: ((channel: amqplib.Channel, message: ConsumeMessage) => unknown)[] = [
      (channel, message) => channel.ack(message, true),
      (channel, message) => channel.nack(message, true, false),
      (channel) => channel.ackAll(),
      (channel) => channel.nackAll(false),
      (channel) => channel.close(),
    ];
    for (const end of settle) {
      const channel = await connection.createChannel();
      const queue = nextQueue();
      await channel.assertQueue(queue, { durable: false });
      const all = new Promise<ConsumeMessage>((resolve) => {
        let count = 0;
        void channel.consume(queue, (message) => {
          if (++count === 3) setImmediate(() => resolve(message as ConsumeMessage));
        });
      });
      for (let at = 0; at < 3; at++) channel.sendToQueue(queue, Buffer.from(String(at)));
      const last = await all;
      await sent().flush();
      const before = spans("process").length;
      await end(channel, last);
      await sent().flush();
      expect(spans("process").length - before).toBe(3);
      const other = await connection.createChannel();
      await other.deleteQueue(queue);
    }
    await connection.close();
    await sent().flush();
    const settled = ["ack", "nack"].flatMap((name) =>
      sent()
        .spans()
        .filter((span) => span.attributes["messaging.operation.name"] === name),
    );
    expect(
      settled.map(({ name, attributes }) => [
        name.split(" ")[0],
        name.includes(" "),
        attributes["telltale.messaging.dead_lettered"],
      ]),
    ).toEqual([
      ["ack", true, undefined],
      ["ack", false, undefined],
      ["nack", true, true],
      ["nack", false, true],
    ]);
  });

  test("names that the broker has made up name no span and no point: a queue for answers, one bound to an exchange", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const exchange = `${nextQueue()}-exchange`;
    await channel.assertExchange(exchange, "fanout", { autoDelete: true });
    const { queue } = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(queue, exchange, "");
    const direct = "amq.rabbitmq.reply-to";
    let heard = 0;
    await channel.consume(direct, () => heard++, { noAck: true });
    await channel.consume(queue, (message) => {
      heard++;
      channel.ack(message as ConsumeMessage);
      const { replyTo } = (message as ConsumeMessage).properties as { replyTo?: string };
      if (replyTo !== undefined) channel.sendToQueue(replyTo, Buffer.from("answer"));
    });
    const timestamp = Math.floor(Date.now() / 1000) - 60;
    channel.publish(exchange, "", Buffer.from("to all"), { timestamp });
    channel.sendToQueue(queue, Buffer.from("question"), { replyTo: direct, timestamp });
    await until(() => heard === 3, "both, and the answer");
    expect(await channel.get(queue)).toBe(false);
    await connection.close();
    await sent().flush();
    expect(
      [
        ...new Set(
          sent()
            .spans()
            .map(({ name }) => name),
        ),
      ].toSorted(),
    ).toEqual(
      [
        "ack",
        `ack ${exchange}`,
        "get",
        "process",
        `process ${exchange}`,
        "publish",
        `publish ${exchange}`,
      ].toSorted(),
    );
    const processed = sent().spans(`process ${exchange}`)[0]?.attributes;
    expect(processed).toMatchObject({
      "messaging.destination.name": `${exchange}:${queue}`,
      "messaging.destination.template": exchange,
      "messaging.destination.anonymous": true,
    });
    const names = sent()
      .points()
      .filter(({ metric }) => metric.includes("messaging."))
      .map(({ attributes }) => attributes["messaging.destination.name"] ?? "none");
    expect([...new Set(names)].toSorted()).toEqual(["none", exchange].toSorted());
    const waited = sent().points("telltale.messaging.queue.duration");
    expect(
      waited.map(({ attributes }) => attributes["messaging.destination.template"] ?? "none").toSorted(),
    ).toEqual([exchange, "none"].toSorted());
  });

  test("a queue that counts deliveries is believed", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const queue = nextQueue();
    await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
    let times = 0;
    await channel.consume(queue, (message) => {
      // the queue is deleted in the end, which its consumers hear of
      if (message === null) return;
      times++;
      if (times < 3) channel.nack(message);
      else channel.ack(message);
    });
    channel.sendToQueue(queue, Buffer.from("one"));
    await until(() => times === 3, "three deliveries");
    await channel.deleteQueue(queue);
    await connection.close();
    await sent().flush();
    const counts = spans("process").map(({ attributes }) => attributes["telltale.messaging.delivery_count"]);
    expect(counts.slice(1)).toEqual([2, 3]);
  });

  test("getting one: by promise and by callback; an empty queue; an error", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    const queue = nextQueue();
    await channel.assertQueue(queue, { exclusive: true });
    expect(await channel.get(queue)).toBe(false);
    await trace("work", async () => channel.sendToQueue(queue, Buffer.from("one")));
    await until(async () => (await channel.checkQueue(queue)).messageCount === 1, "the message");
    const message = await channel.get(queue, { noAck: true });
    expect(message).toMatchObject({ content: Buffer.from("one") });
    await expect(channel.get("no such queue")).rejects.toThrow(/NOT_FOUND/);
    await connection.close();
    await sent().flush();
    const gets = spans("get");
    expect(gets.map(({ links }) => links)).toEqual([[], [spans("publish")[0]?.spanId], []]);
    expect(gets.map(({ status, kind }) => [status, kind])).toEqual([
      [0, "client"],
      [0, "client"],
      [2, "client"],
    ]);
    expect(spans("publish")[0]?.parentId).toBe(sent().spans("work")[0]?.spanId);
  });

  test("a consumer that is made in work that is not traced has the spans of what comes later", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createChannel();
    const queue = nextQueue();
    await channel.assertQueue(queue, { exclusive: true });
    let arrived = false;
    await suppressed(async () => channel.consume(queue, () => void (arrived = true), { noAck: true }));
    channel.sendToQueue(queue, Buffer.from("one"));
    await until(() => arrived, "the message");
    await connection.close();
    await sent().flush();
    expect(spans("process")).toHaveLength(1);
  });

  test("a channel that is closed throws as it did; what is never confirmed is an error", async () => {
    const connection = await amqplib.connect(url);
    const channel = await connection.createConfirmChannel();
    const plain = await connection.createChannel();
    channel.on("error", () => {});
    await plain.close();
    expect(() => plain.publish("", "q", Buffer.from("x"))).toThrow(/closed/i);
    const answered = new Promise((resolve) => {
      channel.publish("no such exchange", "q", Buffer.from("x"), {}, resolve);
    });
    expect(await answered).toBeInstanceOf(Error);
    expect(() => channel.publish("", "q", Buffer.from("x"))).toThrow(/closed/i);
    await connection.close();
    await sent().flush();
    expect(spans("publish").map(({ status }) => status)).toEqual([2, 2, 2]);
  });
}
