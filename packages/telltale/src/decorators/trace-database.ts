// Database calls by hand: `traceDatabase(options, fn)` runs one, `@traceDatabase(options)` makes each call of a method one.
import { type DatabaseCall, type DatabaseOptions, runDatabase } from "../database.ts";
import { callOnce } from "../engine/completion/call-once.ts";
import type { ResultOf } from "../engine/completion/finish.ts";
import { state } from "../engine/running/state.ts";
import { type Call, type Callable, extract, type Extracted } from "./call.ts";
import type { CallDecorator } from "./call-decorator.ts";
import { createDecorator } from "./decorator.ts";
import { standIn } from "./stand-in.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";
import { functionMissing } from "../error.ts";

type CallOptions = Omit<DatabaseOptions, "rows">;

/**
 * What the calls of a method are about. Each may be a function of the call: `({ args: [sql] }: Call<Orders, [string]>) => sql`. They are asked
 * before it, when there is no result; `rows` after it.
 */
export type DatabaseMethodOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> = {
  readonly [Key in keyof CallOptions]: Extracted<CallOptions[Key], Self, Args, Result>;
} & {
  /** How many rows came back, from the result. Default: read from the result, for common drivers. */
  readonly rows?: Extracted<number | undefined, Self, Args, Result> | undefined;
};

/**
 * Runs `fn` as a call of a database and returns what it returns; without `fn` it is a decorator, for methods that are such calls.
 *
 * The span and the metric `db.client.operation.duration` follow the semantic conventions: named by the query's summary, the text without
 * its values and cut at 500 characters, operation and collection as they are in it. Besides, `telltale.db.class` is `fast`, `moderate`
 * or `slow`. Values of parameters, users and passwords are not recorded. An error is recorded with the database's code and thrown on.
 *
 * @example
 * ```ts
 * import { traceDatabase } from "telltale";
 *
 * const query = "SELECT id, total FROM orders WHERE customer = $1";
 * const rows = await traceDatabase({ system: "postgresql", query, parameters: ["c1"] }, async (call) => {
 *   const found = [{ id: 1, total: 20 }]; // await pool.query(query, ["c1"])
 *   call.rows(found.length);
 *   return found;
 * });
 * rows.length; // => 1
 * ```
 */
export function traceDatabase<T>(
  options: DatabaseOptions<ResultOf<NoInfer<T>>>,
  fn: (call: DatabaseCall) => T,
): T;
export function traceDatabase<Self, Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
  options: DatabaseMethodOptions<Self, Args, Result>,
): CallDecorator<Self, Args, Result>;
export function traceDatabase(...args: unknown[]): unknown {
  const [options, fn] = args;
  if (args.length === 2 && typeof fn === "function") {
    if (state.engine === undefined) noteNotStarted("traceDatabase()", traceDatabase);
    return runDatabase(options as DatabaseOptions, fn as (call: DatabaseCall) => unknown);
  }
  if (args.length === 2 && (fn === undefined || fn === null))
    throw functionMissing("traceDatabase(options, fn)", fn);
  return decorator(...args);
}

const decorator = createDecorator<DatabaseMethodOptions, (...args: unknown[]) => unknown>(
  "traceDatabase",
  // read once, where a getter that throws is a mistake of the set-up
  (options) => (fn) => around(fn, { system: "other_sql", ...options }),
);

function around(fn: Callable, options: DatabaseMethodOptions): Callable {
  return standIn("traceDatabase", fn, function databaseCall(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) {
      noteNotStarted("a function of traceDatabase()", databaseCall);
      return Reflect.apply(fn, this, args);
    }
    const call = (): unknown => Reflect.apply(fn, this, args);
    return callOnce(call, (once) => runDatabase(optionsOf(options, this, args), once), call);
  });
}

function optionsOf(options: DatabaseMethodOptions, self: unknown, args: readonly unknown[]): DatabaseOptions {
  const { rows, ...asked } = options;
  const before: Call = { self, args, result: undefined, error: undefined, failed: false };
  const resolved = Object.fromEntries(
    Object.entries(asked).map(([key, wanted]) => [key, extract(wanted as Extracted<unknown>, before)]),
  );
  if (typeof rows !== "function") return { ...resolved, rows } as DatabaseOptions;
  const reported = (result: unknown): number | undefined => extract(rows, { ...before, result });
  return { ...resolved, rows: reported } as DatabaseOptions;
}
