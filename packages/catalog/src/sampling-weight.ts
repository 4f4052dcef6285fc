// How many spans one kept span stands for: by the threshold in its trace state, else by the rate that the rule which kept it recorded.
// Source: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/

/** The attribute with the rate of the rule that kept a trace; its local root has it. */
export const samplingRateKey = "telltale.sampling.rate";

const space = 2 ** 56;
let lastState = "";
let lastWeight: number | undefined;

/**
 * `ot=th:c` was kept with 25 %, so it stands for 4. 1 without a threshold or a rate, and when they cannot be read.
 *
 * @param rate the value of {@link samplingRateKey}.
 */
export function samplingWeight(traceState: string, rate?: unknown): number {
  if (traceState !== lastState) {
    lastState = traceState;
    lastWeight = thresholdWeight(traceState);
  }
  return lastWeight ?? rateWeight(rate);
}

function thresholdWeight(traceState: string): number | undefined {
  const member = /(?:^|,)\s*ot=([^,]*)/.exec(traceState)?.[1];
  const threshold =
    member === undefined ? undefined : /(?:^|;)th:([0-9a-f]{1,14})(?:;|\s*$)/.exec(member)?.[1];
  if (threshold === undefined) return undefined;
  return space / (space - Number.parseInt(threshold.padEnd(14, "0"), 16));
}

function rateWeight(rate: unknown): number {
  return typeof rate === "number" && rate > 1e-9 && rate < 1 ? 1 / rate : 1;
}
