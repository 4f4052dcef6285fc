// A transaction that has begun: what is known of it, and its one end. The public functions that make it are in transaction.ts.
import { after, now, toEpochNs } from "../engine/clock.ts";
import { report } from "../engine/diagnose.ts";
import { errorType } from "../engine/error-form.ts";
import { activeScope, runWithSpan, type Scope, storage } from "../engine/scope.ts";
import { fail } from "../engine/settle.ts";
import type { Span } from "../engine/span.ts";
import { onFlush } from "../engine/state.ts";
import type { Amount } from "./amount.ts";
import { copyOf, withoutReserved } from "./attributes.ts";
import { encodeHandoff } from "./handoff-token.ts";
import { readAttributes, readMoney, readName, readText } from "./read-options.ts";
import { elapsedMs, type Facts, sendRecord, toHrTime } from "./record.ts";
import type { TransactionOutcome, Transaction } from "./transaction-contract.ts";
import { measureTransaction } from "./transaction-metrics.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** What a transaction begins with, checked. */
export interface Beginning {
  readonly type: string;
  readonly id: string;
  readonly user: string | undefined;
  readonly session: string | undefined;
  readonly amount: Amount | undefined;
  readonly currency: string | undefined;
  readonly attributes: Record<string, unknown>;
  readonly timeoutMs: number | undefined;
  readonly startMoment: number;
}

const prefix = "telltale.transaction.";
const announceAfterMs = 1000;
const openLimit = 10_000;
const longestTimerMs = 2 ** 31 - 1;

const unannounced = createWaitingRoom<OpenTransaction>(announceAfterMs, openLimit, (open) => open.announce());
onFlush(() => unannounced.empty());

let timers = 0;

/** Ends exactly once. With `ownEnd` false the callback's end is its end, and `complete`, `fail`, `abandon` only say how. */
export class OpenTransaction implements Transaction {
  readonly type: string;
  readonly id: string;
  readonly span: Span;
  readonly #scope: Scope;
  readonly #startMoment: number;
  readonly #user: string | undefined;
  readonly #session: string | undefined;
  readonly #attributes: Record<string, unknown>;
  readonly #ownEnd: boolean;
  #amount: Amount | undefined;
  #currency: string | undefined;
  #steps = 0;
  #ended = false;
  #handedOff = false;
  #outcome: TransactionOutcome = "completed";
  #reason: string | undefined = undefined;
  #errorType: string | undefined = undefined;
  #callOff: (() => void) | undefined = undefined;

  constructor(beginning: Beginning, span: Span, scope: Scope, ownEnd: boolean) {
    this.type = beginning.type;
    this.id = beginning.id;
    this.span = span;
    this.#scope = scope;
    this.#startMoment = beginning.startMoment;
    this.#user = beginning.user;
    this.#session = beginning.session;
    this.#amount = beginning.amount;
    this.#currency = beginning.currency;
    this.#attributes = beginning.attributes;
    this.#ownEnd = ownEnd;
    const facts = this.#facts();
    span.setAttributes(facts);
    span.setAttributes(withoutReserved(beginning.attributes, facts, prefix));
  }

  /** Lets it announce itself when it lasts, and give up after its time-out. */
  watch(timeoutMs: number | undefined): this {
    unannounced.add(this);
    if (timeoutMs === undefined || timeoutMs > longestTimerMs || timers >= openLimit) return this;
    timers++;
    this.#callOff = after(timeoutMs, () => {
      this.#conclude("abandoned", "timeout");
      this.#finish();
    });
    return this;
  }

  /** Sends `telltale.transaction.started`. */
  announce(): void {
    const place = { scope: this.#scope, span: this.span, moment: this.#startMoment };
    sendRecord("telltale.transaction.started", this.#facts(), this.#attributes, place);
  }

  step(name: string, attributes?: object): void {
    if (!this.#open()) return;
    const step = readName("step", name);
    const given = readAttributes(attributes);
    const own = given === undefined ? undefined : copyOf(given);
    this.span.addEvent(step, own as never);
    const facts = {
      ...this.#facts(),
      "telltale.transaction.step": step,
      "telltale.transaction.step_index": this.#steps++,
    };
    const all = own === undefined ? this.#attributes : { ...this.#attributes, ...own };
    sendRecord("telltale.transaction.step", facts, all, { scope: this.#scope, span: this.span });
  }

  addAttribute(key: string, value: unknown): void {
    if (typeof key === "string") this.addAttributes({ [key]: value });
    else report("business_name_invalid", `attribute: expected a string, got ${typeof key}`);
  }

  addAttributes(attributes: object): void {
    const own = readAttributes(attributes);
    if (own === undefined || !this.#open()) return;
    const copy = copyOf(own);
    Object.assign(this.#attributes, copy);
    this.span.setAttributes(withoutReserved(copy, this.#facts(), prefix));
  }

  setAmount(amount: Amount, currency?: string): void {
    if (!this.#open()) return;
    const money = readMoney(this.type, amount, currency ?? this.#currency);
    if (money.amount === undefined) return;
    this.#amount = money.amount;
    this.#currency = money.currency;
    this.span.setAttributes(this.#facts());
  }

  run<T>(fn: () => T): T {
    return runWithSpan(activeScope(), this.span, fn);
  }

  complete(): void {
    if (!this.#ended) this.#errorType = undefined;
    this.#decide("completed", undefined);
  }

  fail(reason?: unknown): void {
    if (!this.#open()) return;
    if (reason === undefined || typeof reason === "string") {
      this.#decide("failed", readText("reason", reason));
      return;
    }
    this.#markError(reason);
    this.#decide("failed", this.#errorType);
  }

  abandon(reason?: string): void {
    this.#decide("abandoned", readText("reason", reason));
  }

  handoff(): string {
    if (!this.#open()) return "";
    this.#handedOff = true;
    if (unannounced.remove(this)) this.announce();
    this.#clearTimer();
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    const token = encodeHandoff({
      type: this.type,
      id: this.id,
      startTimeUnixNano: toEpochNs(this.#startMoment),
      traceId,
      spanId,
      traceFlags,
      user: this.#user,
      session: this.#session,
      amount: this.#amount,
      currency: this.#currency,
    });
    if (this.#ownEnd) this.span.end();
    return token;
  }

  [Symbol.dispose](): void {
    if (!this.#ended && !this.#handedOff) this.abandon();
  }

  /** The callback has returned. */
  done(): void {
    this.#finish();
  }

  /** The callback has thrown: that decides, whatever was said before. */
  broken(error: unknown): void {
    if (this.#ended) return;
    this.#markError(error);
    this.#conclude(
      "failed",
      this.#outcome === "failed" ? (this.#reason ?? this.#errorType) : this.#errorType,
    );
    this.#finish();
  }

  /** Ends it as of `moment`. For what is recorded after the fact. */
  endAt(outcome: TransactionOutcome, reason: string | undefined, moment: number): void {
    this.#conclude(outcome, reason);
    this.#finish(moment);
  }

  #decide(outcome: TransactionOutcome, reason: string | undefined): void {
    if (!this.#open()) return;
    this.#conclude(outcome, reason);
    if (this.#ownEnd) this.#finish();
  }

  #conclude(outcome: TransactionOutcome, reason: string | undefined): void {
    this.#outcome = outcome;
    this.#reason = reason;
  }

  #markError(error: unknown): void {
    this.#errorType = errorType(error);
    fail(this.span, error);
  }

  #finish(moment?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#handedOff) {
      if (!this.#ownEnd) this.span.end();
      return;
    }
    unannounced.remove(this);
    this.#clearTimer();
    const endMoment = moment ?? now();
    const durationMs = elapsedMs(this.#startMoment, endMoment);
    const facts = this.#facts();
    const ending = {
      "telltale.transaction.outcome": this.#outcome,
      "telltale.transaction.reason": this.#reason,
    };
    this.span.setAttributes(ending);
    const all = {
      ...facts,
      ...ending,
      "telltale.transaction.duration_ms": durationMs,
      "error.type": this.#errorType,
    };
    const place = { scope: this.#scope, span: this.span, moment: endMoment };
    storage.run(this.#scope, () => {
      sendRecord("telltale.transaction.ended", all, this.#attributes, place);
      measureTransaction(this.type, this.#outcome, durationMs, this.#amount, this.#currency);
    });
    this.span.end(moment === undefined ? undefined : toHrTime(moment));
  }

  #facts(): Facts {
    return {
      "telltale.transaction.type": this.type,
      "telltale.transaction.id": this.id,
      "telltale.transaction.amount": this.#amount,
      "telltale.transaction.currency": this.#currency,
      "user.id": this.#user,
      "session.id": this.#session,
    };
  }

  #open(): boolean {
    const open = !this.#ended && !this.#handedOff;
    if (!open) report("transaction_used_after_end", this.type);
    return open;
  }

  #clearTimer(): void {
    if (this.#callOff === undefined) return;
    this.#callOff();
    this.#callOff = undefined;
    timers--;
  }
}
