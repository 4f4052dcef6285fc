// What every kind of channel implements: it gives a message the form of its service and sends it once.
import type { Message } from "../message.ts";
import type { Fetch } from "../request.ts";
import type { Secrets } from "../secrets.ts";

/** One attempt. */
export interface Attempt {
  readonly fetch: Fetch;
  readonly secrets: Secrets;
  /** Aborts when the console stops. */
  readonly signal: AbortSignal;
  /** Unix ms. */
  readonly now: () => number;
}

export interface Sent {
  readonly status?: number;
  /** What the operator should know although it was sent. */
  readonly note?: string;
}

export interface Receiver {
  /** Most notices of one message. */
  readonly most: number;
  /** Messages that wait may be joined into one. */
  readonly joins: boolean;
  /** A message has at most one notice of an alert: the service keeps a state of each. */
  readonly isStateful: boolean;
  /** The service shows replies under the message that they reply to: parts that were found too late follow there. */
  readonly hasThreads?: true;
  /** Sends once. Equal messages must have equal ids for the service, so that it can deduplicate. @throws {SendError} */
  send(message: Message, attempt: Attempt): Promise<Sent>;
}
