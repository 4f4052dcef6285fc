// Windows that began before there was telemetry of any kind, or before their service began: what is counted in them says too little. A rate
// is one of the time since then.
import { type Beginnings, namedService } from "../source/beginning.ts";
import { serviceKey } from "../source/fact.ts";
import { isRate, isRed } from "../source/sources.ts";
import type { Input } from "./reading.ts";
import { labelOf, type Labels, type Sample } from "./sample.ts";
import type { Situation } from "./verdict.ts";

const minuteMs = 60_000;

/** `there is telemetry of 3 of 5 minutes`; undefined when it covers the whole window. */
export function partlyCovered(situation: Situation, input: Input): string | undefined {
  const coveredMs = situation.coveredMs(input);
  if (coveredMs >= input.windowMs) return undefined;
  const of = Number((input.windowMs / minuteMs).toFixed(1));
  return `there is telemetry of ${Math.floor(coveredMs / minuteMs)} of ${of} minutes`;
}

/** What is known of the time before a reading. */
export interface KnownBefore {
  readonly since?: number | undefined;
  readonly beginnings?: Beginnings | undefined;
}

/** How windows of one group are covered. */
export interface Cover {
  /** In ms, at most the length of the window. */
  coveredMs(input: Input): number;
  /** The sample, of a rate in the part of its window that may have data. */
  ofCovered(input: Input, sample: Sample): Sample;
}

/**
 * @param knownOf what a reading says of the time before it.
 * @param hasSample whether the group has data in an input.
 * @param inputs those of the rule: of a service without data in all of them only what names it asks.
 */
export function coverOf(
  at: number,
  labels: Labels,
  inputs: readonly Input[],
  knownOf: (input: Input) => KnownBefore,
  hasSample: (input: Input) => boolean,
): Cover {
  const hasAny = (): boolean => inputs.some((one) => one.withBeginnings === true && hasSample(one));
  const beginningOf = (input: Input): number => {
    const { beginnings } = knownOf(input);
    if (input.withBeginnings !== true || beginnings === undefined) return -Infinity;
    const named = namedService(input.source);
    const service = named ?? (input.groupBy.length === 0 ? undefined : labelOf(labels, serviceKey));
    const beginning = service === undefined ? undefined : beginnings.get(service);
    if (beginning === undefined || (named === undefined && !hasAny())) return -Infinity;
    // data from before: only requests began then
    return beginning >= at - input.agoMs && hasSample(input) ? -Infinity : beginning;
  };
  const lengthSince = ({ agoMs, windowMs }: Input, start: number): number =>
    Math.min(windowMs, Math.max(0, at - agoMs - start));
  const sinceOf = (input: Input): number => knownOf(input).since ?? -Infinity;
  return {
    coveredMs: (input) => lengthSince(input, Math.max(sinceOf(input), beginningOf(input))),
    ofCovered(input, sample) {
      const { source, windowMs, withSince } = input;
      if (!withSince || !isRate(source)) return sample;
      // beginnings are those of requests: records and points of the service may be older
      const start = isRed(source) ? Math.max(sinceOf(input), beginningOf(input)) : sinceOf(input);
      const coveredMs = lengthSince(input, start);
      if (coveredMs <= 0 || coveredMs >= windowMs) return sample;
      return { ...sample, value: (sample.value * windowMs) / coveredMs, whole: sample.value };
    },
  };
}
