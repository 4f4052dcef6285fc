// The outbox: messages of a round are stored with its states in one insert, and taken from here by the sender. A message that was stored and
// not delivered when the console died is pending after its restart.
import type { HasRoom, Outbox as AnyOutbox, StoredNotice } from "../notify/outbox.ts";

export type { Delivery, StoredNotice } from "../notify/outbox.ts";

/** Keeps messages until they are delivered. */
export interface Outbox extends AnyOutbox {
  /**
   * Messages of all tenants that are to be sent and not done, behind those that were returned since the beginning: at most 1,000 of a tenant
   * and 10,000 in all, the oldest first. Withheld ones are never among them, nor those of a tenant whose evaluation the leader has not begun.
   */
  pending(hasRoom: HasRoom): Promise<readonly StoredNotice[]>;
}
