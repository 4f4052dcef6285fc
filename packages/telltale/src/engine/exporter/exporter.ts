// The contract between the engine and what takes batches away.

import type { TemporalityPreference } from "../metrics/temporality.ts";

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
  /**
   * What may still be sent, because the error was a passing one and the time for this export is over: the queue takes it back, and sends it
   * again. Its items, `exported` and `dropped` make up the batch. Left out: nothing is.
   */
  readonly rest?: Batch | undefined;
  /** How long the queue is to wait before it sends {@link Outcome.rest} again, in ms. Default 1000. */
  readonly afterMs?: number | undefined;
  /** Whether the receiver asked for that time: then a flush does not end the wait early. */
  readonly asked?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** What the receiver answered last: a status of HTTP as a number, one of gRPC by its name. */
  readonly status?: number | string | undefined;
}

/** What one attempt came to: the receiver may have taken some of a batch and asked for the rest later. */
export interface Attempt {
  /** What is settled, for good or bad. */
  readonly outcome: Outcome;
  /** What may be tried again; empty when everything is settled. */
  readonly rest: readonly Batch[];
  /** How long the receiver asked to be left alone, in ms. */
  readonly afterMs?: number | undefined;
  /** Why there is a rest. */
  readonly message?: string | undefined;
  /** What the receiver answered, as in {@link Outcome}. */
  readonly status?: number | string | undefined;
}

/** What waits on disk for one signal of one exporter, and what became of what waited there. */
export interface Kept {
  /** Items and bytes that wait. */
  readonly items: number;
  readonly bytes: number;
  /** Items that waited and have left since. */
  readonly exported: number;
  /** Items that waited and are lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** How an exporter wants metrics. */
export interface MetricPreference {
  /** Default `cumulative`. */
  readonly temporality?: TemporalityPreference | undefined;
  /** What histograms become where no view says it. Default: by the instrument and its advice. */
  readonly histograms?: "explicit" | "exponential" | undefined;
}

/**
 * Takes batches away.
 *
 * `send` must resolve and never reject, may try again by itself for as long as one export may take, and must give up soon after `signal` aborts.
 * What a passing error kept from being sent it gives back as {@link Outcome.rest}.
 */
export interface Exporter {
  readonly name: string;
  /** The signals it takes; all three when left out. */
  readonly signals?: readonly Signal[] | undefined;
  /** How it wants metrics. */
  readonly metricPreference?: MetricPreference | undefined;
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /** Takes a batch within the call, instead of `send`: it never waits, so no full queue can lose it. For what stays in this process. Must not throw. */
  take?(batch: Batch): void;
  /** Tries once, without waiting. An exporter that has it can have a spool. Must not reject. */
  attempt?(batch: Batch, signal: AbortSignal): Promise<Attempt>;
  /** Where a signal goes, as text: batches in a spool go only where they were meant to. */
  destination?(signal: Signal): string;
  /**
   * Who takes a signal and as whom it is sent, as text that differs where the receiver or the credentials do: what one process could
   * not send, another one sends to the same recipient only. It may hold secrets and must not be shown.
   */
  recipient?(signal: Signal): string;
  /** Writes a batch down before it returns, because the process ends; false when it cannot. Must not throw. */
  save?(batch: Batch): boolean;
  /** Writes a batch down before it returns, and sends it later: there is no room for it in memory. False when it cannot. Must not throw. */
  spill?(batch: Batch): boolean;
  /** What waits on disk. */
  kept?(signal: Signal): Kept;
  /** The last thing that is called when the process ends; nothing asynchronous comes to its end any more. Must not throw. */
  leave?(): void;
  /** Told when somebody waits for a flush: waits between attempts may end early. Must not throw. */
  hurry?(): void;
  /** Frees sockets and files. Must not throw. */
  stop?(): void | Promise<void>;
}
