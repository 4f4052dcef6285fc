// The connection pools of a process, as the conventions measure them. A pool is known from its first use on, and forgotten with it.
import { databaseDuration } from "../../calls/database-span.ts";
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { readField } from "../../calls/read-field.ts";
import { ticks } from "../../engine/runtime/clock.ts";
import { counter, histogram } from "../../own-calls.ts";
import { type Histogram, observable, observeTogether } from "../../metric.ts";
import { type Emitted, emittedMetric } from "../library-integration.ts";
import type { Method } from "../patching/method.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { shared } from "../../engine/runtime/shared.ts";

/** The connections of a pool. */
export interface PoolState {
  readonly idle: number;
  readonly used: number;
  readonly pending: number;
  readonly max?: number | undefined;
}

interface RegisteredPool {
  readonly pool: WeakRef<object>;
  readonly name: string;
  read(pool: never): PoolState;
}

const metrics = {
  count: declare(
    "count",
    "updowncounter",
    "{connection}",
    "Connections in the state that the attribute names.",
  ),
  max: declare("max", "updowncounter", "{connection}", "The most connections that the pool opens."),
  pending: declare("pending_requests", "updowncounter", "{request}", "Requests that wait for a connection."),
  wait: declare("wait_time", "histogram", "s", "Time until the pool provided a connection."),
  create: declare("create_time", "histogram", "s", "Time to open a new connection of the pool."),
  use: declare(
    "use_time",
    "histogram",
    "s",
    "Time between taking a connection from the pool and giving it back.",
  ),
  timeouts: declare("timeouts", "counter", "{timeout}", "Requests for a connection that timed out."),
};

function declare(
  word: string,
  form: DeclaredMetric["form"],
  unit: string,
  description: string,
): DeclaredMetric {
  return { name: `db.client.connection.${word}`, form, unit, description, buckets: databaseDuration.buckets };
}

/** What integrations of drivers with pools emit. */
export const ofPools: readonly Emitted[] = Object.values(metrics).map((metric) =>
  emittedMetric(metric, [
    { name: "db.client.connection.pool.name" },
    ...(metric === metrics.count ? [{ name: "db.client.connection.state" }] : []),
  ]),
);

const counts = observable("upDownCounter", metrics.count.name, metrics.count);
const maxima = observable("upDownCounter", metrics.max.name, metrics.max);
const pending = observable("upDownCounter", metrics.pending.name, metrics.pending);
const durations: Readonly<Record<"wait" | "create" | "use", Histogram>> = {
  wait: histogram(metrics.wait.name, metrics.wait),
  create: histogram(metrics.create.name, metrics.create),
  use: histogram(metrics.use.name, metrics.use),
};
const timeouts = counter(metrics.timeouts.name, metrics.timeouts);

// one for all copies of the library in the process: none measures a pool again
const pools = shared("database pools", () => ({
  known: new Set<RegisteredPool>(),
  names: new WeakMap<object, string>(),
  observing: false,
}));
const { known, names } = pools;

/** Has `pool` measured from now on. `name` gets a number if another pool has it; returns the final name. */
export function measurePool<P extends object>(pool: P, name: string, read: (pool: P) => PoolState): string {
  const before = names.get(pool);
  if (before !== undefined) return before;
  const taken = new Set(alive().map((one) => one.name));
  let own = name;
  for (let number = 2; taken.has(own); number++) own = `${name} ${number}`;
  names.set(pool, own);
  known.add({ pool: new WeakRef(pool), name: own, read });
  if (!pools.observing) observe();
  return own;
}

/** Makes the wrapper of the method that closes a pool: it is measured no longer. */
export function forgetting(close: Method): Method {
  return function closing(this: { readonly _self?: object }, ...args: unknown[]) {
    // redis has proxies of its pools
    forget(this._self ?? this);
    return close.apply(this, args);
  };
}

function forget(pool: object): void {
  for (const one of known) if (one.pool.deref() === pool) known.delete(one);
  names.delete(pool);
}

/** Records the time since `from` (of `ticks`) that a caller waited for a connection, or that it was created or used. */
export function recordSince(what: keyof typeof durations, from: number, name: string): void {
  const durationMs = Math.max(0, ticks() - from);
  durations[what].record(durationMs / 1000, { "db.client.connection.pool.name": name });
}

/** Counts `error` where it says that there was no connection in time. */
export function countTimeout(error: unknown, name: string): void {
  const isLate =
    readField(error, "code") === "ETIMEDOUT" ||
    /\btime(?:d )?out\b/i.test(String(readField(error, "message")));
  if (isLate) timeouts.add(1, { "db.client.connection.pool.name": name });
}

const taken = new WeakMap<object, { readonly from: number; readonly name: string }>();

/** `connection` is in use from now on. */
export function noteTaken(connection: unknown, name: string): void {
  if (typeof connection === "object" && connection !== null) taken.set(connection, { from: ticks(), name });
}

/** Makes the wrapper of the method that gives a connection, its first argument, back to its pool. */
export function returning(release: Method): Method {
  return function released(this: unknown, ...args: unknown[]) {
    const use = taken.get(args[0] as object);
    if (use !== undefined) {
      taken.delete(args[0] as object);
      recordSince("use", use.from, use.name);
    }
    return release.apply(this, args) as unknown;
  };
}

function alive(): RegisteredPool[] {
  for (const one of known) if (one.pool.deref() === undefined) known.delete(one);
  return [...known];
}

function observe(): void {
  pools.observing = true;
  observeTogether((record) => {
    for (const { pool, name, read } of alive()) {
      try {
        const at = read(pool.deref() as never);
        const attributes = { "db.client.connection.pool.name": name };
        record(counts, at.idle, { ...attributes, "db.client.connection.state": "idle" });
        record(counts, at.used, { ...attributes, "db.client.connection.state": "used" });
        record(pending, at.pending, attributes);
        if (at.max !== undefined) record(maxima, at.max, attributes);
      } catch (error) {
        report("instrument_failed", error);
      }
    }
  });
}
