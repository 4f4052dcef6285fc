// Calls that a driver publishes on a tracing channel of node:diagnostics_channel: `start` when it is made, in the context of its caller;
// `error` and `asyncStart` when it is answered, wherever that is, with the caller's context put back for its callback.
import { tracingChannel } from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import { harmless } from "../../engine/diagnostics/guard.ts";
import { resultOr } from "../patching/guarded.ts";
import { storage } from "../../engine/context/scope.ts";
import type { Operation } from "./operation.ts";

/** Turns the messages of a channel into operations. */
export interface ChannelReading<ChannelMessage> {
  begin(message: ChannelMessage): Operation | undefined;
  /** The call was made, and its facts were published. */
  made?(message: ChannelMessage, operation: Operation): void;
  /** Whether `error` is not a failure, but the way in which the call was to end. */
  isEnd?(operation: Operation, error: unknown): boolean;
  /** How many rows the answer holds. */
  rows?(result: unknown): number | undefined;
}

interface Answered {
  readonly error?: unknown;
  readonly result?: unknown;
}

/** Listens to the channel `name` for the rest of the process. Subscribers must not throw: what goes wrong is counted. */
export function listenToCalls<ChannelMessage extends object>(
  name: string,
  { begin, made, isEnd, rows }: ChannelReading<ChannelMessage>,
): void {
  const open = new WeakMap<object, Operation>();
  const channel = tracingChannel<string, ChannelMessage & Answered>(name);
  function answered(message: ChannelMessage & Answered): void {
    const operation = open.get(message);
    if (operation === undefined) return;
    const { error } = message;
    if (error === undefined || error === null) operation.done(rows?.(message.result));
    else if (isEnd?.(operation, error) === true) operation.done();
    else operation.broken(error);
  }
  channel.subscribe({
    start: harmless((message: ChannelMessage) => {
      const operation = begin(message);
      if (operation !== undefined) open.set(message, operation);
    }),
    // where the call itself threw there is no answer
    end: harmless((message: ChannelMessage & Answered) => {
      const operation = open.get(message);
      if (operation !== undefined) made?.(message, operation);
      if (message.error !== undefined) answered(message);
    }),
    error: harmless(answered),
    asyncStart: harmless(answered),
    asyncEnd: harmless(() => {}),
  } as Parameters<typeof channel.subscribe>[0]);
  channel.asyncStart.bindStore(
    storage as never,
    resultOr(
      (message: object) => open.get(message)?.scope ?? storage.getStore(),
      () => storage.getStore() as Context | undefined,
    ) as never,
  );
}
