// MQTT.js: what a client publishes and what reaches its listeners. The context travels in the user properties of MQTT 5; before, there is no place.
import type { EventEmitter } from "node:events";
import { readField, readTextField, readWholeField } from "../calls/read-field.ts";
import type { MessageOptions } from "../message.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { isSeen, type MessagingOptions, processDelivery } from "./messaging-integration.ts";
import { isReceivedAbove } from "./messaging/above.ts";
import { messagingEmits } from "./messaging/emits.ts";
import { untilCalledBack } from "./messaging/until-called-back.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { MessagingOptions } from "./messaging-integration.ts";

/**
 * Has the clients of `library` traced: publishing, until the broker has confirmed it as its quality of service says, and what listeners for
 * `message` do at once. Returns the same library.
 *
 * @example
 * ```ts
 * import mqtt from "mqtt";
 * import { instrumentMqtt } from "telltale/mqtt";
 *
 * instrumentMqtt(mqtt) === mqtt; // => true
 * ```
 */
export function instrumentMqtt<L extends object>(library: L, options: MessagingOptions = {}): L {
  return mqtt.instrument(library, options) as L;
}

const shared = [{ name: "messaging.message.body.size", when: "it is known" }, { name: "messaging.mqtt.qos" }];

/** MQTT.js for `telltale/register`. */
export const mqtt: LibraryIntegration<MessagingOptions> = {
  name: "mqtt",
  modules: ["mqtt"],
  versions: [[4, 6]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const kind = readField(readField(face, "MqttClient") ?? readField(face, "Client"), "prototype");
        if (typeof readField(kind, "publish") !== "function") continue;
        wrapMethod(kind, "publish", (publish) => publishing(publish, options));
        wrapMethod(kind, "emit", (emit) => emitting(emit, options));
      }
    }),
  emits: messagingEmits({
    common: ["server.address", "server.port"],
    operations: [
      {
        name: "publish",
        type: "send",
        description: "A message published, until it is confirmed.",
        attributes: shared,
      },
      {
        name: "process",
        type: "process",
        description: "The synchronous work of the listeners for `message`.",
        attributes: [...shared, "telltale.messaging.redelivered"],
      },
    ],
  }),
};

function publishing(publish: Method, options: MessagingOptions): Method {
  return function published(this: unknown, ...args) {
    if (!isSeen()) return publish.apply(this, args);
    const [topic, message, given, callback] = args;
    const [asked, called] = typeof given === "function" ? [undefined, given] : [given, callback];
    const properties = readField(asked, "properties");
    const userProperties = { ...(readField(properties, "userProperties") as object | undefined) };
    const isFive = readField(readField(this, "options"), "protocolVersion") === 5;
    const sent = isFive ? { ...asked, properties: { ...(properties as object), userProperties } } : asked;
    const operation: MessageOptions = {
      ...about(this, "publish", topic),
      message: isFive ? { properties: { userProperties } } : undefined,
      bodySize: sizeOf(message),
      attributes: { "messaging.mqtt.qos": readWholeField(asked, "qos") ?? 0 },
    };
    let isCalling = true;
    // without a callback, a client that ends raises the error that it would give to one
    const raise: Method = (error) => {
      if (isCalling && error && readField(this, "disconnecting") === true)
        (this as EventEmitter).emit("error", error);
    };
    return untilCalledBack(options, operation, called ?? raise, (answer) => {
      const result: unknown = publish.call(this, topic, message, sent ?? {}, answer);
      isCalling = false;
      return result;
    });
  };
}

function emitting(emit: Method, options: MessagingOptions): Method {
  return function emitted(this: unknown, event, ...args) {
    if (event !== "message" || !isSeen() || isReceivedAbove(this as object))
      return emit.call(this, event, ...args);
    const [topic, message, packet] = args as [unknown, unknown, object];
    const operation: MessageOptions = {
      ...about(this, "process", topic),
      message: packet,
      bodySize: sizeOf(message),
      attributes: { "messaging.mqtt.qos": readWholeField(packet, "qos") },
    };
    return processDelivery(options, operation, { redelivered: readField(packet, "dup") === true }, () =>
      emit.call(this, event, ...args),
    );
  };
}

function about(client: unknown, operation: string, topic: unknown): MessageOptions {
  const settings = readField(client, "options");
  const host = readTextField(settings, ["hostname", "host"]);
  const port = readWholeField(settings, "port");
  return {
    system: "mqtt",
    operation,
    destination: typeof topic === "string" ? topic : undefined,
    connection: host === undefined ? undefined : `mqtt://${host}${port === undefined ? "" : `:${port}`}`,
  };
}

function sizeOf(message: unknown): number | undefined {
  return typeof message === "string" ? Buffer.byteLength(message) : readWholeField(message, "length");
}
