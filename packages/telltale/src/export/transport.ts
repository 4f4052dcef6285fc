// The contract between the OTLP exporter, which decides about trying again, and what carries one request.
import type { Batch } from "../engine/exporter/exporter.ts";

/** What became of one request, and the status it was answered with: that of HTTP as a number, that of gRPC by its name. */
export type Reply = { readonly status?: number | string | undefined } & Fate;

type Fate =
  /** Accepted; `rejected` items of it were not. */
  | { readonly kind: "taken"; readonly rejected: number; readonly message: string }
  /** Not now; `afterMs` when the receiver said when. */
  | { readonly kind: "again"; readonly message: string; readonly afterMs?: number | undefined }
  /** Larger than the receiver takes. */
  | { readonly kind: "too_large"; readonly message: string }
  /** Never; `reason` names the counter, `rejected` when left out. */
  | { readonly kind: "refused"; readonly message: string; readonly reason?: string | undefined };

/** Carries requests of one destination. */
export interface Transport {
  /**
   * Sends `batch` once. Never rejects; gives up soon after `signal` aborts, and at `until` on the clock of `performance.now()`, `Infinity` for
   * never.
   */
  send(batch: Batch, signal: AbortSignal, until: number): Promise<Reply>;
  close(): void;
}
