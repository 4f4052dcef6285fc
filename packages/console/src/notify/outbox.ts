// What the sender takes and what it leaves: decided messages, and each step of their delivery. Whoever stores them implements `Outbox`.
import type { Notice } from "alerts";

/** A decided message with everything about its rule that a receiver reads. */
export interface StoredNotice extends Notice {
  readonly severity: "page" | "ticket" | "info";
  readonly owner?: string;
  readonly summary?: string;
  readonly description?: string;
  /** URL. */
  readonly runbook?: string;
  /** Of the rule. */
  readonly labels: Readonly<Record<string, string>>;
  readonly tenant: string;
  /** Steps of its delivery so far: after a restart, a channel that has `sent` or `dead` does not get it again. */
  readonly deliveries?: readonly Delivery[];
}

/**
 * `sent`: the receiver answered with success. `retry`: it did not, and is asked again. `dead`: given up, kept for a look. `grouped`: waits
 * for others of its group. `limited`: waits because of the channel's rate limit. `unrouted`: no channel takes it; its channel is empty.
 */
export type DeliveryOutcome = "sent" | "retry" | "dead" | "grouped" | "limited" | "unrouted";

/** One step of the delivery of a notice to a channel. */
export interface Delivery {
  readonly noticeId: string;
  /** Name of the channel. */
  readonly channel: string;
  /** Counted from 1; 0 before the first one. */
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

/** Keeps notices until they are delivered. Ids of notices must be unique over all tenants. */
export interface Outbox {
  /** Notices that are not done, with their deliveries; withheld ones may be among them and are passed over. */
  pending(): Promise<readonly StoredNotice[]>;
  /** Must be stored when it resolves; rejected ones are recorded again. */
  record(delivery: Delivery): Promise<void>;
  /** Every channel has the notice, or has given up: `pending` need not return it any more. */
  done(noticeId: string): Promise<void>;
}

/** Outcomes after which a channel does not get the notice again. */
export function isFinal({ outcome }: Delivery): boolean {
  return outcome === "sent" || outcome === "dead" || outcome === "unrouted";
}
