// kafkajs over Kafka's wire protocol, against a small broker of this test (kafka-broker.ts): no real Kafka is at hand.
import kafkajs, { type Consumer, type KafkaMessage } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { instrumentKafkaJs, kafkajs as integration } from "../../src/integrations/kafkajs.ts";
import { trace } from "../../src/index.ts";
import type { Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import {
  type Arrived,
  describeMessagingIntegration,
  type MessagingApplication,
} from "../contract/describe-messaging-integration.ts";
import { until } from "../contract/until.ts";
import { type KafkaBroker, startKafkaBroker } from "./kafka-broker.ts";

let broker: KafkaBroker;
let topics = 0;

beforeAll(async () => {
  broker = await startKafkaBroker();
});
afterAll(async () => broker.close());

instrumentKafkaJs(kafkajs);
describeIntegration(integration, () => kafkajs);

const connect = (): InstanceType<typeof kafkajs.Kafka> =>
  new kafkajs.Kafka({
    brokers: [`127.0.0.1:${broker.port}`],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 5, maxRetryTime: 20, retries: 3 },
  });
const producerOf = (kafka: InstanceType<typeof kafkajs.Kafka>) =>
  kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });

const arrivedOf = ({ value, headers }: KafkaMessage): Arrived => ({
  text: String(value),
  mark: headers?.["mark"]?.toString(),
});

async function open(): Promise<MessagingApplication> {
  const kafka = connect();
  const topic = `orders-${topics++}`;
  const producer = producerOf(kafka);
  await producer.connect();
  const consumer = kafka.consumer({ groupId: "shipping", maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  return {
    send: async (value, mark) =>
      producer.send({
        topic,
        messages: [{ key: "k1", value, ...(mark === undefined ? {} : { headers: { mark } }) }],
      }),
    consume: async (handler) =>
      consumer.run({
        eachMessage: async ({ message }) => {
          await handler(arrivedOf(message));
        },
      }),
    async close() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

describeMessagingIntegration("kafkajs against a broker in memory that speaks its wire protocol", {
  integration,
  system: "kafka",
  sends: "send",
  processes: "process",
  again: () => void instrumentKafkaJs(kafkajs),
  open,
  processed: {
    "messaging.consumer.group.name": "shipping",
    "messaging.destination.partition.id": "0",
    "messaging.kafka.offset": 0,
    "messaging.kafka.message.key": "k1",
    "messaging.message.body.size": 7,
    "server.address": "127.0.0.1",
  },
  marks: true,
  redelivers: true,
  // several topics have no message of their own
  except: [/^span send: messaging\.(?:kafka|message|destination)/],
  more: special,
});

function special(sent: () => Collected): void {
  const spans = (name: string) =>
    sent()
      .spans()
      .filter((span) => span.name.startsWith(`${name} `));

  test("batches: each message carries the context, what is handled at once is linked to all; what was given stays as it was", async () => {
    const kafka = connect();
    const topic = `orders-${topics++}`;
    const producer = producerOf(kafka);
    await producer.connect();
    const first = Object.freeze({ value: "1", headers: Object.freeze({ mark: "kept" }) });
    await trace("work one", async () =>
      producer.send(Object.freeze({ topic, messages: Object.freeze([first]) as never })),
    );
    const places = await trace("work two", async () =>
      producer.sendBatch({ topicMessages: [{ topic, messages: [{ value: "2" }, { value: null }] }] }),
    );
    expect(places).toMatchObject([{ topicName: topic, partition: 0, baseOffset: "1" }]);
    const consumer: Consumer = kafka.consumer({ groupId: "billing", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const texts: string[] = [];
    await consumer.run({
      eachBatch: async ({ batch }) => {
        texts.push(...batch.messages.map(({ value }) => String(value)));
      },
    });
    await until(() => texts.length === 3, "the batch");
    await consumer.commitOffsets([{ topic, partition: 0, offset: "3" }]);
    await consumer.disconnect();
    await producer.disconnect();
    await sent().flush();
    const [one, two] = spans("send");
    const [processed] = spans("process");
    expect(texts).toEqual(["1", "2", "null"]);
    expect(one?.attributes["messaging.kafka.offset"]).toBe(0);
    expect(two?.attributes["messaging.batch.message_count"]).toBe(2);
    expect(processed).toMatchObject({ parentId: "", links: [one?.spanId, two?.spanId, two?.spanId] });
    expect(processed?.attributes["messaging.batch.message_count"]).toBe(3);
    expect(
      sent()
        .points("messaging.client.sent.messages")
        .map(({ value }) => value),
    ).toEqual([3]);
    expect(
      sent()
        .points("messaging.client.consumed.messages")
        .map(({ value }) => value),
    ).toEqual([3]);
    expect(spans("commit")[0]).toMatchObject({ kind: "client", name: `commit ${topic}` });
  });

  test("a message without a value, a key that is not text", async () => {
    const kafka = connect();
    const topic = `orders-${topics++}`;
    const producer = producerOf(kafka);
    await producer.connect();
    await producer.send({ topic, messages: [{ key: Buffer.from([0, 255, 1]), value: null }] });
    const consumer = kafka.consumer({ groupId: "billing", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let seen = 0;
    await consumer.run({
      eachMessage: async () => {
        seen++;
      },
    });
    await until(() => seen === 1, "the message");
    await consumer.disconnect();
    await producer.disconnect();
    await sent().flush();
    const [processed] = spans("process");
    expect(processed?.attributes["messaging.kafka.message.tombstone"]).toBe(true);
    expect(processed?.attributes).not.toHaveProperty("messaging.kafka.message.key");
  });

  test("an error of the broker is the span's, and the application's", async () => {
    const kafka = connect();
    const producer = producerOf(kafka);
    await producer.connect();
    broker.failNext(10, 1);
    const sending = producer.send({ topic: "orders", messages: [{ value: "too large" }] });
    await expect(sending).rejects.toThrow(/larger than the max/);
    const two = [
      { topic: "orders", messages: [{ value: "1" }] },
      { topic: "bills", messages: [{ value: "1" }] },
    ];
    await producer.sendBatch({ topicMessages: two });
    const wrong = producer.send({ topic: "", messages: [{ value: "1" }] });
    await expect(wrong).rejects.toThrow("Invalid topic");
    await producer.disconnect();
    await sent().flush();
    const failed = sent()
      .spans()
      .filter(({ status }) => status === 2);
    expect(failed.map(({ attributes }) => attributes["error.type"])).toEqual([
      "KafkaJSProtocolError",
      "KafkaJSNonRetriableError",
    ]);
  });
}
