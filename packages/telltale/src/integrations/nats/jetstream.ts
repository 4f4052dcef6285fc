// JetStream's client of both generations: publishing until the stream has it, consuming with a callback or an iterator, acknowledging.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { types } from "../../engine/runtime/builtin.ts";
import type { MessageOptions } from "../../message.ts";
import {
  isSeen,
  messageOperation,
  type MessagingOptions,
  processDelivery,
} from "../messaging-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { headersFor, serverOf } from "./connection.ts";
import { aboutMessage, deliveryOf, type Heard, isMessage, type NatsMessage, noteHeard } from "./delivered.ts";
import { receiving } from "./receiving.ts";

/** Replaces the methods of the classes of `client`. */
export function instrumentJetStream(client: unknown, options: MessagingOptions): void {
  if (typeof client !== "object" || client === null) return;
  wrapMethod(Object.getPrototypeOf(client), "publish", (publish) => publishing(publish, options));
  const consumers = readField(client, "consumers");
  if (typeof consumers !== "object" || consumers === null) return;
  const kind = Object.getPrototypeOf(consumers) as object;
  for (const name of ["get", "getPullConsumerFor"])
    wrapMethod(kind, name, (get) => giving(get, readField(client, "nc"), options));
}

// JetStream publishes by a request, which the connection records: this only marks it as a publish
function publishing(publish: Method, options: MessagingOptions): Method {
  return function published(this: unknown, subject, data, given, ...rest) {
    // buckets and their like are subjects of the server's own
    if (!isSeen() || String(subject).startsWith("$"))
      return publish.call(this, subject, data, given, ...rest);
    const connection = readField(this, "nc");
    const operation: MessageOptions = {
      system: "nats",
      operation: "publish",
      destination: subject as string,
      messageId: readTextField(given, ["msgID"]),
      bodySize: typeof data === "string" ? Buffer.byteLength(data) : readWholeField(data, "length"),
      connection: serverOf(connection),
    };
    const headers = headersFor(connection, readField(given, "headers"));
    const sent = headers === undefined ? given : { ...given, headers };
    const message = headers === undefined ? undefined : { headers };
    return messageOperation(options, { ...operation, message }, () =>
      publish.call(this, subject, data, sent, ...rest),
    );
  };
}

function giving(get: Method, connection: unknown, options: MessagingOptions): Method {
  return function given(this: unknown, ...args) {
    const consumer: unknown = get.apply(this, args);
    if (!types.isPromise(consumer)) return adopt(consumer, connection, options);
    return consumer.then((made) => adopt(made, connection, options));
  };
}

function adopt(consumer: unknown, connection: unknown, options: MessagingOptions): unknown {
  // one that keeps the order consumes by one of these
  if (
    typeof consumer !== "object" ||
    consumer === null ||
    readField(consumer, "internalHandler") !== undefined
  )
    return consumer;
  const kind = Object.getPrototypeOf(consumer) as object;
  wrapMethod(kind, "consume", (consume) => consuming(consume, connection, options));
  wrapMethod(kind, "fetch", (fetch) => consuming(fetch, connection, options));
  return consumer;
}

function consuming(consume: Method, connection: unknown, options: MessagingOptions): Method {
  return function consumed(this: unknown, given, ...rest) {
    const config = readField(readField(this, "_info"), "config");
    const heard: Heard = {
      connection: serverOf(connection),
      pattern: readTextField(config, ["filter_subject"]),
      group: readTextField(config, ["durable_name", "name"]),
    };
    const callback = readField(given, "callback");
    if (typeof callback !== "function") {
      const iterable: unknown = given === undefined ? consume.call(this) : consume.call(this, given, ...rest);
      const adopted = (message: NatsMessage): void => instrumentMessage(message, options);
      if (!types.isPromise(iterable)) return receiving(iterable, heard, options, adopted);
      return iterable.then((made) => receiving(made, heard, options, adopted));
    }
    const handle: Method = function (this: unknown, message, ...more) {
      if (!isMessage(message)) return callback.call(this, message, ...more);
      instrumentMessage(message, options);
      noteHeard(message, heard);
      if (!isSeen()) return callback.call(this, message, ...more);
      return processDelivery(options, aboutMessage("process", message), deliveryOf(message), () =>
        callback.call(this, message, ...more),
      );
    };
    return consume.call(this, { ...given, callback: handle }, ...rest);
  };
}

function instrumentMessage(message: NatsMessage, options: MessagingOptions): void {
  if (options.settle === false) return;
  const kind = Object.getPrototypeOf(message) as object;
  for (const name of ["ack", "nak", "term", "ackAck"])
    wrapMethod(kind, name, (settle) => settling(name === "ackAck" ? "ack" : name, settle, options));
}

function settling(name: string, settle: Method, options: MessagingOptions): Method {
  return function settled(this: unknown, ...args) {
    if (!isSeen() || !isMessage(this) || readField(this, "didAck") === true) return settle.apply(this, args);
    const operation = aboutMessage(name, this);
    const attributes = {
      ...operation.attributes,
      "telltale.messaging.dead_lettered": name === "term" ? true : undefined,
    };
    return messageOperation(options, { ...operation, messageId: undefined, attributes }, () =>
      settle.apply(this, args),
    );
  };
}
