// A producer of kafkajs: what is sent has the context in its headers, and says in the end where it lies.
import { readField, readWholeField } from "../../calls/read-field.ts";
import { passingOn } from "../../engine/diagnostics/guard.ts";
import { types } from "../../engine/runtime/builtin.ts";
import type { MessageOptions } from "../../message.ts";
import { activeSpan } from "../../span.ts";
import { isSeen, messageOperation, type MessagingOptions } from "../messaging-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { followBroker } from "./broker.ts";
import { keyOf, sizeOf } from "./record.ts";

/** The messages for one topic. */
interface TopicMessages {
  readonly topic?: string;
  readonly messages?: readonly object[];
}

/** Replaces the methods of `producer`. */
export function instrumentProducer(producer: object, options: MessagingOptions): void {
  wrapSending(producer, followBroker(producer, "Produce"), options);
}

function wrapSending(owner: object, broker: () => string | undefined, options: MessagingOptions): void {
  wrapMethod(owner, "send", (send) =>
    sending(send, broker, options, {
      read: (given) => [given as TopicMessages],
      write: (given, [first]) => ({ ...(given as object), ...first }),
    }),
  );
  wrapMethod(owner, "sendBatch", (send) =>
    sending(send, broker, options, {
      read: (given) => {
        const all = readField(given, "topicMessages");
        return Array.isArray(all) ? (all as TopicMessages[]) : [];
      },
      write: (given, topicMessages) => ({ ...(given as object), topicMessages }),
    }),
  );
  wrapMethod(owner, "transaction", (begin) => {
    const adopt = passingOn((transaction) => {
      if (typeof transaction === "object" && transaction !== null) wrapSending(transaction, broker, options);
    });
    return function begun(this: unknown, ...args) {
      const transaction: unknown = begin.apply(this, args);
      return types.isPromise(transaction) ? transaction.then(adopt) : adopt(transaction);
    };
  });
}

/** Where topics and their messages are in the arguments of a method. */
interface Form {
  read(given: unknown): readonly TopicMessages[];
  write(given: unknown, topics: readonly TopicMessages[]): object;
}

function sending(
  send: Method,
  broker: () => string | undefined,
  options: MessagingOptions,
  { read, write }: Form,
): Method {
  return function sent(this: unknown, given, ...rest) {
    const topics = isSeen() ? read(given) : [];
    if (topics.length === 0 || !topics.every(({ messages }) => Array.isArray(messages)))
      return send.call(this, given, ...rest);
    const copies = topics.map((part) => ({ ...part, messages: (part.messages as object[]).map(copyOf) }));
    const messages = copies.flatMap((part) => part.messages);
    const [only, ...others] = new Set(topics.map(({ topic }) => topic));
    const operation: MessageOptions = {
      system: "kafka",
      operation: "send",
      destination: others.length === 0 ? only : undefined,
      connection: broker(),
      ...aboutMessages(messages),
    };
    return messageOperation(options, operation, () => {
      const span = activeSpan();
      const result: unknown = send.call(this, write(given, copies), ...rest);
      if (!types.isPromise(result) || messages.length !== 1) return result;
      const note = passingOn((places) => {
        const place: unknown = Array.isArray(places) ? places[0] : undefined;
        const partition = readWholeField(place, "partition");
        span?.setAttributes({
          "messaging.destination.partition.id": partition === undefined ? undefined : String(partition),
          "messaging.kafka.offset": readWholeField(place, "baseOffset"),
        });
      });
      return result.then(note);
    });
  };
}

function aboutMessages(messages: readonly object[]): Partial<MessageOptions> {
  const [message] = messages;
  if (message === undefined || messages.length > 1) return { batch: messages };
  return {
    message,
    bodySize: sizeOf(readField(message, "value")),
    attributes: { "messaging.kafka.message.key": keyOf(readField(message, "key")) },
  };
}

function copyOf(message: object): object {
  const headers = readField(message, "headers");
  return { ...message, headers: { ...(typeof headers === "object" ? headers : undefined) } };
}
