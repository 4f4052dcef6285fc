// The channels of amqplib: what is published, got, delivered and settled. Both APIs have classes of the same form; the methods are replaced
// on the prototypes, where each has its own, once.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { storage } from "../../engine/context/scope.ts";
import { types } from "../../engine/runtime/builtin.ts";
import type { MessageOptions } from "../../message.ts";
import {
  isSeen,
  messageOperation,
  type MessagingOptions,
  processDelivery,
} from "../messaging-integration.ts";
import {
  aboutChannel,
  aboutDelivery,
  deliveryOf,
  isMessage,
  isText,
  type Message,
  noteQueue,
  placeOf,
} from "./delivered.ts";
import { noteAllSettled, noteSettled, untilSettled } from "./settled.ts";
import { isReceivedAbove, takeLater } from "../messaging/above.ts";
import { untilCalledBack } from "../messaging/until-called-back.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

// options that carry the context already: one class calls the other
const carrying = new WeakSet<object>();

/** Replaces the methods of the classes of `channel`. */
export function instrumentChannel(channel: unknown, options: MessagingOptions): void {
  if (typeof channel !== "object" || channel === null) return;
  const wrappers: Readonly<Record<string, (method: Method) => Method>> = {
    publish: (method) => publishing(method, options),
    consume: (method) => consuming(method, options),
    get: (method) => getting(method, options),
    ack: (method) => settling("ack", method, options),
    nack: (method) => settling("nack", method, options),
    reject: (method) => settling("reject", method, options),
    ackAll: (method) => settlingAll("ack", method, options),
    nackAll: (method) => settlingAll("nack", method, options),
    toClosed: closing,
  };
  let kind = Object.getPrototypeOf(channel) as object | null;
  for (; kind !== null && kind !== Object.prototype; kind = Object.getPrototypeOf(kind) as object | null)
    for (const [name, wrap] of Object.entries(wrappers))
      if (Object.hasOwn(kind, name)) wrapMethod(kind, name, wrap);
}

function publishing(publish: Method, options: MessagingOptions): Method {
  const confirms = publish.length > 4;
  return function published(this: unknown, ...args): unknown {
    const [exchange, routingKey, content, given, ...rest] = args;
    const later = takeLater(content);
    if (later !== undefined) return storage.run(later, () => published.apply(this, args) as unknown);
    if (!isSeen() || carrying.has(given as object)) return publish.apply(this, args);
    const sent = { ...given, headers: { ...readHeaders(given) } };
    carrying.add(sent);
    const operation: MessageOptions = {
      ...aboutChannel(this),
      operation: "publish",
      ...placeOf([exchange, routingKey]),
      message: sent,
      messageId: readTextField(given, ["messageId"]),
      conversationId: readTextField(given, ["correlationId"]),
      bodySize: readWholeField(content, "length"),
      attributes: {
        "messaging.rabbitmq.destination.routing_key": isText(routingKey) ? routingKey : undefined,
      },
    };
    const send = (confirmed: unknown): unknown =>
      publish.call(this, exchange, routingKey, content, sent, ...(confirms ? [confirmed] : rest));
    if (confirms) return untilCalledBack(options, operation, rest[0], send);
    return messageOperation(options, operation, () => send(undefined));
  };
}

function consuming(consume: Method, options: MessagingOptions): Method {
  return function consumed(this: unknown, queue, callback, given, ...rest) {
    if (typeof callback !== "function" || isReceivedAbove(this as object))
      return consume.call(this, queue, callback, given, ...rest);
    const about = aboutChannel(this);
    const channel = this as object;
    const isSettled = readField(given, "noAck") !== true;
    const handle: Method = function (this: unknown, message, ...more) {
      if (!isMessage(message)) return callback.call(this, message, ...more);
      noteQueue(message, queue);
      if (!isSeen()) return callback.call(this, message, ...more);
      return processDelivery(options, aboutDelivery(about, "process", message), deliveryOf(message), () => {
        const result: unknown = callback.call(this, message, ...more);
        const isOver = typeof readField(result, "then") === "function" || !isSettled;
        return isOver ? result : untilSettled(channel, message, message.fields["deliveryTag"], result);
      });
    };
    return consume.call(this, queue, handle, given, ...rest);
  };
}

function getting(get: Method, options: MessagingOptions): Method {
  return function got(this: unknown, queue, given, callback, ...rest) {
    if (!isSeen()) return get.call(this, queue, given, callback, ...rest);
    const operation = { ...aboutChannel(this), operation: "get", ...placeOf([queue]) };
    const note = (message: unknown): unknown => {
      if (isMessage(message)) noteQueue(message, queue);
      return message;
    };
    if (typeof callback !== "function") {
      return messageOperation(options, operation, () => {
        const result: unknown = get.call(this, queue, given);
        return types.isPromise(result) ? result.then(note) : result;
      });
    }
    const done: Method = function (this: unknown, error: unknown, message: unknown) {
      return callback.call(this, error, note(message));
    };
    return untilCalledBack(options, operation, done, (answer) =>
      get.call(this, queue, given, answer, ...rest),
    );
  };
}

function settling(name: "ack" | "nack" | "reject", settle: Method, options: MessagingOptions): Method {
  return function settled(this: unknown, message, ...rest) {
    if (!isSeen() || !isMessage(message)) return settle.call(this, message, ...rest);
    const run = (): unknown => settle.call(this, message, ...rest);
    try {
      return options.settle === false
        ? run()
        : messageOperation(options, aboutSettling(this, name, message, rest), run);
    } finally {
      const upTo = name !== "reject" && rest[0] === true;
      noteSettled(this as object, message, message.fields["deliveryTag"], upTo);
    }
  };
}

/** `ackAll` and `nackAll`: all that the channel has delivered. */
function settlingAll(name: "ack" | "nack", settle: Method, options: MessagingOptions): Method {
  return function settledAll(this: unknown, ...args) {
    if (!isSeen()) return settle.apply(this, args);
    const attributes = {
      "telltale.messaging.dead_lettered": name === "nack" && args[0] === false ? true : undefined,
    };
    const operation = { ...aboutChannel(this), operation: name, attributes };
    try {
      return options.settle === false
        ? settle.apply(this, args)
        : messageOperation(options, operation, () => settle.apply(this, args) as unknown);
    } finally {
      noteAllSettled(this as object);
    }
  };
}

/** What a channel does when it is over, however that came: what it has delivered is the broker's again. */
function closing(close: Method): Method {
  return function closed(this: unknown, ...args) {
    noteAllSettled(this as object);
    return close.apply(this, args);
  };
}

function aboutSettling(
  channel: unknown,
  name: "ack" | "nack" | "reject",
  message: Message,
  rest: readonly unknown[],
): MessageOptions {
  // nack(message, allUpTo, requeue), reject(message, requeue): put back unless said otherwise
  const requeue = name === "nack" ? rest[1] : rest[0];
  const operation = aboutDelivery(aboutChannel(channel), name, message);
  const attributes = {
    ...operation.attributes,
    "telltale.messaging.dead_lettered": name !== "ack" && requeue === false ? true : undefined,
  };
  return { ...operation, messageId: undefined, conversationId: undefined, bodySize: undefined, attributes };
}

function readHeaders(options: unknown): object {
  const headers = readField(options, "headers");
  return typeof headers === "object" && headers !== null ? headers : {};
}
