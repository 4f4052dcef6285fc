// The outbox: messages of a round are stored with its states in one insert, and taken from here by whoever sends them. A message that was
// stored and not delivered when the console died is pending after its restart.
import type { Notice } from "alerts";

/** A message with what a channel needs to write it. `Notice.id` is the same for the same message, so receivers deduplicate by it. */
export interface StoredNotice extends Notice {
  /** Empty for the only or first tenant. */
  readonly tenant: string;
  /** Id of the alert in `/api/alerts`. */
  readonly alertId: string;
  readonly severity: "page" | "ticket" | "info";
  readonly owner: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  /** All labels by which channels and silences choose: of the group and the rule, `alert`, `severity`, `owner`. */
  readonly labels: Readonly<Record<string, string>>;
  /** The numbers behind the change: the limit, counts. */
  readonly values: Readonly<Record<string, number>>;
  /** Why, of an error or of missing data. */
  readonly reason: string;
}

/**
 * - `sent`: the channel accepted it.
 * - `retry`: it failed, and is tried again.
 * - `dead`: it failed for good.
 * - `grouped`: another message has it.
 * - `limited`: the rate limit of the channel dropped it.
 */
export type DeliveryOutcome = "sent" | "retry" | "dead" | "grouped" | "limited";

/** One attempt to deliver a message to a channel. */
export interface Delivery {
  readonly tenant: string;
  readonly noticeId: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Name of the channel. */
  readonly channel: string;
  /** From 1; 0 for `grouped` and `limited`. */
  readonly attempt: number;
  /** Unix ms. */
  readonly at: number;
  readonly outcome: DeliveryOutcome;
  /** Status of the answer. */
  readonly status?: number;
  /** Duration of the attempt. */
  readonly ms?: number;
  /** Why it failed, without secrets. */
  readonly error?: string;
}

/** A message that is not done, with its attempts so far, the oldest first. */
export interface PendingNotice {
  readonly notice: StoredNotice;
  readonly deliveries: readonly Delivery[];
}

export interface Outbox {
  /**
   * Messages of all tenants that are to be sent and are not marked as done, the oldest first, at most `limit`. Withheld ones are never
   * among them.
   */
  pending(limit?: number): Promise<readonly PendingNotice[]>;
  /** Stored when it resolves. Recorded again (same message, channel and attempt) it is one entry. */
  record(deliveries: readonly Delivery[]): Promise<void>;
  /** Every channel that the message is for has it, or never will: it is no longer pending. */
  done(notices: readonly StoredNotice[]): Promise<void>;
  /** Calls back after a round with messages was stored. Returns how to stop that. */
  onNotices(listener: () => void): () => void;
}
