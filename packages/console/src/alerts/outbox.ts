// The outbox: messages of a round are stored with its states in one insert, and taken from here by the sender. A message that was stored and
// not delivered when the console died is pending after its restart.
import type { Outbox as AnyOutbox, StoredNotice as ReadNotice } from "../notify/outbox.ts";

export type { Delivery } from "../notify/outbox.ts";

/** A decided message, as it is stored. Its id is unique over all tenants. */
export interface StoredNotice extends ReadNotice {
  /** Id of the alert in `/api/alerts`. */
  readonly alertId: string;
  /** The numbers behind the change: the limit, counts. */
  readonly values?: Readonly<Record<string, number>>;
  /** Why, of an error or of missing data. */
  readonly reason?: string;
}

/** Keeps messages until they are delivered. */
export interface Outbox extends AnyOutbox {
  /** Messages of all tenants that are to be sent and not done, the oldest first, at most 10,000. Withheld ones are never among them. */
  pending(): Promise<readonly StoredNotice[]>;
  /** Calls back after a round with messages was stored. Returns how to stop that. */
  onNotices(listener: () => void): () => void;
}
