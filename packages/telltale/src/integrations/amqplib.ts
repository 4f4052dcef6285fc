// amqplib, promises and callbacks, by what a connection gives: the classes of channels are not exported, so the first channel reveals them.
import { readField, readTextField, readWholeField } from "../calls/read-field.ts";
import { readConnection } from "../calls/connection.ts";
import { types } from "../engine/runtime/builtin.ts";
import { instrumentChannel } from "./amqplib/channel.ts";
import { noteBroker } from "./amqplib/delivered.ts";
import { amqplibEmits } from "./amqplib/emits.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import type { MessagingOptions } from "./messaging-integration.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { MessagingOptions } from "./messaging-integration.ts";

/** The part of amqplib that is used. */
export interface Amqplib {
  connect: (...args: never[]) => unknown;
}

/**
 * Has all connections that `amqplib` will make traced: publishing (until the broker confirms it, on confirm channels), getting, processing,
 * and acknowledging or rejecting, each a span, with the context in the messages' headers. Returns the same library.
 *
 * Processing ends when the promise that the callback returns settles; where it returns none, when the message is acknowledged or rejected.
 *
 * @example
 * ```ts
 * import amqplib from "amqplib";
 * import { instrumentAmqplib } from "telltale/amqplib";
 *
 * instrumentAmqplib(amqplib) === amqplib; // => true
 * ```
 */
export function instrumentAmqplib<L extends Amqplib>(library: L, options: MessagingOptions = {}): L {
  return amqplib.instrument(library, options) as L;
}

/** amqplib for `telltale/register`. */
export const amqplib: LibraryIntegration<MessagingOptions> = {
  name: "amqplib",
  modules: ["amqplib", "amqplib/callback_api"],
  versions: [[0, 3]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library))
        wrapMethod(face, "connect", (connect) => connecting(connect, options));
    }),
  emits: amqplibEmits,
};

function connecting(connect: Method, options: MessagingOptions): Method {
  return function traced(this: unknown, ...args) {
    const broker = brokerOf(args[0]);
    const adopt = (model: unknown): void => adoptModel(model, broker, options);
    const last = args.at(-1) as unknown;
    const given = args.map((arg: unknown) => withSetup(arg, adopt));
    if (typeof last === "function") {
      given[given.length - 1] = function opened(this: unknown, error: unknown, model: unknown) {
        adopt(model);
        return (last as Method).call(this, error, model);
      };
    }
    const result: unknown = connect.apply(this, given);
    if (!types.isPromise(result)) {
      adopt(result);
      return result;
    }
    return result.then((model) => {
      adopt(model);
      return model;
    });
  };
}

/** A connection that recovers is set up before anybody has it. */
function withSetup(arg: unknown, adopt: (model: unknown) => void): unknown {
  const recovery = readField(arg, "recovery");
  const setup = readField(recovery, "setup");
  if (typeof setup !== "function") return arg;
  const adopting = function (this: unknown, model: unknown, ...rest: unknown[]): unknown {
    adopt(model);
    return (setup as Method).call(this, model, ...rest);
  };
  return { ...(arg as object), recovery: { ...(recovery as object), setup: adopting } };
}

function adoptModel(model: unknown, broker: object, options: MessagingOptions): void {
  const connection = readField(model, "connection");
  if (typeof connection !== "object" || connection === null) {
    // one that recovers has another model each time it is connected
    const on = readField(model, "on");
    if (typeof on === "function")
      on.call(model, "connect", (next: unknown) => adoptModel(next, broker, options));
    return;
  }
  noteBroker(connection, broker);
  const kind = Object.getPrototypeOf(model) as unknown;
  for (const name of ["createChannel", "createConfirmChannel"])
    wrapMethod(kind, name, (create) => creating(create, options));
}

function creating(create: Method, options: MessagingOptions): Method {
  return function created(this: unknown, ...args) {
    const channel: unknown = create.apply(this, args);
    if (!types.isPromise(channel)) {
      instrumentChannel(channel, options);
      return channel;
    }
    return channel.then((made) => {
      instrumentChannel(made, options);
      return made;
    });
  };
}

/** Where `url`, a text or an object, leads to. */
function brokerOf(url: unknown): object {
  const isSecure =
    typeof url === "string" ? url.startsWith("amqps:") : readField(url, "protocol") === "amqps";
  const { address, port } =
    typeof url === "string"
      ? readConnection(url)
      : { address: readTextField(url, ["hostname"]), port: readWholeField(url, "port") };
  return { host: address ?? "localhost", port: port ?? (isSecure ? 5671 : 5672) };
}
