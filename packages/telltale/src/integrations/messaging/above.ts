// Frameworks above a client: one that has a span for a message has the client carry that span's context instead of a span of its own, and
// finds the span of a delivery that the client began.
import type { Span } from "@opentelemetry/api";
import { injectInto } from "../../calls/carrier.ts";
import { readConnection } from "../../calls/connection.ts";
import { headersOf } from "../../calls/message-headers.ts";
import { activeScope, type Scope } from "../../engine/context/scope.ts";
import { shared } from "../../engine/runtime/shared.ts";
import type { MessageOptions } from "../../message.ts";

const { sending, waiting, delivered, clients } = shared("messaging above", () => ({
  sending: new WeakSet<object>(),
  waiting: new WeakMap<object, Scope>(),
  delivered: new WeakSet<object>(),
  clients: new WeakSet<object>(),
}));

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

/** Whether the active span is already about the message of `operation`. Then its context is in the message, and its facts on the span. */
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
    "messaging.destination.name": operation.destination,
    "messaging.message.body.size": operation.bodySize,
    "server.address": address,
    "server.port": port,
    ...operation.attributes,
  };
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) span.setAttribute(key, value);
  return true;
}

/** Notes that the active span is that of a delivery. */
export function noteDelivered(): void {
  const { span } = activeScope();
  if (span !== undefined) delivered.add(span);
}

/** The active span, if it is that of a delivery. */
export function deliveredSpan(): Span | undefined {
  const { span } = activeScope();
  return span !== undefined && delivered.has(span) ? span : undefined;
}

/** Says that a framework has the spans of what `client` receives. */
export function receiveAbove(client: unknown): void {
  if (typeof client === "object" && client !== null) clients.add(client);
}

/** Whether a framework has the spans of what `client` receives. */
export function isReceivedAbove(client: object): boolean {
  return clients.has(client);
}
