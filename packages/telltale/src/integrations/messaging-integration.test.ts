import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, type Collected } from "../../test/collect.ts";
import { trace } from "../index.ts";
import { instrumentAmqplib } from "./amqplib.ts";
import { isSeen, messageOperation, processDelivery } from "./messaging-integration.ts";

let sent: Collected;
beforeEach(() => {
  sent = collect();
});
afterEach(async () => sent.stop());

const about = { system: "kafka", destination: "orders" };

test("attributes by choice are added and never replace what is known; one that throws is counted, and the work is done", async () => {
  const attributes = ({ operation }: { operation: string }): object => {
    if (operation === "receive") throw new Error("no");
    return { "shop.operation": operation, "messaging.system": "mine" };
  };
  expect(messageOperation({ attributes }, { ...about, operation: "send" }, () => 1)).toBe(1);
  expect(messageOperation({ attributes }, { ...about, operation: "receive" }, () => 2)).toBe(2);
  await sent.flush();
  expect(sent.spans("send orders")[0]?.attributes).toMatchObject({
    "shop.operation": "send",
    "messaging.system": "kafka",
  });
  expect(sent.spans("receive orders")).toHaveLength(1);
  expect(sent.stats().reports["business_call_failed"]).toBe(1);
});

test.each<[string, { sentAtMs?: number; deliveryCount?: number; redelivered?: boolean }, number]>([
  ["a first delivery is measured", { sentAtMs: -1000, deliveryCount: 1 }, 1],
  ["a later one is not", { sentAtMs: -1000, deliveryCount: 2 }, 0],
  ["a redelivered one is not", { sentAtMs: -1000, redelivered: true }, 0],
  ["nor one of an unknown time", { deliveryCount: 1 }, 0],
  ["nor one of no time", { sentAtMs: Number.NaN }, 0],
])("time in the queue: %s", async (_, { sentAtMs, ...rest }, measured) => {
  const delivery = { ...rest, sentAtMs: sentAtMs === undefined ? undefined : Date.now() + sentAtMs };
  processDelivery({}, { ...about, operation: "process", message: {} }, delivery, () => {});
  await sent.flush();
  const points = sent.points("telltale.messaging.queue.duration");
  expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(measured);
  const waited = sent.spans("process orders")[0]?.attributes["telltale.messaging.queue_time_ms"];
  expect(waited === undefined).toBe(Number.isNaN(sentAtMs ?? Number.NaN));
});

test("a clock that is ahead gives no time below 0", async () => {
  processDelivery(
    {},
    { ...about, operation: "process", message: {} },
    { sentAtMs: Date.now() + 60_000 },
    () => {},
  );
  await sent.flush();
  expect(sent.spans("process orders")[0]?.attributes["telltale.messaging.queue_time_ms"]).toBe(0);
});

test("settling is left out by choice; processing still lasts until then", async () => {
  class Channel {
    deliver: (message: object) => void = () => {};
    publish(): boolean {
      return true;
    }
    consume(_queue: string, callback: (message: object) => void): void {
      this.deliver = callback;
    }
    ack(_message: object): void {}
  }
  class Model {
    readonly connection = {};
    createChannel(): Channel {
      return new Channel();
    }
  }
  const library = instrumentAmqplib({ connect: () => new Model() }, { settle: false });
  const channel = (library.connect() as Model).createChannel();
  const message = {
    fields: { deliveryTag: 1, routingKey: "orders", exchange: "" },
    properties: {},
    content: Buffer.alloc(0),
  };
  channel.consume("orders", () => {});
  channel.deliver(message);
  await sent.flush();
  expect(sent.spans()).toEqual([]);
  channel.ack(message);
  await new Promise(setImmediate);
  await sent.flush();
  expect(sent.spans().map(({ name }) => name)).toEqual(["process orders"]);
});

test("sees nothing while telemetry is off", async () => {
  expect(isSeen()).toBe(true);
  await sent.stop();
  expect(isSeen()).toBe(false);
  expect(
    trace("work", () => processDelivery({}, { ...about, operation: "process" }, undefined, () => "done")),
  ).toBe("done");
  sent = collect();
});
