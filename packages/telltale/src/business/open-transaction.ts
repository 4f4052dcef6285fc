// A transaction that has begun: what is known of it, and its one end. The public functions that make it are in transaction.ts.
import { after, now, toEpochNs, elapsedMs, toHrTime } from "../engine/runtime/clock.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { guardMethods, harmless, isDetached } from "../engine/diagnostics/guard.ts";
import { attempt } from "../engine/errors/attempt.ts";
import { errorType } from "../engine/errors/error-form.ts";
import { setFacts } from "../engine/recording/recorded-span.ts";
import { runWithSpan } from "../engine/context/run-with-span.ts";
import type { Scope } from "../engine/context/scope.ts";
import { fail } from "../engine/completion/finish.ts";
import type { EngineSpan } from "../engine/span/span.ts";
import { onFlush } from "../engine/running/state.ts";
import type { Amount } from "./amount.ts";
import { copyOf } from "./attributes.ts";
import { endedHandoffs } from "./ended-handoffs.ts";
import { encodeHandoff } from "./handoff-token.ts";
import { type Person, readAttributes, readMoney, readName, readText } from "./read-options.ts";
import { type FactList, put, putPerson, sendRecord } from "./record.ts";
import type { TransactionOutcome, Transaction } from "./transaction-contract.ts";
import { measureAmount, measureTransaction } from "./transaction-metrics.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** What a transaction begins with, checked. */
export interface Beginning {
  readonly type: string;
  readonly id: string;
  readonly person: Person;
  readonly amount?: Amount | undefined;
  readonly currency?: string | undefined;
  /** As the caller gave them. */
  readonly attributes: object | undefined;
  readonly timeoutMs: number | undefined;
  readonly startMoment: number;
  /** What the token says of one that was handed on; undefined for one that begins here. */
  readonly resumed?: Resumed | undefined;
}

/** A transaction that goes on here. */
export interface Resumed {
  readonly startTimeUnixNano: bigint;
  /** By `keyOfHandoff`. */
  readonly key: string;
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
  readonly span: EngineSpan;
  readonly #scope: Scope;
  readonly #startMoment: number;
  readonly #person: Person;
  readonly #timeoutMs: number | undefined;
  readonly #attributes: Record<string, unknown>;
  readonly #ownEnd: boolean;
  readonly #resumed: Resumed | undefined;
  #amount: Amount | undefined;
  #currency: string | undefined;
  #known: FactList | undefined = undefined;
  #steps = 0;
  #announced: boolean;
  #ended = false;
  #handedOff = false;
  #outcome: TransactionOutcome = "completed";
  #reason: string | undefined = undefined;
  #errorType: string | undefined = undefined;
  #callOff: (() => void) | undefined = undefined;

  constructor(beginning: Beginning, span: EngineSpan, scope: Scope, ownEnd: boolean) {
    this.type = beginning.type;
    this.id = beginning.id;
    this.span = span;
    this.#scope = scope;
    this.#startMoment = beginning.startMoment;
    this.#person = beginning.person;
    this.#timeoutMs = beginning.timeoutMs;
    this.#amount = beginning.amount;
    this.#currency = beginning.currency;
    this.#attributes = this.#copyOf(beginning.attributes) ?? {};
    this.#ownEnd = ownEnd;
    this.#resumed = beginning.resumed;
    // who handed it on has announced it
    this.#announced = beginning.resumed !== undefined;
    setFacts(span, this.#facts());
    if (beginning.attributes !== undefined) span.setAttributes(this.#attributes);
  }

  /** Lets it announce itself when it lasts, and give up when its time is over. Nothing when it is over already. */
  watch(): this {
    if (this.#ended || this.#handedOff) return this;
    if (!this.#announced) unannounced.add(this);
    if (this.#timeoutMs === undefined || timers >= openLimit) return this;
    const leftMs = this.#timeoutMs - (now() - this.#startMoment);
    if (leftMs > longestTimerMs) return this;
    timers++;
    this.#callOff = after(
      Math.max(1, leftMs),
      harmless(() => {
        this.#conclude("abandoned", "timeout");
        this.#finish();
      }),
    );
    return this;
  }

  /** Sends `telltale.transaction.started`. */
  announce(): void {
    this.#announced = true;
    const facts = this.#facts();
    put(facts, "telltale.transaction.timeout_ms", this.#timeoutMs);
    this.#send("telltale.transaction.started", facts, this.#attributes, this.#startMoment, true);
  }

  step(name: string, attributes?: object): void {
    if (!this.#open()) return;
    const step = readName("step", name);
    const own = this.#copyOf(attributes);
    this.span.addEvent(step, own as never);
    if (this.#isOver()) return;
    const facts = this.#facts();
    facts.push("telltale.transaction.step", step, "telltale.transaction.step_index", this.#steps++);
    put(facts, "telltale.transaction.timeout_ms", this.#timeoutMs);
    const all = own === undefined ? this.#attributes : { ...this.#attributes, ...own };
    this.#send("telltale.transaction.step", facts, all, now(), false);
  }

  addAttribute(key: string, value: unknown): void {
    if (typeof key === "string" && key !== "") this.addAttributes({ [key]: value });
    else report("business_name_invalid", `attribute: expected a non-empty string, got ${typeof key}`);
  }

  addAttributes(attributes: object): void {
    if (!this.#open()) return;
    const own = this.#copyOf(attributes);
    if (own === undefined) return;
    Object.assign(this.#attributes, own);
    this.span.setAttributes(own);
  }

  setAmount(amount: Amount, currency?: string): void {
    if (!this.#open()) return;
    const money = readMoney(this.type, amount, currency ?? this.#currency);
    if (money.amount === undefined) return;
    this.#amount = money.amount;
    this.#currency = money.currency;
    this.#known = undefined;
    setFacts(this.span, this.#facts());
  }

  run<T>(fn: () => T): T {
    return isDetached(this, OpenTransaction, "run") ? fn() : runWithSpan(undefined, this.span, fn);
  }

  complete(): void {
    this.#decide("completed", undefined);
  }

  fail(reason?: unknown): void {
    if (!this.#open()) return;
    if (reason === undefined || typeof reason === "string") {
      this.#decide("failed", readText("reason", reason));
      return;
    }
    const type = this.#markError(reason);
    this.#decide("failed", type, type);
  }

  abandon(reason?: string): void {
    this.#decide("abandoned", readText("reason", reason));
  }

  handoff(): string {
    if (isDetached(this, OpenTransaction, "handoff")) return "";
    return attempt("handoff", () => this.#handOff(), "");
  }

  #handOff(): string {
    if (!this.#open()) return "";
    this.#handedOff = true;
    unannounced.remove(this);
    if (!this.#announced) this.announce();
    this.#clearTimer();
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    const token = encodeHandoff({
      type: this.type,
      id: this.id,
      startTimeUnixNano: this.#resumed?.startTimeUnixNano ?? toEpochNs(this.#startMoment),
      traceId,
      spanId,
      traceFlags,
      ...this.#person,
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
    const type = this.#markError(error);
    this.#conclude("failed", this.#outcome === "failed" ? (this.#reason ?? type) : type, type);
    this.#finish();
  }

  /** Ends it as of `moment`. For what is recorded after the fact. */
  endAt(outcome: TransactionOutcome, reason: string | undefined, moment: number): void {
    this.#conclude(outcome, reason);
    this.#finish(moment);
  }

  #decide(outcome: TransactionOutcome, reason: string | undefined, failure?: string): void {
    if (!this.#open()) return;
    this.#conclude(outcome, reason, failure);
    if (this.#ownEnd) this.#finish();
  }

  #conclude(outcome: TransactionOutcome, reason: string | undefined, failure?: string): void {
    this.#outcome = outcome;
    this.#reason = reason;
    this.#errorType = failure;
  }

  #markError(error: unknown): string {
    fail(this.span, error);
    return errorType(error);
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
    this.span.setAttribute("telltale.transaction.outcome", this.#outcome);
    if (this.#reason !== undefined) this.span.setAttribute("telltale.transaction.reason", this.#reason);
    if (this.#isOver()) report("transaction_ended_again", this.type);
    else this.#recordEnd(durationMs, endMoment, moment !== undefined);
    this.span.end(moment === undefined ? undefined : toHrTime(moment));
  }

  #recordEnd(durationMs: number, endMoment: number, past: boolean): void {
    if (this.#resumed !== undefined) endedHandoffs.set(this.type, this.#resumed.key, true);
    const facts = this.#facts();
    facts.push("telltale.transaction.outcome", this.#outcome);
    put(facts, "telltale.transaction.reason", this.#reason);
    facts.push("telltale.transaction.duration_ms", durationMs);
    put(facts, "error.type", this.#errorType);
    this.#send("telltale.transaction.ended", facts, this.#attributes, endMoment, past);
    measureTransaction(this.type, this.#outcome, durationMs, this.#scope);
    if (this.#amount !== undefined)
      measureAmount(this.type, this.#outcome, this.#amount, this.#currency, this.#scope);
  }

  /** Whether it has ended here before: its token was used again. */
  #isOver(): boolean {
    return this.#resumed !== undefined && endedHandoffs.get(this.type, this.#resumed.key) === true;
  }

  #send(eventName: string, facts: FactList, attributes: object, moment: number, past: boolean): void {
    sendRecord(eventName, facts, attributes, { scope: this.#scope, span: this.span, moment, past });
  }

  /** What all its records say, in a list of one's own. */
  #facts(): FactList {
    return (this.#known ??= this.#learn()).slice();
  }

  #learn(): FactList {
    const facts: FactList = ["telltale.transaction.type", this.type, "telltale.transaction.id", this.id];
    if (this.#amount !== undefined) {
      facts.push("telltale.transaction.amount", this.#amount);
      put(facts, "telltale.transaction.currency", this.#currency);
    }
    putPerson(facts, this.#person, this.#scope);
    return facts;
  }

  /** The user's attributes, but for those that the library says itself. */
  #copyOf(attributes: object | undefined): Record<string, unknown> | undefined {
    const given = readAttributes(attributes);
    if (given === undefined) return undefined;
    const { user, session } = this.#person;
    return copyOf(
      given,
      (key) =>
        key.startsWith(prefix) ||
        key === "log.record.uid" ||
        (key === "user.id" && user !== undefined) ||
        (key === "session.id" && session !== undefined),
    );
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

const guarded = "step addAttribute addAttributes setAmount complete fail abandon";
guardMethods(OpenTransaction.prototype, Symbol.dispose, ...guarded.split(" "));
