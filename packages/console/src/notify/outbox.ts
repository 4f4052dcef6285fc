// What the sender takes and what it leaves: decided messages, and each step of their delivery. The store of messages implements `Outbox`.
import type { AlertSeverity } from "contract";
import type { Notice, Reach } from "alerts";

/** A decided message with everything about its rule that a receiver reads. */
export interface StoredNotice extends Notice {
  /** The sentence of a message that no rule decided; without a full stop. */
  readonly claim?: string;
  /** It goes to every channel that takes pages, whatever else the routes of the channel say. */
  readonly toAllPagers?: true;
  /** `on`, `when` and `window` of the rule, without queries: the sentence of the message is about them. */
  readonly content?: Readonly<Record<string, unknown>>;
  /** Empty for the only or first tenant. `id` is unique over all tenants. */
  readonly tenant: string;
  /** Id of the alert in `/api/alerts`. */
  readonly alertId: string;
  readonly severity: AlertSeverity;
  readonly owner?: string;
  readonly summary?: string;
  readonly description?: string;
  /** URL. */
  readonly runbook?: string;
  /** All labels by which channels and silences choose: of the group and the rule, `alert`, `severity`, `owner`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Counts up with the rounds that decide messages: their order, whatever the clock showed. */
  readonly round?: number;
  /** Of the value: `1` for a share, `s`, `/s`, that of the metric in UCUM; absent or empty for counts. */
  readonly unit?: string;
  /** Why, of an error, of missing data, and of an end by something else than the value. */
  readonly reason?: string;
  /** What a replay has to read. Absent where an export does not have the data of the rule. */
  readonly reach?: Reach;
  /** The last attempt of each channel: one that has it does not get it again after a restart, and the others count on. */
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

/** Whether messages of a tenant can be taken now. */
export type HasRoom = (tenant: string) => boolean;

/** Keeps messages until they are delivered. */
export interface Outbox {
  /**
   * Messages of all tenants that are to be sent and not done, the oldest first. Withheld ones are passed over. It may return a part, and
   * others with the next call; of what it has returned before, any. Messages of a tenant for which `hasRoom` is false are not returned, and
   * come later: what follows them does not come first.
   */
  pending(hasRoom: HasRoom): Promise<readonly StoredNotice[]>;
  /**
   * Stores steps, and that every channel has the messages `done` or has given up: `pending` does not return these any more. All is stored
   * when it resolves; the same recorded again is one. What is rejected is recorded again.
   */
  record(deliveries: readonly Delivery[], done: readonly string[]): Promise<void>;
}

/** Outcomes after which a channel does not get the message again. */
export function isFinal({ outcome }: Delivery): boolean {
  return outcome === "sent" || outcome === "dead" || outcome === "unrouted";
}
