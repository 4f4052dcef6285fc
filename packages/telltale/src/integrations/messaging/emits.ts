// What integrations of messaging declare: the spans of their operations, and the metrics that all have.
import type { Emitted, EmittedAttribute } from "../library-integration.ts";

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
  /** Whether there are destinations, or parts of them, whose names the broker makes up: nothing is named by those. */
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
  when: "the broker has made the name up",
};
const partlyMade: EmittedAttribute = { name: template, when: "the broker has made a part of the name up" };
const failed: EmittedAttribute = { name: "error.type", when: "it failed" };

const reasons: Readonly<Record<string, string>> = {
  "messaging.batch.message_count": "several messages at once",
  "messaging.message.id": "it has one",
  "messaging.message.conversation_id": "it has one",
  "telltale.messaging.queue_time_ms": "the message says when it was sent",
  "telltale.messaging.redelivered": "it was delivered before",
  "telltale.messaging.dead_lettered": "nobody will try it again",
  "telltale.messaging.dead_letter.source": "it comes out of a dead letter queue",
  "telltale.messaging.dead_letter.reason": "it comes out of a dead letter queue",
};

/** The `emits` of the integration of a messaging client. */
export function messagingEmits(client: ClientEmitted): Emitted[] {
  const { operations, common = [], consuming = [], anonymous = false, queueTime = false } = client;
  const everywhere = ["messaging.system", "messaging.destination.name", "messaging.operation.name"].map(
    toAttribute,
  );
  const shared = [...everywhere, ...common.map(toAttribute), ...(anonymous ? [partlyMade] : [])];
  const heard = [...shared, ...consuming.map(toAttribute)];
  const spans = operations.flatMap((operation): Emitted[] => {
    const { name, type, description, attributes = [], fails = true, bare = anonymous } = operation;
    const own = [
      { name: "messaging.operation.type" },
      ...(anonymous ? [made] : []),
      ...attributes.map(toAttribute),
    ];
    const span = { kind: "span", form: forms[type], description } as const;
    const all = [...(isSending(type) ? shared : heard), ...own, ...(fails ? [failed] : [])];
    const named = { ...span, name: `${name} {destination}`, attributes: all };
    if (!bare) return [named];
    const rest = all.filter(({ name: key }) =>
      anonymous ? key !== template : key !== "messaging.destination.name",
    );
    return [named, { ...span, name, attributes: rest }];
  });
  const has = (...types: readonly OperationEmitted["type"][]): boolean =>
    operations.some(({ type }) => types.includes(type));
  const duration = metric(
    "messaging.client.operation.duration",
    "s",
    "histogram",
    "Duration of messaging operations initiated by a producer or consumer client.",
    [...(has("receive", "settle") ? heard : shared), { name: "messaging.operation.type" }, failed],
  );
  const sent = metric(
    "messaging.client.sent.messages",
    "{message}",
    "counter",
    "Messages that a producer attempted to send to the broker.",
    [...shared, failed],
  );
  const consumed = metric(
    "messaging.client.consumed.messages",
    "{message}",
    "counter",
    "Messages that were delivered to the application.",
    [...heard, failed],
  );
  const processed = metric(
    "messaging.process.duration",
    "s",
    "histogram",
    "Duration of processing operations.",
    [...heard, failed],
  );
  const waited = metric(
    "telltale.messaging.queue.duration",
    "s",
    "histogram",
    "Time from sending a message to the beginning of its processing, by two clocks.",
    [...everywhere.slice(0, 2), ...heard.filter(({ name }) => name === template)],
  );
  return [
    ...spans,
    ...(has("create", "send", "receive", "settle") ? [duration] : []),
    ...(has("send") ? [sent] : []),
    ...(has("receive", "process") ? [consumed] : []),
    ...(has("process") ? [processed] : []),
    ...(queueTime ? [waited] : []),
  ];
}

function isSending(type: OperationEmitted["type"]): boolean {
  return type === "send" || type === "create";
}

function metric(
  name: string,
  unit: string,
  form: string,
  description: string,
  attributes: readonly EmittedAttribute[],
): Emitted {
  return { kind: "metric", name, form, unit, description, attributes };
}

function toAttribute(given: string | EmittedAttribute): EmittedAttribute {
  if (typeof given !== "string") return given;
  return reasons[given] === undefined ? { name: given } : { name: given, when: reasons[given] };
}
