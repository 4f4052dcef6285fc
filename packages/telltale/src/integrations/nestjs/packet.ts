// What NestJS sends as `{ pattern, data, id }`. The context travels in its `metadata`, which NestJS 12 has for that; before, servers ignore it.
import { injectInto } from "../../calls/carrier.ts";
import { readField } from "../../calls/read-field.ts";
import { createContextKey } from "../../engine/api/context.ts";
import { activeScope, rootScope, type Scope, storage } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

/** A packet that is handled. */
interface Arrived {
  packet: unknown;
  /** Where its handler ran. */
  scope?: Scope;
}

const arrivedKey = createContextKey("telltale nestjs packet");
// set while a server begins to handle a message, which is when it parses it
let beginning: Arrived | undefined;

/** Writes the active context into the metadata of `packet`. */
export function writeContext(packet: unknown): void {
  if (typeof packet !== "object" || packet === null) return;
  const metadata = { ...(readField(packet, "metadata") as object | undefined) };
  injectInto(metadata, activeScope());
  if (Object.keys(metadata).length > 0) Reflect.set(packet, "metadata", metadata);
}

/** Has `server`, a prototype, keep each packet for the handlers, which get only its data. */
export function keepPackets(server: object): void {
  const isParsing = wrapMethod(server, "parseMessage", parsing);
  wrapMethod(server, "handleMessage", (handle) => handlingMessage(handle, isParsing));
}

/** The packet that is handled now. */
export function arrivedPacket(): Arrived | undefined {
  return activeScope().getValue(arrivedKey) as Arrived | undefined;
}

/** The metadata of a packet. */
export function metadataOf(arrived: Arrived | undefined): object | undefined {
  const metadata = readField(arrived?.packet, "metadata");
  return typeof metadata === "object" && metadata !== null ? metadata : undefined;
}

/** Wraps what makes the function that answers: the answer is sent where the handler ran. */
export function answering(getPublisher: Method): Method {
  return function got(this: unknown, ...args) {
    const publish: unknown = getPublisher.apply(this, args);
    const arrived = arrivedPacket();
    if (typeof publish !== "function" || arrived === undefined) return publish;
    return function published(this: unknown, ...given: unknown[]): unknown {
      const answer = (): unknown => (publish as Method).apply(this, given);
      return arrived.scope === undefined ? answer() : storage.run(arrived.scope, answer);
    };
  };
}

function parsing(parse: Method): Method {
  return function parsed(this: unknown, ...args) {
    const packet: unknown = parse.apply(this, args);
    if (beginning !== undefined) beginning.packet = packet;
    return packet;
  };
}

/** `handleMessage(socket, packet)` of TCP, `handleMessage(channel, text, …)` of brokers. */
function handlingMessage(handle: Method, isParsing: boolean): Method {
  return function handled(this: unknown, ...args) {
    if (state.engine === undefined) return handle.apply(this, args);
    const arrived: Arrived = { packet: isParsing ? undefined : args[1] };
    const outer = beginning;
    beginning = arrived;
    try {
      // whatever was active where the connection was made has nothing to do with the message
      return storage.run(rootScope.setValue(arrivedKey, arrived), () => handle.apply(this, args) as unknown);
    } finally {
      beginning = outer;
    }
  };
}
