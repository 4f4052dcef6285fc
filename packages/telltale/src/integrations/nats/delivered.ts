// Messages of NATS and of JetStream as they come: what is known of one, and of its delivery.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import type { MessageOptions } from "../../message.ts";
import type { Delivery } from "../messaging-integration.ts";

/** A message of either client; of JetStream it has `info`. */
export interface NatsMessage {
  readonly subject: string;
}

/** Where it was heard. */
export interface Heard {
  readonly connection?: string | undefined;
  readonly pattern?: string | undefined;
  readonly group?: string | undefined;
}

const places = new WeakMap<object, Heard>();

/** Notes where `message` was heard, for what is done with it later. */
export function noteHeard(message: NatsMessage, heard: Heard): void {
  places.set(message, heard);
}

/** Whether `value` is a message. */
export function isMessage(value: unknown): value is NatsMessage {
  return typeof readField(value, "subject") === "string";
}

/** The operation `name` on `message`. */
export function aboutMessage(name: string, message: NatsMessage): MessageOptions {
  const heard = places.get(message);
  const info = infoOf(message);
  const pattern = heard?.pattern;
  return {
    system: "nats",
    operation: name,
    destination: message.subject,
    template: pattern !== undefined && /[*>]/.test(pattern) ? pattern : undefined,
    message,
    messageId: headerOf(message, "Nats-Msg-Id"),
    bodySize: readWholeField(readField(message, "data"), "length"),
    consumerGroup: readTextField(info, ["consumer"]) ?? heard?.group,
    connection: heard?.connection,
    attributes: { "messaging.nats.stream": readTextField(info, ["stream"]) },
  };
}

/** What JetStream says of a delivery; undefined for plain NATS, which keeps nothing. */
export function deliveryOf(message: NatsMessage): Delivery | undefined {
  const info = infoOf(message);
  if (info === undefined) return undefined;
  const count = readWholeField(info, "deliveryCount");
  const nanos = readField(info, "timestampNanos");
  return {
    deliveryCount: count,
    redelivered: (count ?? 1) > 1,
    sentAtMs: typeof nanos === "number" || typeof nanos === "bigint" ? Number(nanos) / 1e6 : undefined,
  };
}

// a getter that parses the subject to answer to, and throws where that is another one
function infoOf(message: object): object | undefined {
  const reply = readField(message, "reply");
  if (typeof reply !== "string" || !reply.startsWith("$JS.ACK.")) return undefined;
  const info = readField(message, "info");
  return typeof info === "object" && info !== null ? info : undefined;
}

function headerOf(message: object, name: string): string | undefined {
  const headers = readField(message, "headers");
  const get = readField(headers, "get");
  if (typeof get !== "function") return undefined;
  const value: unknown = get.call(headers, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
