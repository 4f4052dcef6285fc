// A consumer of kafkajs: each message, or each batch, that the application is given, and the offsets it commits by itself.
import { readField, readTextField } from "../../calls/read-field.ts";
import type { MessageOptions } from "../../message.ts";
import {
  isSeen,
  messageOperation,
  type MessagingOptions,
  processDelivery,
} from "../messaging-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { followBroker } from "./broker.ts";
import { keyOf, sizeOf } from "./record.ts";

interface Payload {
  readonly topic: string;
  readonly partition: number;
  readonly message: Record;
}
interface BatchPayload {
  readonly batch: {
    readonly topic: string;
    readonly partition: number;
    readonly messages: readonly Record[];
  };
}
interface Record {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly timestamp?: string;
  readonly offset: string;
}

/** Replaces the methods of `consumer`. */
export function instrumentConsumer(
  consumer: object,
  group: string | undefined,
  options: MessagingOptions,
): void {
  const broker = followBroker(consumer, "Fetch");
  const about = (topic: string | undefined, operation: string): MessageOptions => ({
    system: "kafka",
    operation,
    destination: topic,
    consumerGroup: group,
    connection: broker(),
  });
  wrapMethod(consumer, "run", (run) => {
    return function ran(this: unknown, given, ...rest) {
      const eachMessage = readField(given, "eachMessage");
      const eachBatch = readField(given, "eachBatch");
      const seen = { ...given };
      if (typeof eachMessage === "function")
        seen.eachMessage = handling(eachMessage as Method, about, options);
      if (typeof eachBatch === "function") seen.eachBatch = handlingAll(eachBatch as Method, about, options);
      return run.call(this, seen, ...rest);
    };
  });
  if (options.settle === false) return;
  wrapMethod(consumer, "commitOffsets", (commit) => {
    return function committed(this: unknown, offsets, ...rest) {
      if (!isSeen()) return commit.call(this, offsets, ...rest);
      const [topic, ...others] = new Set(
        (Array.isArray(offsets) ? offsets : []).map((one) => readTextField(one, ["topic"])),
      );
      const operation = about(others.length === 0 ? topic : undefined, "commit");
      return messageOperation(options, operation, () => commit.call(this, offsets, ...rest));
    };
  });
}

type About = (topic: string | undefined, operation: string) => MessageOptions;

function handling(handle: Method, about: About, options: MessagingOptions): Method {
  const countOf = countDeliveries();
  return async function handled(this: unknown, payload: Payload, ...rest) {
    if (!isSeen()) return handle.call(this, payload, ...rest);
    const { topic, partition, message } = payload;
    const operation: MessageOptions = {
      ...about(topic, "process"),
      message,
      partition,
      bodySize: sizeOf(message.value),
      attributes: {
        "messaging.kafka.offset": Number(message.offset),
        "messaging.kafka.message.key": keyOf(message.key),
        "messaging.kafka.message.tombstone": message.value === null ? true : undefined,
      },
    };
    const deliveryCount = countOf(payload);
    const delivery = { sentAtMs: Number(message.timestamp), deliveryCount, redelivered: deliveryCount > 1 };
    return processDelivery(options, operation, delivery, () => handle.call(this, payload, ...rest));
  };
}

function handlingAll(handle: Method, about: About, options: MessagingOptions): Method {
  return async function handled(this: unknown, payload: BatchPayload, ...rest) {
    if (!isSeen()) return handle.call(this, payload, ...rest);
    const { topic, partition, messages } = payload.batch;
    const operation: MessageOptions = {
      ...about(topic, "process"),
      batch: messages as readonly object[],
      partition,
    };
    const delivery = { sentAtMs: Number(messages[0]?.timestamp) };
    return processDelivery(options, operation, delivery, () => handle.call(this, payload, ...rest));
  };
}

/** How often a message was given to this consumer in a row: Kafka does not count, and delivers again until one is processed. */
function countDeliveries(): (payload: Payload) => number {
  const last = new Map<string, { offset: string; count: number }>();
  return ({ topic, partition, message }) => {
    const place = `${partition} ${topic}`;
    const known = last.get(place);
    if (known?.offset === message.offset) return ++known.count;
    last.set(place, { offset: message.offset, count: 1 });
    return 1;
  };
}
