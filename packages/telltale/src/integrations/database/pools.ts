// The connection pools of a process, as the conventions measure them. A pool is known from its first use on, and forgotten with it.
import { readField } from "../../calls/read-field.ts";
import { ticks } from "../../engine/runtime/clock.ts";
import { counter, type Histogram, histogram, observable, observeTogether } from "../../metric.ts";
import type { Emitted, EmittedAttribute } from "../library-integration.ts";
import type { Method } from "../patching/method.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { shared } from "../../engine/runtime/shared.ts";

/** How a pool stands. */
export interface PoolState {
  readonly idle: number;
  readonly used: number;
  readonly pending: number;
  readonly max?: number | undefined;
}

interface Known {
  readonly pool: WeakRef<object>;
  readonly name: string;
  read(pool: never): PoolState;
}

const emitted: Emitted[] = [];

/** What integrations of drivers with pools emit: declared below, with the instruments. */
export const ofPools: readonly Emitted[] = emitted;

/** Declares a metric of pools; what is returned makes its instrument. */
function declared(
  form: string,
  name: string,
  unit: string,
  description: string,
  more: readonly EmittedAttribute[] = [],
): [name: string, options: { unit: string; description: string }] {
  const attributes = [{ name: "db.client.connection.pool.name" }, ...more];
  emitted.push({ kind: "metric", name, form, unit, description, attributes });
  return [name, { unit, description }];
}

const counts = observable(
  "upDownCounter",
  ...declared(
    "updowncounter",
    "db.client.connection.count",
    "{connection}",
    "Connections that are in the state that the attribute says.",
    [{ name: "db.client.connection.state" }],
  ),
);
const maxima = observable(
  "upDownCounter",
  ...declared(
    "updowncounter",
    "db.client.connection.max",
    "{connection}",
    "The most connections that the pool opens.",
  ),
);
const pending = observable(
  "upDownCounter",
  ...declared(
    "updowncounter",
    "db.client.connection.pending_requests",
    "{request}",
    "Requests that wait for a connection.",
  ),
);
const durations: Readonly<Record<"wait" | "create" | "use", Histogram>> = {
  wait: duration("wait_time", "Time until a connection was had from the pool."),
  create: duration("create_time", "Time until a new connection of the pool stood."),
  use: duration("use_time", "Time between taking a connection from the pool and giving it back."),
};
const timeouts = counter(
  ...declared(
    "counter",
    "db.client.connection.timeouts",
    "{timeout}",
    "Times that no connection was had from the pool in time.",
  ),
);

function duration(word: string, description: string): Histogram {
  const [name, options] = declared("histogram", `db.client.connection.${word}`, "s", description);
  return histogram(name, { ...options, buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });
}

// one for all copies of the library in the process: none measures a pool again
const pools = shared("database pools", () => ({
  known: new Set<Known>(),
  names: new WeakMap<object, string>(),
  observing: false,
}));
const { known, names } = pools;

/** Has `pool` measured from now on. `name` is told apart from that of other pools; the name it has is given back. */
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

/** Records how long since `from` (of `ticks`) somebody waited for a connection, made or used one. */
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

/** `connection` is somebody's from now on. */
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

function alive(): Known[] {
  for (const one of known) if (one.pool.deref() === undefined) known.delete(one);
  return [...known];
}

function observe(): void {
  pools.observing = true;
  observeTogether((tell) => {
    for (const { pool, name, read } of alive()) {
      try {
        const at = read(pool.deref() as never);
        const attributes = { "db.client.connection.pool.name": name };
        tell(counts, at.idle, { ...attributes, "db.client.connection.state": "idle" });
        tell(counts, at.used, { ...attributes, "db.client.connection.state": "used" });
        tell(pending, at.pending, attributes);
        if (at.max !== undefined) tell(maxima, at.max, attributes);
      } catch (error) {
        report("instrument_failed", error);
      }
    }
  });
}
