// What the sender takes and what it leaves: decided messages, and each step of their delivery. The store of messages implements `Outbox`.
import type { Notice } from "alerts";

/** A decided message with everything about its rule that a receiver reads. */
export interface StoredNotice extends Notice {
  /** Empty for the only or first tenant. `id` is unique over all tenants. */
  readonly tenant: string;
  /** Id of the alert in `/api/alerts`. */
  readonly alertId: string;
  readonly severity: "page" | "ticket" | "info";
  readonly owner?: string;
  readonly summary?: string;
  readonly description?: string;
  /** URL. */
  readonly runbook?: string;
  /** All labels by which channels and silences choose: of the group and the rule, `alert`, `severity`, `owner`. */
  readonly labels: Readonly<Record<string, string>>;
  /** The numbers behind the change: the limit, counts. */
  readonly values?: Readonly<Record<string, number>>;
  /** Why, of an error or of missing data. */
  readonly reason?: string;
  /** Steps of its delivery so far, the oldest first: a channel that has it does not get it again after a restart. */
  readonly deliveries?: readonly Delivery[];
}

/**
 * `sent`: the receiver answered with success. `retry`: it did not, and is asked again. `dead`: given up. `grouped`: waits for others of its
 * group. `limited`: waits because of the channel's rate limit. `unrouted`: no channel takes it; its channel is empty.
 */
type DeliveryOutcome = "sent" | "retry" | "dead" | "grouped" | "limited" | "unrouted";

/** One step of the delivery of a notice to a channel. */
export interface Delivery {
  readonly noticeId: string;
  /** Name of the channel. */
  readonly channel: string;
  /** From 1; 0 before the first one. */
  readonly attempt: number;
  /** Unix ms. */
  readonly at: number;
  readonly outcome: DeliveryOutcome;
  /** Status that the receiver answered with: of HTTP, or of SMTP. */
  readonly status?: number;
  /** Duration of the attempt. */
  readonly ms?: number;
  /** What went wrong, without secrets. */
  readonly error?: string;
}

/** Keeps messages until they are delivered. */
export interface Outbox {
  /** Messages of all tenants that are to be sent and not done, the oldest first. Withheld ones are passed over. */
  pending(): Promise<readonly StoredNotice[]>;
  /** Stored when it resolves; the same step recorded again is one. A rejected one is recorded again. */
  record(delivery: Delivery): Promise<void>;
  /** Every channel has the message, or has given up: `pending` does not return it any more. */
  done(noticeId: string): Promise<void>;
}

/** Outcomes after which a channel does not get the message again. */
export function isFinal({ outcome }: Delivery): boolean {
  return outcome === "sent" || outcome === "dead" || outcome === "unrouted";
}
