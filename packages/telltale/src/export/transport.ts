// The contract between the OTLP exporter, which decides about retries, and a transport, which sends one request.
import type { Batch } from "../engine/exporter/exporter.ts";

/** The outcome of one request, and the status of the answer: an HTTP status as a number, a gRPC status by its name. */
export type Reply = { readonly status?: number | string | undefined } & Fate;

type Fate =
  /** Accepted; `rejected` items of it were not. */
  | { readonly kind: "taken"; readonly rejected: number; readonly message: string }
  /** Not now; `afterMs` when the receiver said when. */
  | { readonly kind: "again"; readonly message: string; readonly afterMs?: number | undefined }
  /** Larger than the receiver accepts. */
  | { readonly kind: "too_large"; readonly message: string }
  /** Never; `reason` names the counter, `rejected` when left out. */
  | { readonly kind: "refused"; readonly message: string; readonly reason?: string | undefined };

/** Sends requests to one destination. */
export interface Transport {
  /**
   * Sends `batch` once. Never rejects; gives up soon after `signal` aborts, and at `until` on the clock of `performance.now()`, `Infinity` for
   * never.
   */
  send(batch: Batch, signal: AbortSignal, until: number): Promise<Reply>;
  close(): void;
}
