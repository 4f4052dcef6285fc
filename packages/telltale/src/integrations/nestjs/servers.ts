// What servers of NestJS receive: a span around each handler, or the pattern, the method and the error on the span that the client of the
// broker has for the message.
import { type Failure, outlasting } from "../../calls/outlasting.ts";
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { attempt } from "../../engine/errors/attempt.ts";
import type { MessageOptions } from "../../message.ts";
import { askForDeliveries, type HeldDelivery, holdDelivery } from "../messaging/above.ts";
import { isSeen, processUnasked } from "../messaging-integration.ts";
import { dress, type Method, wrapMethod } from "../patching/method.ts";
import { ownerOf, prototypeOf } from "../patching/class.ts";
import { adoptingMqtt, connectionOf, patternOf, quietly } from "./clients.ts";
import { serveCall } from "./grpc-server.ts";
import { type Handled, isHandled, noteHandled } from "./handled.ts";
import { followed } from "./observable.ts";
import { answering, arrivedPacket, keepPackets, metadataOf } from "./packet.ts";

/** `messaging.system` by NestJS' number of the transport; those of applications have none. */
const systems = ["nestjs", "redis", "nats", "mqtt", "grpc", "rabbitmq", "kafka"];
const made = new WeakSet<object>();

/** Handlers of one pattern. */
interface Handlers {
  readonly system: string;
  readonly pattern: string | undefined;
  readonly connection: string | object | undefined;
}

/** Replaces the methods of the servers in `face`. */
export function instrumentServers(face: object): void {
  const kindOf = (name: string): object | undefined => prototypeOf(readField(face, name));
  for (const name of ["Server", "ServerGrpc", "ServerKafka"]) {
    const kind = kindOf(name);
    if (kind === undefined || ownerOf(kind, "addHandler") !== kind) continue;
    wrapMethod(kind, "addHandler", adding);
    askForDeliveries();
  }
  for (const name of ["ServerTCP", "ServerRedis", "ServerMqtt"]) {
    const kind = kindOf(name);
    if (kind !== undefined) keepPackets(kind);
  }
  wrapMethod(kindOf("ServerRMQ"), "sendMessage", quietly);
  wrapMethod(kindOf("ServerRedis"), "getPublisher", answering);
  wrapMethod(kindOf("ServerMqtt"), "createMqttClient", adoptingMqtt);
  wrapMethod(kindOf("ServerMqtt"), "getPublisher", (get) => {
    return function got(this: unknown, ...args) {
      const publish: unknown = get.apply(this, args);
      return typeof publish === "function" ? quietly(publish as Method) : publish;
    };
  });
}

function adding(add: Method): Method {
  return function added(this: unknown, pattern, callback, ...rest) {
    if (typeof callback !== "function" || made.has(callback))
      return add.call(this, pattern, callback, ...rest);
    const handler = attempt("nestjs", () => handling(this, pattern, callback as Method), callback);
    return add.call(this, pattern, handler, ...rest);
  };
}

function handling(server: unknown, pattern: unknown, callback: Method): Method {
  const system = systems[readWholeField(server, "transportId") ?? -1] ?? "nestjs";
  const about: Handlers = {
    system,
    pattern: patternOf(server, pattern),
    connection: system === "nestjs" ? undefined : connectionOf(server, system),
  };
  const handler: Method = function (this: unknown, ...args) {
    const run = (): unknown => callback.apply(this, args);
    if (system === "grpc")
      return serveCall(args, pattern, (given) => callback.apply(this, [...given]) as unknown);
    const context: unknown = args.at(-1);
    // further handlers of the same event are called by the first
    if (!isSeen() || typeof context !== "object" || context === null || isHandled(context)) return run();
    const delivery = holdDelivery();
    return delivery === undefined
      ? processMessage(about, context, run)
      : processDelivered(about, context, delivery, run);
  };
  made.add(handler);
  dress(handler, callback);
  // the list of handlers of an event is in the handlers
  Object.defineProperty(handler, "next", {
    get: () => (callback as { next?: unknown }).next,
    set(next: unknown) {
      Reflect.set(callback, "next", next);
    },
    enumerable: true,
    configurable: true,
  });
  return handler;
}

/** The span of the broker's client becomes that of the handler, and lasts until it is over. */
function processDelivered(
  { pattern }: Handlers,
  context: object,
  { span, release }: HeldDelivery,
  run: () => unknown,
): unknown {
  if (pattern !== undefined) {
    span.updateName(`process ${pattern}`);
    span.setAttribute("telltale.messaging.pattern", pattern);
  }
  const one: Handled = { span };
  const forget = noteHandled(context, one);
  const over = (failure?: Failure): void => {
    forget();
    release(one.thrown ?? failure);
  };
  try {
    return followed(run(), activeScope(), over);
  } catch (error) {
    over({ error });
    throw error;
  }
}

function processMessage(about: Handlers, context: object, run: () => unknown): unknown {
  const arrived = arrivedPacket();
  return outlasting(
    async (lasting) => processUnasked({}, operationOf(about, context), redeliveryOf(about, context), lasting),
    (over) => {
      const scope = activeScope();
      if (arrived !== undefined) arrived.scope = scope;
      const one: Handled = { span: scope.span };
      const forget = noteHandled(context, one);
      return followed(run(), scope, (failure) => {
        forget();
        over(one.thrown ?? failure);
      });
    },
  );
}

function operationOf({ system, pattern, connection }: Handlers, context: object): MessageOptions {
  const first = argumentsOf(context)[0];
  const isNamed = system !== "rabbitmq" && system !== "kafka" && system !== "nestjs";
  const channel = isNamed && typeof first === "string" && first !== "" ? first : pattern;
  return {
    system,
    operation: "process",
    destination: channel,
    template: channel === pattern ? undefined : pattern,
    message: carrierOf(context),
    connection,
    attributes: {
      "telltale.messaging.pattern": pattern,
      "messaging.mqtt.qos": system === "mqtt" ? readWholeField(argumentsOf(context)[1], "qos") : undefined,
    },
  };
}

/** What has the context of the message: its packet, or the headers that the broker has. */
function carrierOf(context: object): object | undefined {
  const getMetadata = readField(context, "getMetadata");
  const own: unknown = typeof getMetadata === "function" ? getMetadata.call(context) : undefined;
  const metadata = metadataOf(arrivedPacket()) ?? (typeof own === "object" && own !== null ? own : undefined);
  if (metadata !== undefined && readTextField(metadata, ["traceparent", "b3"]) !== undefined)
    return { headers: metadata };
  const [first, second] = argumentsOf(context);
  const found = [first, second, { headers: second }].find((one) => {
    const properties = readField(one, "properties");
    const places = [
      readField(one, "headers"),
      readField(properties, "headers"),
      readField(properties, "userProperties"),
    ];
    return places.some((place) => typeof place === "object" && place !== null);
  });
  return (found as object | undefined) ?? (metadata === undefined ? undefined : { headers: metadata });
}

function redeliveryOf({ system }: Handlers, context: object): { readonly redelivered: boolean } | undefined {
  if (system !== "mqtt") return undefined;
  return { redelivered: readField(argumentsOf(context)[1], "dup") === true };
}

function argumentsOf(context: object): readonly unknown[] {
  const args = readField(context, "args");
  return Array.isArray(args) ? args : [];
}
