// The contract between the engine and what takes batches away.

import type { TemporalityPreference } from "../metrics/temporality.ts";

/** The three signals, by the names of their OTLP paths. */
export type Signal = "traces" | "metrics" | "logs";

/** One OTLP export request in protobuf, ready to leave. Shared by all exporters: never write into `body`. */
export interface Batch {
  /** What is inside: `traces`, `metrics` or `logs`. */
  readonly signal: Signal;
  /** An export request of OTLP in protobuf, not compressed. */
  readonly body: Uint8Array;
  /** Spans, points or records inside. */
  readonly items: number;
  /** When its oldest item began to wait, in Unix ms: the age of a batch that was kept on disk is that of its items. */
  readonly oldestMs?: number | undefined;
}

/** The outcome of an export. `reason` is the name of a counter in `stats()`. */
export interface Outcome {
  /** Items that the receiver has taken. */
  readonly exported: number;
  /** Items that are lost. */
  readonly dropped: number;
  /**
   * What may still be sent, because the error was temporary and the time for this export is over: the queue exports it again. Its items,
   * `exported` and `dropped` add up to the batch. Missing when nothing is left.
   */
  readonly rest?: Batch | undefined;
  /** How long the queue is to wait before it sends {@link Outcome.rest} again, in ms. Default 1000. */
  readonly afterMs?: number | undefined;
  /** Whether the receiver asked for that time: then a flush does not end the wait early. */
  readonly asked?: boolean | undefined;
  /** Why items are lost: the name under which the loss is counted. */
  readonly reason?: string | undefined;
  /** What went wrong, for people. */
  readonly message?: string | undefined;
  /** The last answer of the receiver: an HTTP status as a number, a gRPC status by its name. */
  readonly status?: number | string | undefined;
}

/** The outcome of one attempt: the receiver may have accepted a part of the batch and asked for the rest later. */
export interface Attempt {
  /** What was exported or dropped. */
  readonly outcome: Outcome;
  /** What may be sent again; empty when nothing is left. */
  readonly rest: readonly Batch[];
  /** The wait that the receiver asked for, in ms. */
  readonly afterMs?: number | undefined;
  /** Why there is a rest. */
  readonly message?: string | undefined;
  /** What the receiver answered, as in {@link Outcome}. */
  readonly status?: number | string | undefined;
}

/** Items of one signal of one exporter that wait on disk, and the outcome of earlier ones. */
export interface Kept {
  /** Items and bytes that wait. */
  readonly items: number;
  readonly bytes: number;
  /** Items that waited and have left since. */
  readonly exported: number;
  /** Items that waited and are lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The form of metrics that an exporter prefers. */
export interface MetricPreference {
  /** Default `cumulative`. */
  readonly temporality?: TemporalityPreference | undefined;
  /** The aggregation of histograms without a view. Default: by the instrument and its advice. */
  readonly histograms?: "explicit" | "exponential" | undefined;
}

/**
 * Sends batches to a destination.
 *
 * `send` must resolve and never reject, may try again by itself for as long as one export may take, and must give up soon after `signal` aborts.
 * What could not be sent because of a temporary error is returned as {@link Outcome.rest}.
 */
export interface Exporter {
  /** Its name in reports of losses and in `stats()`. */
  readonly name: string;
  /** The signals that it accepts. Default: all three. */
  readonly signals?: readonly Signal[] | undefined;
  /** How it wants metrics. */
  readonly metricPreference?: MetricPreference | undefined;
  /** Sends a batch, with its own retries, until `signal` aborts. Must not reject. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /** Accepts a batch within the call, instead of `send`, so no batch waits or is lost. For exporters in this process. Must not throw. */
  take?(batch: Batch): void;
  /** Tries once, without waiting. An exporter that has it can have a spool. Must not reject. */
  attempt?(batch: Batch, signal: AbortSignal): Promise<Attempt>;
  /** The destination of a signal, as text: batches in a spool are sent only to their own destination. */
  destination?(signal: Signal): string;
  /**
   * The receiver and the credentials of a signal, as text: what one process could not send, another one sends to the same recipient only.
   * It may contain secrets and must not be shown.
   */
  recipient?(signal: Signal): string;
  /** Writes a batch to disk before it returns, because the process ends; false when it cannot. Must not throw. */
  save?(batch: Batch): boolean;
  /** Writes a batch to disk before it returns, and sends it later, because memory has no room for it. False when it cannot. Must not throw. */
  spill?(batch: Batch): boolean;
  /** What waits on disk. */
  kept?(signal: Signal): Kept;
  /** The last thing that is called when the process ends; nothing asynchronous comes to its end any more. Must not throw. */
  leave?(): void;
  /** Called when a flush begins: waits between attempts may end early. Must not throw. */
  hurry?(): void;
  /** Frees sockets and files. Must not throw. */
  stop?(): void | Promise<void>;
}
