// What clients of NestJS send: `send()` until the answer, `emit()` until the message has left. The client of the broker below has no span of
// its own for it, and writes the context where its messages have headers.
import { outlasting } from "../../calls/outlasting.ts";
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { activeScope, storage } from "../../engine/context/scope.ts";
import { suppressed } from "../../engine/context/suppress.ts";
import { types } from "../../engine/runtime/builtin.ts";
import type { MessageOptions } from "../../message.ts";
import { receiveAbove, sendInside, sendLater } from "../messaging/above.ts";
import { isSeen, messageOperation } from "../messaging-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { ownerOf, prototypeOf } from "../patching/class.ts";
import { writeContext } from "./packet.ts";

/** The clients that are seen; Kafka's has the spans of kafkajs, whose answers are messages as others are. */
const clients = [
  { name: "ClientTCP", system: "nestjs", packet: true },
  { name: "ClientRedis", system: "redis", packet: true },
  { name: "ClientMqtt", system: "mqtt", packet: true },
  { name: "ClientNats", system: "nats", packet: false },
  { name: "ClientRMQ", system: "rabbitmq", packet: false },
] as const;
type Client = (typeof clients)[number];

/** Replaces the methods of the clients in `face`. */
export function instrumentClients(face: object): void {
  for (const client of clients) {
    const kind = prototypeOf(readField(face, client.name));
    wrapMethod(kind, "publish", (publish) => requesting(publish, client));
    wrapMethod(kind, "dispatchEvent", (dispatch) => emitting(dispatch, client));
  }
  wrapMethod(prototypeOf(readField(face, "ClientRMQ")), "consumeChannel", consumingAnswers);
  wrapMethod(prototypeOf(readField(face, "ClientMqtt")), "createClient", adoptingMqtt);
}

function requesting(publish: Method, client: Client): Method {
  return function requested(this: unknown, packet, callback, ...rest) {
    if (!isSeen() || typeof callback !== "function") return publish.call(this, packet, callback, ...rest);
    const caller = activeScope();
    return outlasting(
      async (lasting) => messageOperation({}, aboutPacket(this, "request", packet, client), lasting),
      (over) => {
        const answer: Method = function (this: unknown, reply, ...more) {
          const error = readField(reply, "err");
          if (error !== undefined && error !== null) over({ error: toError(error) });
          else if (readField(reply, "isDisposed") === true) over();
          return storage.run(caller, () => callback.call(this, reply, ...more) as unknown);
        };
        prepare(this, "request", packet, client);
        const stop: unknown = publish.call(this, packet, answer, ...rest);
        return typeof stop === "function" ? stopping(stop as Method, over) : stop;
      },
    );
  };
}

/** What an observable calls when it has no subscribers left. */
function stopping(stop: Method, over: () => void): Method {
  return function stopped(this: unknown, ...args) {
    over();
    return stop.apply(this, args);
  };
}

function emitting(dispatch: Method, client: Client): Method {
  return function emitted(this: unknown, packet, ...rest) {
    if (!isSeen()) return dispatch.call(this, packet, ...rest);
    return messageOperation({}, aboutPacket(this, "publish", packet, client), () => {
      prepare(this, "publish", packet, client);
      return dispatch.call(this, packet, ...rest) as unknown;
    });
  };
}

function prepare(
  sender: unknown,
  operation: string,
  packet: unknown,
  { system, packet: isCarrier }: Client,
): void {
  const { span } = activeScope();
  if (isCarrier) writeContext(packet);
  if (system === "rabbitmq") {
    adoptChannel(readField(sender, "channel"));
    // many patterns go by one queue
    const pattern = patternOf(sender, readField(packet, "pattern"));
    if (pattern !== undefined) span?.updateName(`${operation} ${pattern}`);
  }
  sendInside(span);
}

/** The channel of amqp-connection-manager, which keeps messages while it has no connection. */
function adoptChannel(channel: unknown): void {
  for (const [name, at] of [
    ["sendToQueue", 1],
    ["publish", 2],
  ] as const) {
    wrapMethod(ownerOf(channel, name), name, (send) => {
      return function sent(this: unknown, ...args) {
        if (isSeen() && activeScope().span !== undefined) sendLater(args[at]);
        return send.apply(this, args);
      };
    });
  }
}

function aboutPacket(
  sender: unknown,
  operation: string,
  packet: unknown,
  { system }: Client,
): MessageOptions {
  const pattern = patternOf(sender, readField(packet, "pattern"));
  return {
    system,
    operation,
    destination: system === "rabbitmq" ? queueOf(sender, pattern) : pattern,
    connection: connectionOf(sender, system),
    attributes: { "telltale.messaging.pattern": pattern },
  };
}

/** Where a client of RabbitMQ sends to: its queue, or an exchange and the pattern, as amqplib has them. */
function queueOf(sender: unknown, pattern: string | undefined): string | undefined {
  const queue = readTextField(sender, ["queue"]);
  const options = readField(sender, "options");
  if (readField(options, "wildcards") !== true && readField(options, "exchangeType") !== "fanout")
    return queue;
  return [readTextField(options, ["exchange"]) ?? queue, pattern].filter(Boolean).join(":");
}

/** A pattern, which may be an object, as NestJS writes it. */
export function patternOf(owner: unknown, pattern: unknown): string | undefined {
  if (typeof pattern === "string") return pattern === "" ? undefined : pattern;
  const normalize = readField(owner, "normalizePattern");
  try {
    const text: unknown = typeof normalize === "function" ? normalize.call(owner, pattern) : pattern;
    return text === undefined || text === null ? undefined : String(text);
  } catch {
    return undefined;
  }
}

/** Where a client or server of NestJS leads to, as its options say. */
export function connectionOf(owner: unknown, system: string): string | object | undefined {
  const options = readField(owner, "options");
  if (system === "nestjs") {
    const host = readTextField(owner, ["host"]);
    return host === undefined ? undefined : placeOf(host, readWholeField(owner, "port"));
  }
  if (system === "redis")
    return placeOf(readTextField(options, ["host"]) ?? "localhost", readWholeField(options, "port") ?? 6379);
  return system === "mqtt" ? readTextField(owner, ["url"]) : undefined;
}

function placeOf(host: string, port: number | undefined): string {
  return port === undefined ? host : `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What a server answered instead of a result: no error of this process, so that it has no stack of it. */
function toError(answer: unknown): Error {
  if (answer instanceof Error) return answer;
  const text = typeof answer === "string" ? answer : readTextField(answer, ["message", "status"]);
  const error = new Error(text ?? "the server answered with an error");
  error.name = "RpcException";
  Object.defineProperty(error, "stack", { value: undefined, configurable: true, writable: true });
  return error;
}

/** What comes on the channel of a client are answers, which belong to their requests. */
function consumingAnswers(consume: Method): Method {
  return function consumed(this: unknown, channel, ...rest) {
    receiveAbove(channel);
    return consume.call(this, channel, ...rest) as unknown;
  };
}

/** Has what `method` sends untraced: answers, which belong to their requests. */
export function quietly(method: Method): Method {
  return function quiet(this: unknown, ...args) {
    return suppressed(() => method.apply(this, args) as unknown);
  };
}

/** Wraps what makes a client of MQTT.js: NestJS has the spans of what it receives. */
export function adoptingMqtt(make: Method): Method {
  return function made(this: unknown, ...args) {
    const client: unknown = make.apply(this, args);
    if (!types.isPromise(client)) return adoptMqtt(client);
    return client.then(adoptMqtt);
  };
}

function adoptMqtt(client: unknown): unknown {
  receiveAbove(client);
  // it calls back from where the broker is read
  wrapMethod(client, "subscribe", (subscribe) => {
    return function subscribed(this: unknown, ...args) {
      const scope = activeScope();
      const bound = args.map((arg: unknown) =>
        typeof arg === "function"
          ? function (this: unknown, ...given: unknown[]) {
              return storage.run(scope, () => (arg as Method).apply(this, given) as unknown);
            }
          : arg,
      );
      return subscribe.apply(this, bound);
    };
  });
  return client;
}
