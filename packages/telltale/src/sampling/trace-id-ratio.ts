// A share of traces by their ids: every span of a trace gets the same answer in every process, without asking the parent.
import { drop, recordAndSample, type Sampler } from "../engine/sampler/sampler.ts";
import { TelemetryError } from "../error.ts";

/**
 * Keeps the given share of traces, decided by the last 56 bits of the trace id (specification: trace SDK, TraceIdRatioBased).
 *
 * A smaller share lies inside a larger one. Use it below {@link parentBased}, or for roots. One comparison per span; nothing is retained.
 *
 * @throws {TelemetryError} `TT_SAMPLE_RATIO` when `share` is outside 0 to 1.
 * @example
 * ```ts
 * import { traceIdRatio } from "telltale/otel";
 *
 * String(traceIdRatio(0.25)); // => "TraceIdRatioBased{0.25}"
 * ```
 */
export function traceIdRatio(share: number): Sampler {
  checkShare(share);
  const threshold = (1n << 56n) - BigInt(Math.round(share * 2 ** 56));
  // kept when the 56 bits are at least the threshold: its upper 24 bits, then its lower 32
  const high = Number(threshold >> 32n);
  const low = Number(threshold & 0xffff_ffffn);
  const decide = (high24: number, low32: number): number =>
    high24 > high || (high24 === high && low32 >= low) ? recordAndSample : drop;
  return {
    decide: (_parent, high24, low32) => decide(high24, low32),
    shouldSample: (_context, traceId) => ({
      decision: decide(
        Number.parseInt(traceId.slice(18, 24), 16),
        Number.parseInt(traceId.slice(24, 32), 16),
      ),
    }),
    toString: () => `TraceIdRatioBased{${share}}`,
  };
}

/** @throws {TelemetryError} `TT_SAMPLE_RATIO` when `share` is not a number from 0 to 1. */
export function checkShare(share: unknown): asserts share is number {
  if (typeof share === "number" && share >= 0 && share <= 1) return;
  throw new TelemetryError("TT_SAMPLE_RATIO", `Cannot sample the share \`${String(share)}\`.`);
}
