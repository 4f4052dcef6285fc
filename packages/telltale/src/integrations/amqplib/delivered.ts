// Messages of RabbitMQ as they come and go: where a channel leads to, what is known of a message, and of its delivery.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import type { MessageOptions } from "../../message.ts";
import type { Delivery } from "../messaging-integration.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A message of amqplib. */
export interface Message {
  readonly fields: Fields;
  readonly properties: Fields;
  readonly content: unknown;
}

const brokers = new WeakMap<object, object>();
const queues = new WeakMap<object, string>();

/** Notes where `connection` leads to. */
export function noteBroker(connection: object, broker: object): void {
  brokers.set(connection, broker);
}

/** Notes that `message` came out of `queue`, for what is done with it later. */
export function noteQueue(message: Message, queue: unknown): void {
  if (isText(queue)) queues.set(message, queue);
}

/** The broker that `channel` leads to. */
export function aboutChannel(channel: unknown): Pick<MessageOptions, "system" | "connection"> {
  const connection = readField(channel, "connection");
  const broker = typeof connection === "object" && connection !== null ? brokers.get(connection) : undefined;
  return { system: "rabbitmq", connection: broker };
}

/** A destination by its parts. Names that the broker has generated say nothing: they are left out of the name for all of their kind. */
export function placeOf(
  parts: readonly unknown[],
): Pick<MessageOptions, "destination" | "template" | "anonymous"> {
  const named = parts.filter(isText);
  const given = named.filter((part) => !isMade(part));
  if (given.length === named.length) return { destination: named.join(":") };
  return { destination: named.join(":"), template: given.join(":") || undefined, anonymous: true };
}

function isMade(name: string): boolean {
  return name.startsWith("amq.gen-") || name.startsWith("amq.rabbitmq.reply-to");
}

/** The operation `operation` on `message`. */
export function aboutDelivery(
  about: Pick<MessageOptions, "system" | "connection">,
  operation: string,
  message: Message,
): MessageOptions {
  const { fields, properties } = message;
  const queue = queues.get(message);
  const key = isText(fields["routingKey"]) ? fields["routingKey"] : undefined;
  // the conventions: exchange, routing key and queue; the queue alone where the key is its name
  const parts = [fields["exchange"], key, queue === key ? undefined : queue];
  return {
    ...about,
    operation,
    ...placeOf(parts),
    message,
    messageId: readTextField(properties, ["messageId"]),
    conversationId: readTextField(properties, ["correlationId"]),
    bodySize: readWholeField(message.content, "length"),
    attributes: {
      "messaging.rabbitmq.destination.routing_key": key,
      "messaging.rabbitmq.message.delivery_tag": fields["deliveryTag"],
    },
  };
}

/** What the broker says of a delivery. */
export function deliveryOf({ fields, properties }: Message): Delivery {
  const headers = readField(properties, "headers");
  const deaths = readField(headers, "x-death");
  const death: unknown = Array.isArray(deaths) ? deaths[0] : undefined;
  const times = readField(headers, "x-delivery-count");
  const timestamp = readField(properties, "timestamp");
  return {
    redelivered: fields["redelivered"] === true,
    deliveryCount: typeof times === "number" ? times + 1 : undefined,
    // seconds by the protocol, milliseconds by many
    sentAtMs: typeof timestamp === "number" ? (timestamp > 1e11 ? timestamp : timestamp * 1000) : undefined,
    deadLetterSource: readTextField(death, ["queue"]),
    deadLetterReason: readTextField(death, ["reason"]),
  };
}

/** Whether `value` is a message: a consumer that was cancelled gets null. */
export function isMessage(value: unknown): value is Message {
  const fields = readField(value, "fields");
  return typeof fields === "object" && fields !== null;
}

/** Whether `value` is a text with something in it. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
