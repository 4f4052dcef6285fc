// The two samplers that need no question: everything, and nothing.
import { drop, recordAndSample, type Sampler } from "../engine/sampler/sampler.ts";

/**
 * Records and sends every span (specification: trace SDK, AlwaysOn).
 *
 * @example
 * ```ts
 * import { alwaysOn } from "telltale/otel";
 *
 * String(alwaysOn()); // => "AlwaysOnSampler"
 * ```
 */
export function alwaysOn(): Sampler {
  return constant("AlwaysOnSampler", recordAndSample);
}

/**
 * Records and sends no span; context is still handed on (specification: trace SDK, AlwaysOff).
 *
 * @example
 * ```ts
 * import { alwaysOff } from "telltale/otel";
 *
 * String(alwaysOff()); // => "AlwaysOffSampler"
 * ```
 */
export function alwaysOff(): Sampler {
  return constant("AlwaysOffSampler", drop);
}

function constant(name: string, decision: number): Sampler {
  return {
    decide: () => decision,
    shouldSample: () => ({ decision }),
    toString: () => name,
  };
}
