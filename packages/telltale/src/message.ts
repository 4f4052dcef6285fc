// Messages by hand: sent with the context inside, received with the context outside, by the conventions of messaging.
import { secondsBuckets } from "catalog/seconds-buckets";
import { attempt } from "./engine/errors/attempt.ts";
import { callOnce } from "./engine/completion/call-once.ts";
import type { Link } from "@opentelemetry/api";
import { isSpanContextValid, trace as api } from "./engine/api/trace.ts";
import { SpanKind } from "./engine/api/enums.ts";
import { addMissing } from "./business/attributes.ts";
import { readAttributes, readOptions } from "./business/read-options.ts";
import { extractFrom, injectInto } from "./calls/carrier.ts";
import { readConnection } from "./calls/connection.ts";
import type { DeclaredMetric } from "./calls/declared-metric.ts";
import { type PlannedCall, runCall } from "./calls/measured-call.ts";
import { headersOf } from "./calls/message-headers.ts";
import { readCount, readText } from "./calls/read-options.ts";
import { errorType } from "./engine/errors/error-form.ts";
import { activeScope, rootScope, type Scope, storage } from "./engine/context/scope.ts";
import type { Span } from "./engine/span/span.ts";
import { state } from "./engine/running/state.ts";
import { counter, histogram } from "./own-calls.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

/** What is done with messages. Words of brokers, such as `publish` or `ack`, are understood too. */
export type MessageOperation = "create" | "send" | "receive" | "process" | "settle" | (string & {});

/** What a messaging operation is about. */
export interface MessageOptions {
  /** `messaging.system`, such as `kafka`, `rabbitmq` or `nats`. */
  readonly system: string;
  /** The topic, queue or subject. */
  readonly destination?: string | undefined;
  /** Its pattern, where the names are many: `orders.{id}`. The span is named by it. */
  readonly template?: string | undefined;
  /** `true` for a destination whose name the broker has made up: nothing is named by it. */
  readonly anonymous?: boolean | undefined;
  /** What is done with the message: `send`, `create`, `receive`, `process` or `settle`. */
  readonly operation: MessageOperation;
  /** The message: its headers are written for `send` and `create`, read otherwise. Any object with headers in it. */
  readonly message?: object | undefined;
  /** `true` has the processing of a message begin a trace of its own, linked to the message's: for what is done much later. */
  readonly root?: boolean | undefined;
  /** Several at once. */
  readonly batch?: readonly object[] | undefined;
  /** The id that the broker knows it by (`messaging.message.id`). */
  readonly messageId?: string | undefined;
  /** The id of the conversation it belongs to (`messaging.message.conversation_id`). */
  readonly conversationId?: string | undefined;
  /** The group of consumers that takes it (`messaging.consumer.group.name`). */
  readonly consumerGroup?: string | undefined;
  /** The partition of the destination (`messaging.destination.partition.id`). */
  readonly partition?: string | number | undefined;
  /** Size of the body in bytes (`messaging.message.body.size`). */
  readonly bodySize?: number | undefined;
  /** A name, a connection string, or the client itself. Only host and port are read. */
  readonly connection?: string | object | undefined;
  /** More attributes of the span, by key. */
  readonly attributes?: object | undefined;
}

type OperationType = "create" | "send" | "receive" | "process" | "settle";

const types: Readonly<Record<string, OperationType>> = {
  create: "create",
  schedule: "create",
  send: "send",
  publish: "send",
  produce: "send",
  enqueue: "send",
  add: "send",
  request: "send",
  receive: "receive",
  poll: "receive",
  pull: "receive",
  fetch: "receive",
  get: "receive",
  process: "process",
  consume: "process",
  deliver: "process",
  handle: "process",
  settle: "settle",
  ack: "settle",
  nack: "settle",
  nak: "settle",
  term: "settle",
  reject: "settle",
  commit: "settle",
};
const kinds: Readonly<Record<OperationType, SpanKind>> = {
  create: SpanKind.PRODUCER,
  send: SpanKind.PRODUCER,
  receive: SpanKind.CLIENT,
  process: SpanKind.CONSUMER,
  settle: SpanKind.CLIENT,
};
/** What operations on messages measure. */
export const messagingMetrics: Readonly<
  Record<"operation" | "processing" | "sent" | "consumed", DeclaredMetric>
> = {
  operation: {
    name: "messaging.client.operation.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of messaging operations initiated by a producer or consumer client.",
    buckets: secondsBuckets,
  },
  processing: {
    name: "messaging.process.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of processing operations.",
    buckets: secondsBuckets,
  },
  sent: {
    name: "messaging.client.sent.messages",
    form: "counter",
    unit: "{message}",
    description: "Messages that a producer attempted to send to the broker.",
  },
  consumed: {
    name: "messaging.client.consumed.messages",
    form: "counter",
    unit: "{message}",
    description: "Messages that were delivered to the application.",
  },
};
const operations = histogram(messagingMetrics.operation.name, messagingMetrics.operation);
const processing = histogram(messagingMetrics.processing.name, messagingMetrics.processing);
const sent = counter(messagingMetrics.sent.name, messagingMetrics.sent);
const consumed = counter(messagingMetrics.consumed.name, messagingMetrics.consumed);
// a message that was received and is then processed was delivered once
const received = new WeakSet<object>();
// one that was created has a context of its own, which sending it leaves alone
const created = new WeakSet<object>();

/**
 * Runs `fn` as an operation on messages and returns what it returns.
 *
 * `send` writes the context into the headers of the message, or of each of a batch. `process` runs inside the context that the message
 * carries, so both are one trace; of a batch each message is linked. `receive` links the messages that `fn` gives back. Spans and the
 * metrics `messaging.*` follow the semantic conventions; an error is recorded and thrown on.
 *
 * @example
 * ```ts
 * import { traceMessage } from "telltale";
 *
 * const message = { headers: {}, value: "order 7" };
 * traceMessage({ system: "kafka", destination: "orders", operation: "send", message }, () => {
 *   // producer.send({ topic: "orders", messages: [message] })
 * });
 * traceMessage({ system: "kafka", destination: "orders", operation: "process", message }, () => "done"); // => "done"
 * ```
 */
export function traceMessage<T>(options: MessageOptions, fn: () => T): T {
  if (typeof fn !== "function") throw functionMissing("traceMessage(options, fn)", fn);
  if (state.engine === undefined) noteNotStarted("traceMessage()", traceMessage);
  return callOnce(fn, (once) => messageTraced(options, once), fn);
}

function messageTraced<T>(options: MessageOptions, fn: () => T): T {
  const operation = attempt("traceMessage", () => readOperation(readOptions(options)), undefined);
  if (operation === undefined) return fn();
  const { type, messages, single } = operation;
  const scope = type === "process" && single !== undefined ? arrive(single) : activeScope();
  const run = (): T => {
    if (type === "send" || type === "create") for (const message of messages) carry(message, type);
    return fn();
  };
  if (state.engine === undefined) return storage.run(scope, run);
  const plan = attempt("traceMessage", () => planMessage(readOptions(options), operation, scope), undefined);
  return plan === undefined ? storage.run(scope, run) : runCall(plan, run);
}

interface Operation {
  readonly name: string;
  readonly type: OperationType;
  readonly messages: readonly object[];
  /** The only message; undefined for a batch. */
  readonly single: object | undefined;
  readonly isBatch: boolean;
}

function readOperation(options: Partial<MessageOptions>): Operation {
  const name = readText(options.operation) ?? "send";
  const { batch, message } = options;
  const isBatch = Array.isArray(batch);
  const messages = isBatch ? batch.filter(isObject) : isObject(message) ? [message] : [];
  const type = Object.hasOwn(types, name) ? (types[name] as OperationType) : "process";
  return { name, type, messages, single: isBatch ? undefined : messages[0], isBatch };
}

function planMessage(options: Partial<MessageOptions>, operation: Operation, scope: Scope): PlannedCall {
  const { name, type, messages, isBatch } = operation;
  const destination = readText(options.destination);
  const template = readText(options.template);
  const anonymous = options.anonymous === true;
  const connection = readConnection(options.connection);
  const common = {
    "messaging.system": readText(options.system),
    // names in metrics have few values
    "messaging.destination.name": template === undefined && !anonymous ? destination : undefined,
    "messaging.destination.template": template,
    "messaging.operation.name": name,
    "messaging.consumer.group.name": readText(options.consumerGroup),
    "server.address": connection.address,
    "server.port": connection.port,
  };
  const attributes = {
    ...common,
    "messaging.destination.name": destination,
    "messaging.destination.anonymous": anonymous ? true : undefined,
    "messaging.operation.type": type,
    "messaging.batch.message_count": isBatch ? messages.length : undefined,
    "messaging.message.id": readText(options.messageId),
    "messaging.message.conversation_id": readText(options.conversationId),
    "messaging.message.body.size": readCount(options.bodySize),
    "messaging.destination.partition.id": readPartition(options.partition),
  };
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  const target = template ?? (anonymous ? undefined : destination);
  const root = type === "process" && options.root === true;
  const own = type === "send" ? messages.filter((message) => created.has(message)) : [];
  return {
    name: target === undefined ? name : `${name} ${target}`,
    kind: own.length > 0 ? SpanKind.CLIENT : kinds[type],
    attributes,
    links: linksTo(root || isLinked(operation) ? messages : own),
    root,
    scope,
    durations: type === "process" ? processing : operations,
    over({ failed, result, error }, span) {
      const arrived = type === "receive" && !failed ? noteReceived(span, result) : messages;
      const by = { ...common, "error.type": failed ? errorType(error) : undefined };
      count(type, arrived, by);
      return type === "process" ? by : { ...by, "messaging.operation.type": type };
    },
  };
}

function readPartition(partition: unknown): string | undefined {
  return partition === undefined ? undefined : String(partition);
}

/** Whether the span has links to all messages; the context of a single one that is processed is its parent already. */
function isLinked({ type, isBatch }: Operation): boolean {
  return type === "settle" || (type === "process" && isBatch);
}

function count(type: OperationType, messages: readonly object[], by: object): void {
  if (type === "send") sent.add(messages.length || 1, by);
  if (type !== "receive" && type !== "process") return;
  const fresh = messages.filter((message) => !received.has(message)).length;
  if (fresh > 0 || (type === "process" && messages.length === 0)) consumed.add(fresh || 1, by);
  if (type === "receive") for (const message of messages) received.add(message);
}

function noteReceived(span: Span, result: unknown): readonly object[] {
  const messages = Array.isArray(result) ? result.filter(isObject) : isObject(result) ? [result] : [];
  if (Array.isArray(result)) span.setAttribute("messaging.batch.message_count", messages.length);
  for (const link of linksTo(messages)) span.addLink(link);
  return messages;
}

function linksTo(messages: readonly object[]): Link[] {
  return messages.flatMap((message) => {
    const headers = headersOf(message, false);
    const context = headers === undefined ? undefined : api.getSpanContext(extractFrom(headers, rootScope));
    return context !== undefined && isSpanContextValid(context) ? [{ context }] : [];
  });
}

function carry(message: object, type: OperationType): void {
  if (created.has(message)) return;
  const headers = headersOf(message, true);
  if (headers !== undefined) injectInto(headers, activeScope());
  if (type === "create") created.add(message);
}

function arrive(message: object): Scope {
  const headers = headersOf(message, false);
  return headers === undefined ? activeScope() : extractFrom(headers, activeScope());
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
