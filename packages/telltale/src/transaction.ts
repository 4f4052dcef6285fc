// Transactions: one business operation of a declared type, with an id and an outcome. Each is one span, its records and its metrics.
import { callOnce } from "./engine/completion/call-once.ts";
import { attempt } from "./engine/errors/attempt.ts";
import type { Link } from "@opentelemetry/api";
import { trace as otelTrace } from "./engine/api/trace.ts";
import { fromEpochNs, now, toHrTime } from "./engine/runtime/clock.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { safely } from "./engine/diagnostics/guard.ts";
import { activeScope, Scope } from "./engine/context/scope.ts";
import type { EngineSpan } from "./engine/span/span.ts";
import { state } from "./engine/running/state.ts";
import type { Amount } from "./business/amount.ts";
import { keyOfHandoff } from "./business/ended-handoffs.ts";
import { decodeHandoff, type Handoff } from "./business/handoff-token.ts";
import { type Beginning, OpenTransaction } from "./business/open-transaction.ts";
import {
  readAttributes,
  readId,
  readMoney,
  readName,
  readPerson,
  readText,
  readTimeout,
  reading,
} from "./business/read-options.ts";
import { randomId } from "./business/record.ts";
import { runInside } from "./engine/completion/run-inside.ts";
import type { TransactionOutcome, Transaction } from "./business/transaction-contract.ts";
import type {
  BareName,
  DeclaredName,
  DeclaredTransaction,
  OpenName,
  OptionsGiven,
  OptionsOf,
  ResumedTransaction,
  Typed,
} from "./typed.ts";
import { declareFirst } from "./definition.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

export type { Amount } from "./business/amount.ts";
export type { TransactionOutcome, Transaction } from "./business/transaction-contract.ts";

/** What is known of a transaction when it begins. Everything is optional. */
export interface TransactionOptions {
  /** Unique within the type; random when left out. */
  readonly id?: string | undefined;
  /** The context attribute `user.id` by default. */
  readonly user?: string | undefined;
  /** The context attribute `session.id` by default. */
  readonly session?: string | undefined;
  /** A finite number, or decimal text such as `"99.99"`, which stays exact. */
  readonly amount?: Amount | undefined;
  /** ISO 4217; `USD` by default. Currencies are never added together. */
  readonly currency?: string | undefined;
  /** Attributes of the transaction and its span, by key. */
  readonly attributes?: object | undefined;
  /**
   * Still open this many ms after its start, it ends as abandoned for the reason `timeout`: in this process, or, where that is gone or
   * has handed it on, in the console.
   */
  readonly timeoutMs?: number | undefined;
}

/** What a resuming process may say anew. */
export type ResumeOptions = Omit<TransactionOptions, "id">;

/** A transaction that is recorded after the fact. */
export interface RecordedTransactionOptions extends Omit<TransactionOptions, "timeoutMs"> {
  /** How it ended: `completed`, `failed` or `abandoned`. */
  readonly outcome: TransactionOutcome;
  /** Why it failed or was abandoned. */
  readonly reason?: string | undefined;
  /** Epoch ms or a Date. */
  readonly startTime: number | Date;
  /** Epoch ms or a Date; now by default. */
  readonly endTime?: number | Date | undefined;
}

// what 64 bits of nanoseconds can say
const latestEpochMs = 2 ** 64 / 1e6;

/**
 * Runs `fn` as a transaction of `type` and returns what it returns.
 *
 * It completes when the work is done (a promise is awaited), fails when `fn` throws (the very same error is thrown on) or says `tx.fail`.
 * Its span, `transaction {type}`, is active inside. `fail("card declined")` is an outcome of the business and no fault of the
 * program: the span's status stays unset.
 *
 * @example
 * ```ts
 * import { transaction } from "telltale";
 *
 * const order = { id: "order-789", amount: "99.99", currency: "EUR" };
 * const paid = await transaction("purchase", order, async (tx) => {
 *   tx.step("payment authorised");
 *   tx.addAttribute("payment.method", "card");
 *   return true;
 * });
 * paid; // => true
 * ```
 */
export function transaction<N extends BareName<"transactions">, T>(
  type: N,
  fn: (tx: DeclaredTransaction<Transaction, N>) => T,
): T;
export function transaction<N extends DeclaredName<"transactions">, T>(
  type: N,
  options: OptionsOf<TransactionOptions, "transactions", N>,
  fn: (tx: DeclaredTransaction<Transaction, N>) => T,
): T;
export function transaction<T>(type: OpenName<"transactions">, fn: (tx: Transaction) => T): T;
export function transaction<T>(
  type: OpenName<"transactions">,
  options: TransactionOptions,
  fn: (tx: Transaction) => T,
): T;
export function transaction<T>(type: string, optionsOrFn: object, callback?: object): T {
  const fn = (callback ?? optionsOrFn) as (tx: Transaction) => T;
  const options = callback === undefined ? undefined : (optionsOrFn as TransactionOptions);
  if (typeof fn !== "function") throw functionMissing("transaction(type, options?, fn)", fn);
  if (state.engine === undefined) noteNotStarted("transaction()", transaction);
  return callOnce(
    fn,
    (once) => transactionTraced(type, options, once),
    () => fn(inert(type, options)),
  );
}

function transactionTraced<T>(
  type: string,
  options: TransactionOptions | undefined,
  fn: (tx: Transaction) => T,
): T {
  const scope = activeScope();
  const tx = reading("transaction", options, (given) => begin(type, given, scope, false), undefined);
  if (tx === undefined) return fn(inert(type, options));
  const result = runInside(scope, tx.span, () => fn(tx), tx);
  // a transaction that has ended already is not watched
  safely(() => tx.watch());
  return result;
}

/**
 * Begins a transaction that ends later, by `complete`, `fail` or `abandon`, wherever that is. `using` abandons one that is still open,
 * also when its block throws: catch the error and call `fail(error)` to record it.
 *
 * Its span is not active; `tx.run(fn)` makes it so for a while.
 *
 * @example
 * ```ts
 * import { startTransaction } from "telltale";
 *
 * const signup = startTransaction("registration", { user: "u1" });
 * signup.step("form sent");
 * signup.run(() => 42); // => 42
 * signup.complete();
 * ```
 */
export function startTransaction<N extends DeclaredName<"transactions">>(
  type: N,
  ...options: OptionsGiven<TransactionOptions, "transactions", N>
): DeclaredTransaction<Transaction, N>;
export function startTransaction(type: OpenName<"transactions">, options?: TransactionOptions): Transaction;
export function startTransaction(type: string, given: object = {}): Transaction {
  const options: TransactionOptions = given;
  const tx = reading(
    "startTransaction",
    options,
    (own) => begin(type, own, activeScope(), true)?.watch(),
    undefined,
  );
  if (state.engine === undefined) noteNotStarted("startTransaction()", startTransaction);
  return tx ?? inert(type, options);
}

/**
 * Goes on with a transaction that another process gave away by `tx.handoff()`, in the same trace, and ends it.
 *
 * With a catalog, `resumeTransaction<"purchase">(token)` has the steps of that transaction; without the name, those of all.
 *
 * Type, id and start come from the token; user, session, amount and currency do unless given here. An invalid token
 * is counted, and what comes back records nothing.
 *
 * A token that a broker delivers twice ends its transaction once in this process: the first end counts, what comes after it is a span
 * and nothing else. Two processes that get the same token each count an end in their metrics; the console counts one.
 *
 * @example
 * ```ts
 * import { resumeTransaction, startTransaction } from "telltale";
 *
 * const token = startTransaction("purchase", { id: "order-789" }).handoff(); // travels in a message
 *
 * const purchase = resumeTransaction(token);
 * purchase.step("shipped");
 * purchase.complete();
 * ```
 */
export function resumeTransaction<N extends DeclaredName<"transactions"> = DeclaredName<"transactions">>(
  token: string,
  options?: Typed<ResumeOptions>,
): ResumedTransaction<Transaction, N>;
export function resumeTransaction(token: string, options: object = {}): Transaction {
  if (state.engine === undefined) noteNotStarted("resumeTransaction()", resumeTransaction);
  return (
    reading("resumeTransaction", options, (given) => resume(token, given as ResumeOptions), undefined) ??
    inert("", undefined)
  );
}

/**
 * Records a transaction after the fact, for example from a job that closes what was left open. Its span has the times given here.
 *
 * @example
 * ```ts
 * import { recordTransaction } from "telltale";
 *
 * recordTransaction("purchase", {
 *   id: "basket-17",
 *   amount: 25,
 *   currency: "EUR",
 *   outcome: "abandoned",
 *   reason: "left at shipping",
 *   startTime: Date.now() - 60_000,
 * });
 * ```
 */
export function recordTransaction<N extends DeclaredName<"transactions">>(
  type: N,
  options: OptionsOf<RecordedTransactionOptions, "transactions", N>,
): void;
export function recordTransaction(type: OpenName<"transactions">, options: RecordedTransactionOptions): void;
export function recordTransaction(type: string, options: object): void {
  if (state.engine === undefined) noteNotStarted("recordTransaction()", recordTransaction);
  reading(
    "recordTransaction",
    options as RecordedTransactionOptions,
    (given) => record(type, given),
    undefined,
  );
}

/** How the work of a {@link trackedTransaction} ended. */
interface WorkEnd {
  readonly result: unknown;
  readonly error: unknown;
  readonly failed: boolean;
}

/**
 * Runs `fn` as a transaction of which all but the type is known when it has ended: `describe` then returns it. It is not announced, because it has
 * no id before. `failure` is a reason of the business. `describe` must not throw.
 */
export function trackedTransaction<T>(
  type: string,
  describe: (end: WorkEnd) => TransactionOptions & { readonly failure?: string | undefined },
  fn: () => T,
): T {
  const { engine } = state;
  if (engine === undefined) return fn();
  const scope = activeScope();
  const name = readName("type", type);
  const startMoment = now();
  const span = engine.tracer.start(`transaction ${name}`, undefined, scope.span, scope);
  const reported = (end: WorkEnd): OpenTransaction => {
    const facts = describe(end);
    const beginning = { ...beginningOf(name, { ...facts, timeoutMs: undefined }, scope), startMoment };
    const tx = new OpenTransaction(beginning, span, innerScope(span, scope), false);
    if (facts.failure !== undefined) tx.fail(facts.failure);
    return tx;
  };
  return runInside(scope, span, fn, {
    done: (result) => reported({ result, error: undefined, failed: false }).done(),
    broken: (error) => reported({ result: undefined, error, failed: true }).broken(error),
  });
}

function begin(
  type: string,
  options: TransactionOptions,
  scope: Scope,
  ownEnd: boolean,
): OpenTransaction | undefined {
  const { engine } = state;
  if (engine === undefined) return undefined;
  const beginning = beginningOf(type, options, scope);
  const span = engine.tracer.start(`transaction ${beginning.type}`, undefined, scope.span, scope);
  return new OpenTransaction(beginning, span, innerScope(span, scope), ownEnd);
}

function resume(token: string, options: ResumeOptions): OpenTransaction | undefined {
  const { engine } = state;
  if (engine === undefined || token === "") return undefined;
  const handoff = decodeHandoff(token);
  if (handoff === undefined) {
    report("handoff_token_invalid", "expected what tx.handoff() returned, unchanged");
    return undefined;
  }
  const scope = activeScope();
  const active = scope.span;
  const links: Link[] = active === undefined ? [] : [{ context: active.spanContext() }];
  const { traceId, spanId, traceFlags } = handoff;
  const parent = otelTrace.wrapSpanContext({ traceId, spanId, traceFlags, isRemote: true });
  const beginning = resumed(handoff, options, scope);
  const span = engine.tracer.start(`transaction ${beginning.type}`, { links }, parent, scope);
  return new OpenTransaction(beginning, span, innerScope(span, scope), true).watch();
}

function record(type: string, options: Partial<RecordedTransactionOptions>): void {
  const { engine } = state;
  if (engine === undefined) return;
  const scope = activeScope();
  const endMoment = readTime("endTime", options.endTime) ?? now();
  const startMoment = Math.min(readTime("startTime", options.startTime) ?? endMoment, endMoment);
  const outcome = readOutcome(options.outcome) ?? "failed";
  const reason = readText("reason", options.reason);
  const beginning = { ...beginningOf(type, { ...options, timeoutMs: undefined }, scope), startMoment };
  const startTime = toHrTime(startMoment);
  const span = engine.tracer.start(`transaction ${beginning.type}`, { startTime }, scope.span, scope);
  new OpenTransaction(beginning, span, innerScope(span, scope), true).endAt(outcome, reason, endMoment);
}

/** Without the outer scopes: a transaction may be open for days and must not keep what was around its start in memory. */
function innerScope(span: EngineSpan, scope: Scope): Scope {
  return new Scope(span, scope.attributes, undefined, scope.base);
}

function beginningOf(type: string, options: TransactionOptions, scope: Scope): Beginning {
  const name = readName("type", type);
  const timeoutMs = readTimeout("timeoutMs", options.timeoutMs);
  const { amount, currency } = readMoney(name, options.amount, options.currency);
  const beginning = {
    type: name,
    id: readId("id", options.id) ?? randomId(),
    person: readPerson(options, scope),
    amount,
    currency,
    attributes: readAttributes(options.attributes),
    timeoutMs,
    startMoment: now(),
  };
  if (timeoutMs !== undefined) declareFirst({ kind: "transaction", name, timeoutMs });
  return beginning;
}

function resumed(handoff: Handoff, options: ResumeOptions, scope: Scope): Beginning {
  const { type, id, user, session, amount, currency, traceId, startTimeUnixNano } = handoff;
  const beginning = beginningOf(type, { user, session, amount, currency, ...stated(options), id }, scope);
  return {
    ...beginning,
    startMoment: Math.min(fromEpochNs(startTimeUnixNano), beginning.startMoment),
    resumed: { startTimeUnixNano, key: keyOfHandoff(traceId, startTimeUnixNano, id) },
  };
}

function stated(options: ResumeOptions): ResumeOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function readTime(what: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const epochMs = value instanceof Date ? value.getTime() : value;
  if (typeof epochMs === "number" && epochMs >= 0 && epochMs < latestEpochMs) {
    return fromEpochNs(BigInt(Math.round(epochMs * 1e6)));
  }
  report("business_time_invalid", `${what}: expected epoch ms or a Date`);
  return undefined;
}

function readOutcome(value: unknown): TransactionOutcome | undefined {
  if (value === "completed" || value === "failed" || value === "abandoned") return value;
  report("transaction_outcome_invalid", "expected completed, failed or abandoned");
  return undefined;
}

// The transaction of a process whose telemetry is off: it has its id, runs what it is given and records nothing.
function nothing(): void {}

/** A transaction that records nothing. */
function inert(type: unknown, options: TransactionOptions | undefined): Transaction {
  return {
    type: typeof type === "string" ? type : "unnamed",
    id:
      attempt("transaction", () => readId("id", options?.id), undefined) ??
      attempt("transaction", randomId, ""),
    step: nothing,
    addAttribute: nothing,
    addAttributes: nothing,
    setAmount: nothing,
    run: (fn) => fn(),
    complete: nothing,
    fail: nothing,
    abandon: nothing,
    handoff: () => "",
    [Symbol.dispose]: nothing,
  };
}
