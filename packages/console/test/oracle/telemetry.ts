// Telemetry as its senders know it: what the oracle counts, and what goes into the store. Times are Unix ms.

export interface Telemetry {
  readonly spans: readonly RawSpan[];
  readonly records: readonly RawRecord[];
  /** The range that is asked for. */
  readonly from: number;
  readonly to: number;
}

export interface RawSpan {
  /** Names, of which ids are made. */
  readonly trace: string;
  readonly id: string;
  /** Empty for a root. */
  readonly parent: string;
  /** Whether the parent is of another process. */
  readonly isRemote: boolean;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  readonly at: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** How many spans it stands for. */
  readonly weight: Weight;
  /** Its sampler left no threshold, only the rate of its rule on the spans with which processes begin. */
  readonly hasRate?: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Of spans that are kept with certainty, of every second, fourth and hundredth one. */
export type Weight = 1 | 2 | 4 | 100;

/** A record of a business event. */
export interface RawRecord {
  readonly uid: string;
  readonly event: string;
  readonly service: string;
  readonly environment: string;
  readonly at: number;
  readonly user: string;
  readonly session: string;
  /** The trace in which it was written, where it is known. */
  readonly trace?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** An exception: a record of its own, or one of a span's events. */
export interface RawError {
  readonly uid: string;
  readonly from: "record" | "span";
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly isHandled: boolean;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly at: number;
  readonly user: string;
  readonly session: string;
  /** Empty for none, which only records may have. */
  readonly trace: string;
  /** How many it stands for; records stand for themselves. */
  readonly weight: Weight;
  readonly attributes: Readonly<Record<string, string>>;
}
