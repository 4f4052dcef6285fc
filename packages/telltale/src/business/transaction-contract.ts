// A transaction as its owner sees it.
import type { Amount } from "./amount.ts";

/** How a transaction ended. */
export type TransactionOutcome = "completed" | "failed" | "abandoned";

/**
 * One business operation. Every method may be called at any time and never throws; after the end it does nothing but is counted.
 *
 * Inside `transaction(type, fn)` the end is the callback's end, and `complete`, `fail` and `abandon` say how it ends (the last word
 * counts). What `startTransaction` and `resumeTransaction` give ends when one of them is called.
 */
export interface Transaction extends Disposable {
  /** What it is, such as `purchase`. */
  readonly type: string;
  /** Its id: the option `id`, or one that was made up. */
  readonly id: string;
  /** Records a step: a span event and a record. `attributes` are this step's own. */
  step(name: string, attributes?: object): void;
  /** Sets an attribute of the transaction and its span; any value is accepted. */
  addAttribute(key: string, value: unknown): void;
  /** Sets attributes of the transaction and its span. */
  addAttributes(attributes: object): void;
  /** Sets what it is about, when that is known only later. The currency given before is kept when none is given. */
  setAmount(amount: Amount, currency?: string): void;
  /** Runs `fn` inside the transaction's span. Its error is thrown on and decides nothing. */
  run<T>(fn: () => T): T;
  /** Ends it as completed. Only the first end counts. */
  complete(): void;
  /**
   * Ends it as failed. A text is a reason of the business (a declined card) and leaves the span's status unset; an error is a fault:
   * it is recorded, the span's status is ERROR, and its type is the reason.
   */
  fail(reason?: unknown): void;
  /** Ends it as abandoned: the customer gave up. */
  abandon(reason?: string): void;
  /**
   * Gives it to another process: a token of at most 1 kB of base64url for `resumeTransaction`. This process has then done its part.
   * Empty while telemetry is off.
   */
  handoff(): string;
}
