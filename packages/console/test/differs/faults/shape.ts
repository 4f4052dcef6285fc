// What a generated application looks like: its services, the requests of its steps, and the attributes that these record.

/** Values of an attribute, the first ones more often; of one visit they are the same in all its spans and records. */
export interface Pool {
  readonly key: string;
  readonly values: readonly (string | bigint)[];
  /** How much more often the first values are (Zipf); default 1.1. */
  readonly skew?: number;
  /** The share of visits that have it; default all. */
  readonly share?: number;
}

export interface Operation {
  readonly service: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  /** Median of what it takes itself. */
  readonly ownMs: number;
  /** What it does, the same each time: the statement, the route. */
  readonly does: Readonly<Record<string, string>>;
  /** Keys of pools. */
  readonly records: readonly string[];
  readonly calls: readonly Operation[];
}

export interface Step {
  readonly name: string;
  readonly request: Operation;
  /** What runs besides when the step failed: a rollback. */
  readonly whenFailed?: Operation;
}

export interface Shape {
  readonly name: string;
  readonly steps: readonly Step[];
  /** By service: attributes of its instances. */
  readonly resources: Readonly<Record<string, readonly Pool[]>>;
  readonly pools: readonly Pool[];
  /** Keys with the same values under other names: neither can be told from the other. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly transaction: { readonly type: string; readonly records: readonly string[] };
  readonly journey: { readonly name: string; readonly records: readonly string[] };
  readonly workflow: {
    readonly type: string;
    readonly waiting: string;
    readonly done: string;
    readonly records: readonly string[];
  };
  /** The least time from the answer of a step to the next step, of up to eight times as much; default that of people. */
  readonly pauseMs?: number;
  /** The name under which each transaction's own id is recorded. */
  readonly idKey: string;
}

/** An operation and all below it. */
export function operationsOf(operation: Operation): Operation[] {
  return [operation, ...operation.calls.flatMap(operationsOf)];
}
