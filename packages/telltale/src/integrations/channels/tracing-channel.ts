// Libraries that publish their work on a tracing channel of Node: a span is made when one begins, active inside it, and ended with it.
import { harmless } from "../../engine/diagnostics/guard.ts";
import { resultOr } from "../patching/guarded.ts";
import { attempt } from "../../engine/errors/attempt.ts";
import * as diagnostics from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import { activeScope, enterScope, type Scope, storage } from "../../engine/context/scope.ts";
import { fail } from "../../engine/completion/finish.ts";
import { shared } from "../../engine/runtime/shared.ts";
import type { Span } from "../../engine/span/span.ts";
import { state } from "../../engine/running/state.ts";
import { isSuppressed } from "../../engine/context/suppress.ts";
import { startSpan } from "../../own-calls.ts";
import type { SpanOptions } from "../../span.ts";

/** A message of a library; the same object from the start to the end. */
export interface ChannelMessage {
  readonly error?: unknown;
  readonly result?: unknown;
}

/** Work that has begun. */
export interface Begun {
  /** What is active inside it. */
  readonly inside: Scope;
  /** Told once, when it is over. */
  end(message: ChannelMessage): void;
}

interface Channel {
  bindStore(store: typeof storage, transform: (message: object) => Context | undefined): void;
}
interface Handlers {
  start(): void;
  end(message: object): void;
  asyncStart(): void;
  asyncEnd(message: object): void;
  error(): void;
}
interface TracingChannel {
  readonly start: Channel;
  subscribe(handlers: Handlers): void;
}

const followed = shared("tracing channels", () => new Set<string>());

/** Calls `begin` with the messages of the channel `name`; undefined ignores one. Once for each channel. */
export function followChannel<T extends object>(
  name: string,
  begin: (message: T) => Begun | undefined,
): void {
  const { tracingChannel } = diagnostics as unknown as { tracingChannel?(name: string): TracingChannel };
  if (tracingChannel === undefined || followed.has(name)) return;
  followed.add(name);
  const all = new WeakMap<object, Begun>();
  const channel = tracingChannel(name);
  channel.start.bindStore(
    storage,
    resultOr(
      (message) => {
        const current = storage.getStore();
        if (state.engine === undefined || isSuppressed(activeScope())) return current;
        const begun = attempt(name, () => begin(message as T), undefined);
        if (begun === undefined) return current;
        all.set(message, begun);
        return begun.inside;
      },
      () => storage.getStore(),
    ),
  );
  const end = harmless((message: object): void => {
    const begun = all.get(message);
    if (begun === undefined) return;
    all.delete(message);
    attempt(name, () => begun.end(message), undefined);
  });
  channel.subscribe({
    start() {},
    // of what is synchronous: else there is nothing yet
    end(message) {
      if ("result" in message || "error" in message) end(message);
    },
    asyncStart() {},
    asyncEnd: end,
    error() {},
  });
}

/** A span as work that has begun; `over` may set attributes of what came out. An error is recorded. */
export function spanOf(
  name: string,
  options: SpanOptions,
  over: (span: Span, message: ChannelMessage) => void = () => {},
): Begun {
  const span = startSpan(name, options);
  return {
    inside: enterScope(activeScope(), span),
    end(message) {
      attempt(name, () => over(span, message), undefined);
      if ("error" in message && message.error !== undefined) fail(span, message.error);
      span.close();
    },
  };
}
