// NATS against a real server: `nats` 2, `@nats-io/transport-node` 3, and JetStream of both generations.
import {
  jetstream as jetstreamOf,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import * as jetstreamLibrary from "@nats-io/jetstream";
import * as nats3 from "@nats-io/transport-node";
import * as nats2 from "nats";
import { describe, expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import { instrumentNats, nats as integration, processMessage } from "../../src/integrations/nats.ts";
import { isAway } from "../calls/services.ts";
import type { Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import {
  type Arrived,
  describeMessagingIntegration,
  type MessagingApplication,
} from "../contract/describe-messaging-integration.ts";
import { until } from "../contract/until.ts";

const away = await isAway("NATS");
const servers = "127.0.0.1:4222";
let names = 0;
const nextName = (): string => `telltale-${process.pid}-${names++}`;

/** What both generations have alike. */
interface Message {
  readonly data: Uint8Array;
  readonly headers?: { get(name: string): string } | undefined;
}
const arrivedOf = ({ data, headers }: Message): Arrived => ({
  text: Buffer.from(data).toString(),
  mark: headers?.get("mark") || undefined,
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

instrumentNats(nats2);
instrumentNats(nats3);
instrumentNats(jetstreamLibrary as never);

function headersFor(library: typeof nats2 | typeof nats3, mark: string | undefined): object {
  if (mark === undefined) return {};
  const headers = library.headers();
  headers.set("mark", mark);
  return { headers };
}

/** An application of either generation: JetStream's clients differ in how they are had. */
function opening(generation: "nats 2" | "nats 3") {
  return async (): Promise<MessagingApplication> => {
    const library = (generation === "nats 2" ? nats2 : nats3) as typeof nats3;
    const connection = await library.connect({ servers });
    const second = connection as unknown as nats2.NatsConnection;
    const name = nextName();
    const manager = (await (generation === "nats 2"
      ? second.jetstreamManager()
      : jetstreamManager(connection))) as JetStreamManager;
    const client = (
      generation === "nats 2" ? second.jetstream() : jetstreamOf(connection)
    ) as JetStreamClient;
    await manager.streams.add({ name, subjects: [`${name}.>`], storage: "memory" as never });
    await manager.consumers.add(name, { durable_name: "shipping", ack_policy: "explicit" as never });
    const consumer = await client.consumers.get(name, "shipping");
    const open: { close(): Promise<unknown> }[] = [];
    async function consume(handler: (arrived: Arrived) => unknown): Promise<void> {
      const messages = await consumer.consume({
        callback(message) {
          let result: unknown;
          try {
            result = handler(arrivedOf(message));
          } catch (error) {
            // The client stops over what a callback throws. The server counts a delivery to who has just gone as none, so the message
            // is given back when the next consumer asks, and a little later.
            queueMicrotask(() => void consume(handler).then(() => message.nak(30)));
            throw error;
          }
          if (result instanceof Promise) return result.then(() => message.ack()) as never;
          return message.ack();
        },
      });
      open.push(messages as never);
    }
    return {
      send: async (text, mark) => client.publish(`${name}.paid`, bytes(text), headersFor(library, mark)),
      consume,
      async close() {
        await Promise.all(open.map(async (messages) => messages.close()));
        await manager.streams.delete(name);
        await connection.close();
      },
    };
  };
}

describeIntegration(integration, () => nats2);
describeIntegration({ ...integration, name: "nats-3" }, () => nats3);

const shared = {
  integration,
  system: "nats",
  sends: "publish",
  processes: "process",
  marks: true,
  redelivers: true,
  processed: {
    "telltale.messaging.delivery_count": 1,
    "messaging.consumer.group.name": "shipping",
    "messaging.message.body.size": 7,
    "server.address": "127.0.0.1",
  },
};

describe.skipIf(away)("NATS", () => {
  describeMessagingIntegration("nats 2, JetStream", {
    ...shared,
    open: opening("nats 2"),
    again: () => void instrumentNats(nats2),
    except: [/./],
  });
  describeMessagingIntegration("nats 3, JetStream", {
    ...shared,
    open: opening("nats 3"),
    again: () => void instrumentNats(nats3),
    more: special,
  });
});

function special(sent: () => Collected): void {
  const spans = (name: string) =>
    sent()
      .spans()
      .filter((span) => span.name.startsWith(`${name} `));
  const libraries = [
    ["nats 2", nats2 as unknown as typeof nats3],
    ["nats 3", nats3],
  ] as const;

  test.each(libraries)(
    "%s without JetStream: subscriptions by pattern and group, requests, answers",
    async (_, library) => {
      const connection = await library.connect({ servers });
      const name = nextName();
      connection.subscribe(`${name}.*`, {
        queue: "stock",
        callback: (_error, message) => trace("work inside", () => void message.respond(bytes("three"))),
      });
      const given = library.headers();
      given.set("mark", "kept");
      const answer = await connection.request(`${name}.7`, bytes("how many"), {
        timeout: 30_000,
        headers: given,
      });
      expect(Buffer.from(answer.data).toString()).toBe("three");
      expect([...given.keys()]).toEqual(["mark"]);
      await expect(connection.request(`${name}-nobody`, bytes("?"), { timeout: 30_000 })).rejects.toThrow(
        /503|responders/i,
      );
      const unhandled: unknown[] = [];
      const note = (error: unknown): unknown => unhandled.push(error);
      globalThis.process.on("unhandledRejection", note);
      void connection.request(`${name}-nobody`, bytes("?"), { timeout: 30_000 });
      await connection.flush();
      await new Promise((resolve) => setTimeout(resolve, 20));
      globalThis.process.off("unhandledRejection", note);
      expect(unhandled).toEqual([]);
      await connection.close();
      expect(() => connection.publish(name)).toThrow(/closed/i);
      await sent().flush();
      const [process] = spans("process");
      const [request, unanswered] = spans("request");
      expect(process?.name).toBe(`process ${name}.*`);
      expect(process?.attributes).toMatchObject({
        "messaging.destination.name": `${name}.7`,
        "messaging.destination.template": `${name}.*`,
        "messaging.consumer.group.name": "stock",
      });
      expect([process?.traceId, process?.parentId]).toEqual([request?.traceId, request?.spanId]);
      expect(sent().spans("work inside")[0]?.parentId).toBe(process?.spanId);
      expect(unanswered?.status).toBe(2);
      expect(sent().spans()).toHaveLength(6);
    },
  );

  test.each(libraries)(
    "%s: what an iterator gives is received and linked; processing it is the message's child",
    async (_, library) => {
      const connection = await library.connect({ servers });
      const subject = nextName();
      const subscription = connection.subscribe(subject, { max: 2 });
      await trace("work", async () => {
        connection.publish(subject, bytes("1"));
        connection.publish(subject, bytes("2"));
        await connection.flush();
      });
      const texts: string[] = [];
      for await (const message of subscription)
        await processMessage(message, async () =>
          trace("inside", async () => texts.push(Buffer.from(message.data).toString())),
        );
      await connection.close();
      await sent().flush();
      expect(texts).toEqual(["1", "2"]);
      const published = spans("publish").map(({ spanId }) => spanId);
      expect(spans("receive").map(({ links, kind }) => [links, kind])).toEqual(
        published.map((id) => [[id], "client"]),
      );
      expect(spans("process").map(({ parentId }) => parentId)).toEqual(published);
      expect(
        sent()
          .spans("inside")
          .map(({ parentId }) => parentId),
      ).toEqual(spans("process").map(({ spanId }) => spanId));
      expect(
        sent()
          .points("messaging.client.consumed.messages")
          .map(({ value }) => value),
      ).toEqual([2]);
    },
  );

  test("JetStream: an id, a message that is given up, a fetch, acknowledging twice, the subject's pattern", async () => {
    const connection = await nats3.connect({ servers });
    const name = nextName();
    const manager = await jetstreamManager(connection);
    const client = jetstreamOf(connection);
    await manager.streams.add({ name, subjects: [`${name}.>`], storage: "memory" });
    await manager.consumers.add(name, {
      durable_name: "one",
      ack_policy: "explicit",
      filter_subject: `${name}.*`,
    });
    for (const id of ["m1", "m2", "m3"]) await client.publish(`${name}.a`, bytes(id), { msgID: id });
    const consumer = await client.consumers.get(name, "one");
    const first = await consumer.next();
    await processMessage(first as object, async () => first?.ackAck());
    first?.ack();
    let done = false;
    const messages = await consumer.consume({
      callback(message) {
        if (message.headers?.get("Nats-Msg-Id") === "m2") message.term("no such order");
        else if (!message.redelivered) message.nak();
        else {
          message.ack();
          done = true;
        }
      },
    });
    await until(() => done, "the third message");
    await messages.close();
    await manager.streams.delete(name);
    await connection.close();
    await sent().flush();
    expect(spans("publish").map(({ attributes }) => attributes["messaging.message.id"])).toEqual([
      "m1",
      "m2",
      "m3",
    ]);
    expect(spans("process").map(({ name: text }) => text)).toEqual(Array(4).fill(`process ${name}.*`));
    expect(spans("process")[0]?.attributes["messaging.nats.stream"]).toBe(name);
    expect(spans("receive")[0]?.links).toEqual([spans("publish")[0]?.spanId]);
    expect(spans("term").map(({ attributes }) => attributes["telltale.messaging.dead_lettered"])).toEqual([
      true,
    ]);
    // one was acknowledged by `ackAck`, after which `ack` does nothing
    expect(spans("ack")).toHaveLength(2);
    expect(spans("term")[0]).toMatchObject({
      parentId: spans("process")[1]?.spanId,
      links: [spans("publish")[1]?.spanId],
    });
  });
}
