// What every integration of a broker or a job queue does, and nothing of any of them: operations on messages run through
// `traceMessage`, deliveries belong only to the message that arrives, and the facts of a delivery have one set of names.
import type { DeclaredMetric } from "../calls/declared-metric.ts";
import { outlasting } from "../calls/outlasting.ts";
import { attempt } from "../engine/errors/attempt.ts";
import { activeScope, rootScope, storage } from "../engine/context/scope.ts";
import { state } from "../engine/running/state.ts";
import { isSuppressed } from "../engine/context/suppress.ts";
import { type MessageOptions, traceMessage } from "../message.ts";
import { histogram } from "../own-calls.ts";
import { areDeliveriesAsked, isSentAbove, runDelivery } from "./messaging/above.ts";

/** What is to be seen of a broker's client. */
export interface MessagingOptions {
  /** `false` leaves out the spans of acknowledging, rejecting and committing. */
  readonly settle?: boolean | undefined;
  /** More attributes for each operation, by what it is about. What it throws is counted. */
  readonly attributes?: ((operation: MessageOptions) => object | undefined) | undefined;
}

/** What a broker sends with a message that it delivers. */
export interface Delivery {
  /** When it was sent, in milliseconds since 1970, by the clock of who sent it. */
  readonly sentAtMs?: number | undefined;
  /** 1 for the first time. */
  readonly deliveryCount?: number | undefined;
  readonly redelivered?: boolean | undefined;
  /** Where it died before it came here, and of what. */
  readonly deadLetterSource?: string | undefined;
  readonly deadLetterReason?: string | undefined;
}

/** How long messages waited. */
export const queueDuration: DeclaredMetric = {
  name: "telltale.messaging.queue.duration",
  form: "histogram",
  unit: "s",
  description: "Time from sending a message to the beginning of its processing, by two clocks.",
};
const queueTime = histogram(queueDuration.name, queueDuration);

/** Whether an operation that begins now is recorded. */
export function isSeen(): boolean {
  return state.engine !== undefined && !isSuppressed(activeScope());
}

/** Runs `fn` as an operation on messages. */
export function messageOperation<T>(
  { attributes }: MessagingOptions,
  operation: MessageOptions,
  fn: () => T,
): T {
  if (isSentAbove(operation)) return fn();
  if (attributes === undefined) return traceMessage(operation, fn);
  const more = attempt("messaging attributes", () => attributes(operation), undefined);
  return traceMessage({ ...operation, attributes: { ...more, ...operation.attributes } }, fn);
}

/**
 * Runs `fn` as the processing of what was delivered. Its parent is the message, for a batch nothing: whatever was active where the
 * consumer was set up has nothing to do with it.
 */
export function processDelivery<T>(
  options: MessagingOptions,
  operation: MessageOptions,
  delivery: Delivery | undefined,
  fn: () => T,
): T {
  if (!areDeliveriesAsked()) return processUnasked(options, operation, delivery, fn);
  return outlasting(
    async (lasting) => processUnasked(options, operation, delivery, lasting),
    (over) => runDelivery(fn, over),
  );
}

/** The same, of what no framework above takes. */
export function processUnasked<T>(
  options: MessagingOptions,
  operation: MessageOptions,
  delivery: Delivery | undefined,
  fn: () => T,
): T {
  return storage.run(rootScope, () => {
    if (delivery === undefined) return messageOperation(options, operation, fn);
    const attributes = { ...operation.attributes, ...factsOf(delivery, operation) };
    return messageOperation(options, { ...operation, attributes }, fn);
  });
}

function factsOf(delivery: Delivery, operation: MessageOptions): object {
  const { sentAtMs, deliveryCount, redelivered, deadLetterReason, deadLetterSource } = delivery;
  const isKnown = typeof sentAtMs === "number" && sentAtMs > 0;
  // two clocks: what arrives before it was sent has waited for no time
  const waitedMs = isKnown ? Math.max(0, Date.now() - sentAtMs) : undefined;
  const isFirst = deliveryCount === undefined ? redelivered !== true : deliveryCount === 1;
  if (waitedMs !== undefined && isFirst) {
    const { system, destination, template, anonymous } = operation;
    const isName = template === undefined && anonymous !== true;
    queueTime.record(waitedMs / 1000, {
      "messaging.system": system,
      "messaging.destination.name": isName ? destination : undefined,
      "messaging.destination.template": template,
    });
  }
  return {
    "telltale.messaging.queue_time_ms": waitedMs,
    "telltale.messaging.delivery_count": deliveryCount,
    "telltale.messaging.redelivered": redelivered === true ? true : undefined,
    "telltale.messaging.dead_letter.source": deadLetterSource,
    "telltale.messaging.dead_letter.reason": deadLetterReason,
  };
}
