// What integrations of messaging declare: the spans of their operations, and the metrics that all have.
import { messagingMetrics } from "../../message.ts";
import { type Emitted, type EmittedAttribute, emittedMetric } from "../library-integration.ts";
import { queueDuration } from "../messaging-integration.ts";

/** One operation of a client, as its integration declares it. */
interface OperationEmitted {
  /** `messaging.operation.name`, with which the span's name begins. */
  readonly name: string;
  readonly type: "create" | "send" | "receive" | "process" | "settle";
  readonly description: string;
  /** Attributes beside those that all operations have. */
  readonly attributes?: readonly (string | EmittedAttribute)[] | undefined;
  /** Its name where it has no destination, or several. */
  readonly bare?: boolean | undefined;
  /** `false` where nothing of it can fail. */
  readonly fails?: boolean | undefined;
}

/** What a client's integration writes. */
export interface ClientEmitted {
  readonly operations: readonly OperationEmitted[];
  /** What all its operations have, such as `server.address`; metrics have it too. */
  readonly common?: readonly (string | EmittedAttribute)[] | undefined;
  /** What all operations but sending have besides. */
  readonly consuming?: readonly (string | EmittedAttribute)[] | undefined;
  /** Whether the broker generates names of destinations, or parts of them: spans are not named by those. */
  readonly anonymous?: boolean | undefined;
  /** Whether it knows when messages were sent. */
  readonly queueTime?: boolean | undefined;
}

const forms = {
  create: "producer",
  send: "producer",
  receive: "client",
  process: "consumer",
  settle: "client",
} as const;
const template = "messaging.destination.template";
const made: EmittedAttribute = {
  name: "messaging.destination.anonymous",
  when: "the broker generated the name",
};
const partlyMade: EmittedAttribute = { name: template, when: "the broker generated a part of the name" };
const failed: EmittedAttribute = { name: "error.type", when: "it failed" };

const reasons: Readonly<Record<string, string>> = {
  "messaging.batch.message_count": "several messages at once",
  "messaging.message.id": "it has one",
  "messaging.message.conversation_id": "it has one",
  "telltale.messaging.queue_time_ms": "the message has the time it was sent",
  "telltale.messaging.redelivered": "it was delivered before",
  "telltale.messaging.dead_lettered": "it will not be retried",
  "telltale.messaging.dead_letter.source": "it comes from a dead letter queue",
  "telltale.messaging.dead_letter.reason": "it comes from a dead letter queue",
};

/** Attributes by what has them. */
interface Attributes {
  readonly sending: readonly EmittedAttribute[];
  readonly consuming: readonly EmittedAttribute[];
  /** The queue's own time has no operation. */
  readonly queue: readonly EmittedAttribute[];
}

/** The `emits` of the integration of a messaging client. */
export function messagingEmits(client: ClientEmitted): Emitted[] {
  const attributes = attributesOf(client);
  return [
    ...client.operations.flatMap((operation) => spansOf(operation, client, attributes)),
    ...metricsOf(client, attributes),
  ];
}

function attributesOf({ common = [], consuming = [], anonymous = false }: ClientEmitted): Attributes {
  const place = ["messaging.system", "messaging.destination.name"].map(toAttribute);
  const templates = anonymous ? [partlyMade] : [];
  const sending = [
    ...place,
    toAttribute("messaging.operation.name"),
    ...common.map(toAttribute),
    ...templates,
  ];
  const more = consuming.map(toAttribute);
  return {
    sending,
    consuming: [...sending, ...more],
    queue: [...place, ...[...templates, ...more].filter(({ name }) => name === template)],
  };
}

/** The span of an operation, and a second one where it may have no destination to be named by. */
function spansOf(
  operation: OperationEmitted,
  { anonymous = false }: ClientEmitted,
  { sending, consuming }: Attributes,
): Emitted[] {
  const { name, type, description, attributes = [], fails = true, bare = anonymous } = operation;
  const all = [
    ...(isSending(type) ? sending : consuming),
    { name: "messaging.operation.type" },
    ...(anonymous ? [made] : []),
    ...attributes.map(toAttribute),
    ...(fails ? [failed] : []),
  ];
  const span = { kind: "span", form: forms[type], description } as const;
  const named = { ...span, name: `${name} {destination}`, attributes: all };
  if (!bare) return [named];
  const absent = anonymous ? template : "messaging.destination.name";
  return [named, { ...span, name, attributes: all.filter((one) => one.name !== absent) }];
}

function metricsOf(
  { operations, queueTime = false }: ClientEmitted,
  { sending, consuming, queue }: Attributes,
): Emitted[] {
  const has = (...types: readonly OperationEmitted["type"][]): boolean =>
    operations.some(({ type }) => types.includes(type));
  const called = [
    ...(has("receive", "settle") ? consuming : sending),
    { name: "messaging.operation.type" },
    failed,
  ];
  const { operation, sent, consumed, processing } = messagingMetrics;
  return [
    ...(has("create", "send", "receive", "settle") ? [emittedMetric(operation, called)] : []),
    ...(has("send") ? [emittedMetric(sent, [...sending, failed])] : []),
    ...(has("receive", "process") ? [emittedMetric(consumed, [...consuming, failed])] : []),
    ...(has("process") ? [emittedMetric(processing, [...consuming, failed])] : []),
    ...(queueTime ? [emittedMetric(queueDuration, queue)] : []),
  ];
}

function isSending(type: OperationEmitted["type"]): boolean {
  return type === "send" || type === "create";
}

function toAttribute(given: string | EmittedAttribute): EmittedAttribute {
  if (typeof given !== "string") return given;
  return reasons[given] === undefined ? { name: given } : { name: given, when: reasons[given] };
}
