// Frameworks above a client: one that has a span for a message has the client carry that span's context instead of a span of its own, and
// finds the span of a delivery that the client began.
import type { Span } from "@opentelemetry/api";
import { injectInto } from "../../calls/carrier.ts";
import { readConnection } from "../../calls/connection.ts";
import { headersOf } from "../../calls/message-headers.ts";
import type { Failure } from "../../calls/outlasting.ts";
import { follow } from "../../engine/completion/finish.ts";
import { activeScope, type Scope } from "../../engine/context/scope.ts";
import { shared } from "../../engine/runtime/shared.ts";
import type { EngineSpan } from "../../engine/span/span.ts";
import type { MessageOptions } from "../../message.ts";

const above = shared("messaging above", () => ({
  sending: new WeakSet<object>(),
  waiting: new WeakMap<object, Scope>(),
  clients: new WeakSet<object>(),
  /** Whether a framework asks for deliveries. */
  asks: false,
  /** What a delivery waits for, by its span, until a framework has taken it. */
  held: new WeakMap<object, Promise<Failure | undefined>[]>(),
}));
const { sending, waiting, clients, held } = above;

/** Says that `span` is about the one message that a client is going to send inside of it. */
export function sendInside(span: Span | undefined): void {
  if (span !== undefined) sending.add(span);
}

/** Notes that `content` is sent in the active scope, whenever its client gets to it. */
export function sendLater(content: unknown): void {
  if (typeof content === "object" && content !== null) waiting.set(content, activeScope());
}

/** The scope that `content` is sent in, if that was noted; asked once. */
export function takeLater(content: unknown): Scope | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const scope = waiting.get(content);
  if (scope !== undefined) waiting.delete(content);
  return scope;
}

/**
 * Whether the active span is already about the message of `operation`, and knows where it goes. Then its context is in the message, and its facts
 * are on the span.
 */
export function isSentAbove(operation: MessageOptions): boolean {
  const scope = activeScope();
  const { span } = scope;
  if (span === undefined || !sending.delete(span)) return false;
  for (const message of operation.batch ?? [operation.message]) {
    const headers = message === undefined ? undefined : headersOf(message, true);
    if (headers !== undefined) injectInto(headers, scope);
  }
  const { address, port } = readConnection(operation.connection);
  const facts = {
    "messaging.message.body.size": operation.bodySize,
    "server.address": address,
    "server.port": port,
    ...operation.attributes,
  };
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) span.setAttribute(key, value);
  return true;
}

/** Says that a framework asks for deliveries and holds them. */
export function askForDeliveries(): void {
  above.asks = true;
}

/** Whether a framework asks for deliveries. */
export function areDeliveriesAsked(): boolean {
  return above.asks;
}

/**
 * Runs `fn` as the work on a delivery, of which the span is active. `over` is called when that has ended and nothing holds the delivery any
 * more, with what failed: what a framework says of it first.
 */
export function runDelivery<T>(fn: () => T, over: (failure?: Failure) => void): T {
  const { span } = activeScope();
  const waits: Promise<Failure | undefined>[] = [];
  if (span !== undefined) held.set(span, waits);
  const given = fn();
  const end = (failure?: Failure): void => {
    if (span !== undefined) held.delete(span);
    if (waits.length === 0) over(failure);
    else void Promise.all(waits).then((all) => over(all.find((one) => one !== undefined) ?? failure));
  };
  if ((typeof given === "object" && given !== null) || typeof given === "function")
    return follow(
      span as EngineSpan | undefined,
      given as T & object,
      () => end(),
      (error) => end({ error }),
    );
  end();
  return given;
}

/** A delivery that a framework has taken. It lasts until it is released, with what failed. */
export interface HeldDelivery {
  readonly span: Span;
  release(failure?: Failure): void;
}

/** Takes the delivery of which the span is active, unless it was taken or is over. */
export function holdDelivery(): HeldDelivery | undefined {
  const { span } = activeScope();
  const waits = span === undefined ? undefined : held.get(span);
  if (span === undefined || waits === undefined) return undefined;
  held.delete(span);
  let release!: (failure?: Failure) => void;
  waits.push(new Promise((resolve) => (release = resolve)));
  return { span, release };
}

/** Says that a framework has the spans of what `client` receives. */
export function receiveAbove(client: unknown): void {
  if (typeof client === "object" && client !== null) clients.add(client);
}

/** Whether a framework has the spans of what `client` receives. */
export function isReceivedAbove(client: object): boolean {
  return clients.has(client);
}
