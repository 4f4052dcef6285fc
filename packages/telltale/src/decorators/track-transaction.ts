// Calls that are business transactions: `@trackTransaction` on methods, `tracked` around functions.
import { callOnce } from "../engine/completion/call-once.ts";
import type { ResultOf } from "../engine/completion/finish.ts";
import { state } from "../engine/running/state.ts";
import { type Amount, trackedTransaction, type TransactionOptions } from "../transaction.ts";
import { type Call, type Callable, extract, type Extracted } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { aroundFunction, createDecorator } from "./decorator.ts";
import type { Site } from "./site.ts";
import { standIn } from "./stand-in.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";

/** What of a call is what of its transaction. Extractors run when the call has ended. */
export interface TrackTransactionOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> {
  /** `Class.method` by default. */
  readonly type?: string | undefined;
  /** Random by default. */
  readonly id?: Extracted<string | undefined, Self, Args, Result> | undefined;
  /** The context attribute `user.id` by default. */
  readonly user?: Extracted<string | undefined, Self, Args, Result> | undefined;
  /** The context attribute `session.id` by default. */
  readonly session?: Extracted<string | undefined, Self, Args, Result> | undefined;
  /** What it is about: a finite number, or decimal text such as `"99.99"`, which stays exact. */
  readonly amount?: Extracted<Amount | undefined, Self, Args, Result> | undefined;
  /** ISO 4217; `USD` by default. */
  readonly currency?: Extracted<string | undefined, Self, Args, Result> | undefined;
  /** Attributes of the transaction and its span, by key. */
  readonly attributes?: Extracted<object | undefined, Self, Args, Result> | undefined;
  /** Why the business says it failed, though nothing was thrown: `({ result }) => result.declined ? "card declined" : undefined`. */
  readonly failure?: Extracted<string | undefined, Self, Args, Result> | undefined;
}

/** `@trackTransaction`, with options or without. */
export interface TrackTransaction extends CallDecorator {
  <Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
    options?: TrackTransactionOptions<Self, Args, Result>,
  ): CallDecorator<Self, Args, Result>;
}

/**
 * Makes each call a transaction: one span, its record, its metrics, one outcome. It completes when the call is through and fails when it
 * throws. What is known of it is extracted when it has ended; an extractor that throws never breaks the call.
 *
 * @example
 * ```ts
 * import { type Call, trackTransaction } from "telltale";
 *
 * interface Order {
 *   readonly id: string;
 *   readonly total: string;
 * }
 *
 * class Orders {
 *   @trackTransaction({
 *     type: "purchase",
 *     id: ({ args: [order] }: Call<Orders, [Order]>) => order.id,
 *     amount: ({ args: [order] }: Call<Orders, [Order]>) => order.total,
 *     currency: "EUR",
 *   })
 *   async pay(order: Order): Promise<void> {}
 * }
 * ```
 */
export const trackTransaction: TrackTransaction = createDecorator<TrackTransactionOptions, TrackTransaction>(
  "trackTransaction",
  (options) => (fn, site) => around(fn, site, options ?? {}),
);

/**
 * A function that does what `fn` does, each call a transaction. Keeps `this`, name, length and kind.
 *
 * @example
 * ```ts
 * import { tracked } from "telltale";
 *
 * const pay = tracked(async (order: { id: string; total: string }) => `paid ${order.total}`, {
 *   type: "purchase",
 *   id: ({ args: [order] }) => order.id,
 *   amount: ({ args: [order] }) => order.total,
 *   currency: "EUR",
 * });
 * await pay({ id: "order-789", total: "99.99" }); // => "paid 99.99"
 * ```
 */
export function tracked<Fn extends (...args: never[]) => unknown>(
  fn: Fn,
  options?: TrackTransactionOptions<ThisParameterType<Fn>, Parameters<Fn>, ResultOf<ReturnType<Fn>>>,
): Fn {
  return aroundFunction("tracked", fn, undefined, (callable, site) =>
    around(callable, site, (options ?? {}) as TrackTransactionOptions),
  );
}

function around(fn: Callable, site: Site, given: TrackTransactionOptions): Callable {
  // read once, where a getter that throws is a mistake of the set-up
  const options = { ...given };
  return standIn("trackTransaction", fn, function trackedCall(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) {
      noteNotStarted("a function of trackTransaction()", trackedCall);
      return Reflect.apply(fn, this, args);
    }
    const call = (): unknown => Reflect.apply(fn, this, args);
    return callOnce(
      call,
      (once) =>
        trackedTransaction(
          options.type === undefined ? site.name : site.as(options.type),
          (end) => factsOf({ self: this, args, ...end }, options),
          once,
        ),
      call,
    );
  });
}

function factsOf(
  call: Call,
  options: TrackTransactionOptions,
): TransactionOptions & { readonly failure: string | undefined } {
  return {
    id: extract(options.id, call),
    user: extract(options.user, call),
    session: extract(options.session, call),
    amount: extract(options.amount, call),
    currency: extract(options.currency, call),
    attributes: extract(options.attributes, call),
    failure: call.failed ? undefined : extract(options.failure, call),
  };
}
