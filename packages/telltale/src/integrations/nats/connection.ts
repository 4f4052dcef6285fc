// A connection of NATS: publish, request, subscribe. Subjects that begin with `$` or are inboxes belong to the protocol and to JetStream.
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
import { aboutMessage, deliveryOf, type Heard, isMessage, noteHeard } from "./delivered.ts";
import { receiving } from "./receiving.ts";

/** The headers of NATS, as far as they are needed. */
interface NatsHeaders {
  keys(): Iterable<string>;
  values(key: string): readonly string[];
  append(key: string, value: string): void;
}

/** What makes headers: `headers()` of the library. */
export type HeadersFactory = () => NatsHeaders;

// headers that carry the context already: JetStream publishes by a request
const carrying = new WeakSet<object>();
// by the class of the connection
const factories = new WeakMap<object, HeadersFactory>();

/** A copy of `given` to be sent over `connection`, which will leave it alone; undefined where there can be no headers. */
export function headersFor(connection: unknown, given: unknown): object | undefined {
  if (typeof connection !== "object" || connection === null || !takesHeaders(connection)) return undefined;
  const copy = copyOf(given, factories.get(Object.getPrototypeOf(connection) as object));
  if (copy !== undefined) carrying.add(copy);
  return copy;
}

/** Replaces the methods of the class of `connection`. */
export function instrumentConnection(
  connection: unknown,
  headers: HeadersFactory | undefined,
  options: MessagingOptions,
): void {
  if (typeof connection !== "object" || connection === null) return;
  const kind = Object.getPrototypeOf(connection) as object;
  if (headers !== undefined) factories.set(kind, headers);
  wrapMethod(kind, "publish", (publish) => sending("publish", publish, options));
  wrapMethod(kind, "request", (request) => sending("request", request, options));
  wrapMethod(kind, "requestMany", (request) => sending("request", request, options));
  wrapMethod(kind, "subscribe", (subscribe) => subscribing(subscribe, options));
}

function sending(name: "publish" | "request", send: Method, options: MessagingOptions): Method {
  return function sent(this: unknown, subject, data, given, ...rest) {
    const known = readField(given, "headers");
    const isCarrying = typeof known === "object" && known !== null && carrying.has(known);
    if (!isSeen() || isCarrying || !isOwn(this, subject))
      return send.call(this, subject, data, given, ...rest);
    const headers = headersFor(this, known);
    const operation: MessageOptions = {
      system: "nats",
      operation: name,
      destination: subject as string,
      message: headers === undefined ? undefined : { headers },
      bodySize: typeof data === "string" ? Buffer.byteLength(data) : readWholeField(data, "length"),
      connection: serverOf(this),
    };
    // what the library has by default for options that are not given is for all of them
    const defaults = name === "request" ? { timeout: 1000 } : {};
    const sentOptions = headers === undefined ? given : { ...(given ?? defaults), headers };
    const result: unknown = messageOperation(options, operation, () =>
      send.call(this, subject, data, sentOptions, ...rest),
    );
    // the library has seen to it that a response that is not awaited is not an unhandled rejection
    if (types.isPromise(result)) result.then(undefined, () => {});
    return result;
  };
}

function subscribing(subscribe: Method, options: MessagingOptions): Method {
  return function subscribed(this: unknown, subject, given, ...rest) {
    if (!isOwn(this, subject)) return subscribe.call(this, subject, given, ...rest);
    const heard: Heard = {
      connection: serverOf(this),
      pattern: subject as string,
      group: readTextField(given, ["queue"]),
    };
    const callback = readField(given, "callback");
    if (typeof callback !== "function") {
      return receiving(subscribe.call(this, subject, given, ...rest), heard, options);
    }
    const handle: Method = function (this: unknown, error, message, ...more) {
      const isError = error !== null && error !== undefined;
      if (isError || !isMessage(message) || !isSeen()) return callback.call(this, error, message, ...more);
      noteHeard(message, heard);
      return processDelivery(options, aboutMessage("process", message), deliveryOf(message), () =>
        callback.call(this, error, message, ...more),
      );
    };
    return subscribe.call(this, subject, { ...given, callback: handle }, ...rest);
  };
}

/** Where `connection` leads to. */
export function serverOf(connection: unknown): string | undefined {
  const getServer = readField(connection, "getServer");
  const server: unknown = typeof getServer === "function" ? getServer.call(connection) : undefined;
  return typeof server === "string" && server !== "" ? `nats://${server}` : undefined;
}

function isOwn(connection: unknown, subject: unknown): boolean {
  if (typeof subject !== "string" || subject === "" || subject.startsWith("$")) return false;
  const prefix = readTextField(readField(connection, "options"), ["inboxPrefix"]) ?? "_INBOX";
  return !subject.startsWith(`${prefix}.`);
}

function takesHeaders(connection: unknown): boolean {
  return readField(readField(connection, "info"), "headers") !== false;
}

function copyOf(headers: unknown, factory: HeadersFactory | undefined): NatsHeaders | undefined {
  if (factory === undefined) return undefined;
  const copy = factory();
  if (typeof readField(headers, "keys") !== "function") return copy;
  const given = headers as NatsHeaders;
  for (const key of given.keys()) for (const value of given.values(key)) copy.append(key, value);
  return copy;
}
