// The contract between the engine and what takes batches away.

/** The three signals, by the names of their OTLP paths. */
export type Signal = "traces" | "metrics" | "logs";

/** One OTLP export request in protobuf, ready to leave. Shared by all exporters: never write into `body`. */
export interface Batch {
  readonly signal: Signal;
  readonly body: Uint8Array;
  /** Spans, points or records inside. */
  readonly items: number;
}

/** What became of a batch. `reason` is a counter's name in `stats()`. */
export interface Outcome {
  readonly exported: number;
  readonly dropped: number;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * Takes batches away.
 *
 * `send` must resolve and never reject, must do its own retries, and must give up soon after `signal` aborts.
 */
export interface Exporter {
  readonly name: string;
  /** The signals it takes; all three when left out. */
  readonly signals?: readonly Signal[] | undefined;
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /** Told when somebody waits for a flush: waits between attempts may end early. Must not throw. */
  hurry?(): void;
  /** Frees sockets and files. Must not throw. */
  stop?(): void | Promise<void>;
}
