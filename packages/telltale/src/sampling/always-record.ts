// Spans that are not sent are recorded all the same, for processors that count what all spans say.
import { drop, recordOnly, type Sampler } from "../engine/sampler/sampler.ts";

/**
 * Does what `sampler` says, but records where it would drop, so that processors see every span (specification: trace SDK, AlwaysRecord).
 *
 * What is only recorded does not leave.
 *
 * @example
 * ```ts
 * import { alwaysOff, alwaysRecord } from "telltale/otel";
 *
 * String(alwaysRecord(alwaysOff())); // => "AlwaysRecordSampler{AlwaysOffSampler}"
 * ```
 */
export function alwaysRecord(sampler: Sampler): Sampler {
  return {
    shouldSample(...question) {
      const result = sampler.shouldSample(...question);
      return { ...result, decision: raise(result.decision) };
    },
    toString: () => `AlwaysRecordSampler{${sampler}}`,
    ...(sampler.decide === undefined
      ? {}
      : {
          decide: (parent, high24, low32) => raise(sampler.decide?.(parent, high24, low32) ?? drop),
        }),
  };
}

const raise = (decision: number): number => (decision === drop ? recordOnly : decision);
