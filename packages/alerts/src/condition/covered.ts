// Windows that began before there was telemetry of any kind: what is counted in them says too little.
import type { Input } from "./reading.ts";
import type { Situation } from "./verdict.ts";

const minuteMs = 60_000;

/** `there is telemetry of 3 of 5 minutes`; undefined when it covers the whole window. */
export function partlyCovered(situation: Situation, input: Input): string | undefined {
  const coveredMs = situation.coveredMs(input);
  if (coveredMs >= input.windowMs) return undefined;
  const of = Number((input.windowMs / minuteMs).toFixed(1));
  return `there is telemetry of ${Math.floor(coveredMs / minuteMs)} of ${of} minutes`;
}
