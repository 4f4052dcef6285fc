// Calls that a driver publishes on a tracing channel of node:diagnostics_channel: `start` when it is made, in the context of its caller;
// `error` and `asyncStart` when it is answered, wherever that is, with the caller's context put back for its callback.
import { tracingChannel } from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { storage } from "../../engine/context/scope.ts";
import type { Operation } from "./operation.ts";

/** Turns the messages of a channel into operations. */
export interface ChannelReading<Told> {
  begin(told: Told): Operation | undefined;
  /** The call was made, and its facts were published. */
  made?(told: Told, operation: Operation): void;
  /** Whether `error` is none, but the way in which the call was to end. */
  isEnd?(operation: Operation, error: unknown): boolean;
  /** How many rows the answer holds. */
  rows?(result: unknown): number | undefined;
}

interface Answered {
  readonly error?: unknown;
  readonly result?: unknown;
}

/** Listens to the channel `name` for the rest of the process. Subscribers must not throw: what goes wrong is counted. */
export function listenToCalls<Told extends object>(
  name: string,
  { begin, made, isEnd, rows }: ChannelReading<Told>,
): void {
  const open = new WeakMap<object, Operation>();
  const channel = tracingChannel<string, Told & Answered>(name);
  const guarded =
    (act: (told: Told & Answered) => void) =>
    (told: unknown): void => {
      try {
        act(told as Told & Answered);
      } catch (error) {
        report("instrument_failed", error);
      }
    };
  function answered(told: Told & Answered): void {
    const operation = open.get(told);
    if (operation === undefined) return;
    const { error } = told;
    if (error === undefined || error === null) operation.done(rows?.(told.result));
    else if (isEnd?.(operation, error) === true) operation.done();
    else operation.broken(error);
  }
  channel.subscribe({
    start: guarded((told) => {
      const operation = begin(told);
      if (operation !== undefined) open.set(told, operation);
    }),
    // where the call itself threw there is no answer
    end: guarded((told) => {
      const operation = open.get(told);
      if (operation !== undefined) made?.(told, operation);
      if (told.error !== undefined) answered(told);
    }),
    error: guarded(answered),
    asyncStart: guarded(answered),
    asyncEnd() {},
  } as Parameters<typeof channel.subscribe>[0]);
  channel.asyncStart.bindStore(
    storage as never,
    ((told: object) => open.get(told)?.scope ?? (storage.getStore() as Context | undefined)) as never,
  );
}
