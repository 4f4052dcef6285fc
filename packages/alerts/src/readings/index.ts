// What answers inputs from a store shares with the replay, which answers them from facts.
export { createInput, type Input, type Reading } from "../condition/reading.ts";
export {
  type Beginnings,
  beginningSince,
  firstSince,
  type Life,
  livesOf,
  type Looked,
  minuteOf,
  namedService,
  quietBefore,
} from "../source/beginning.ts";
export { serviceKey } from "../source/fact.ts";
export { isRed } from "../source/sources.ts";
export { type GroupSample, type Labels, type Sample, shareOfSampled } from "../condition/sample.ts";
export {
  type Buckets,
  type Counted,
  increaseSince,
  type Observations,
  observationsOf,
  observationsSince,
  reachMs,
  type Total,
} from "../replay/increase.ts";
export { createReader as createFactReader, type ReadAt } from "../replay/read.ts";
export { indexFacts } from "../replay/index-facts.ts";
export { errorAttributes } from "../source/errors.ts";
export { acrossOf, measureMetric, type MetricFact } from "../source/metric.ts";
export type { RedSource } from "../source/red.ts";
export {
  type Fact,
  factsOf,
  type Source,
  type SourceName,
  sourceNameOf,
  type SourceOf,
} from "../source/sources.ts";
export { replayReadings, warm } from "../replay/replay.ts";
