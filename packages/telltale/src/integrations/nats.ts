// NATS: `nats` 2 and `@nats-io/transport-node` 3 with `@nats-io/jetstream`. Connections and JetStream's clients are of classes that are
// had by what makes them; what is done with their methods is in nats/.
import { callOnce } from "../engine/completion/call-once.ts";
import { readField } from "../calls/read-field.ts";
import { types } from "../engine/runtime/builtin.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { isSeen, type MessagingOptions, processDelivery } from "./messaging-integration.ts";
import { type HeadersFactory, instrumentConnection } from "./nats/connection.ts";
import { aboutMessage, deliveryOf, isMessage } from "./nats/delivered.ts";
import { natsEmits } from "./nats/emits.ts";
import { instrumentJetStream } from "./nats/jetstream.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { MessagingOptions } from "./messaging-integration.ts";

/** The part of a library of NATS that is used: one that connects, or that of JetStream. */
export interface NatsLibrary {
  connect?: (...args: never[]) => unknown;
  jetstream?: (...args: never[]) => unknown;
}

/**
 * Has the connections and JetStream clients that `library` will make traced: publishing, requests, subscriptions with a callback, JetStream's
 * publishing, consuming, acknowledging. Returns the same library. Call it for `@nats-io/jetstream` too where that is used.
 *
 * What comes out of an iterator (`for await`) is a span `receive`, linked to its message; no library can make a span active around the body of
 * a loop of other code: use {@link processMessage} there.
 *
 * @example
 * ```ts
 * import * as nats from "nats";
 * import { instrumentNats } from "telltale/nats";
 *
 * instrumentNats(nats);
 * ```
 */
export function instrumentNats<L extends NatsLibrary>(library: L, options: MessagingOptions = {}): L {
  return nats.instrument(library, options) as L;
}

/**
 * Runs `fn` as the processing of `message`, which an iterator has given: a span below the one that sent it, with what JetStream says of the
 * delivery. Gives back what `fn` gives.
 *
 * @example
 * ```ts
 * import { processMessage } from "telltale/nats";
 *
 * const message = { subject: "orders.paid", data: new Uint8Array() }; // for await (const message of subscription)
 * processMessage(message, () => "shipped"); // => "shipped"
 * ```
 */
export function processMessage<T>(message: object, fn: () => T): T {
  return callOnce(
    fn,
    (once) =>
      isSeen() && isMessage(message)
        ? processDelivery({}, aboutMessage("process", message), deliveryOf(message), once)
        : once(),
    fn,
  );
}

/** NATS for `telltale/register`. */
export const nats: LibraryIntegration<MessagingOptions> = {
  name: "nats",
  modules: ["nats", "@nats-io/transport-node", "@nats-io/jetstream"],
  versions: [[2, 4]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const headers = readField(face, "headers");
        const factory = typeof headers === "function" ? (headers as HeadersFactory) : undefined;
        wrapMethod(face, "connect", (connect) => connecting(connect, factory, options));
        wrapMethod(face, "jetstream", (jetstream) => creating(jetstream, options));
      }
    }),
  emits: natsEmits,
};

function connecting(connect: Method, headers: HeadersFactory | undefined, options: MessagingOptions): Method {
  return function connected(this: unknown, ...args) {
    const connection: unknown = connect.apply(this, args);
    if (!types.isPromise(connection)) return connection;
    return connection.then((made) => {
      instrumentConnection(made, headers, options);
      // the second generation of the library has JetStream in the connection
      wrapMethod(Object.getPrototypeOf(made), "jetstream", (jetstream) => creating(jetstream, options));
      return made;
    });
  };
}

function creating(jetstream: Method, options: MessagingOptions): Method {
  return function created(this: unknown, ...args) {
    const client: unknown = jetstream.apply(this, args);
    instrumentJetStream(client, options);
    return client;
  };
}
