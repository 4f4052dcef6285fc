// What answers inputs from a store shares with the replay, which answers them from facts.
export {
  createInput,
  type GroupSample,
  type Input,
  type Labels,
  type Reading,
  type Sample,
} from "../condition/reading.ts";
export type { Fact, MetricFact } from "../replay/fact.ts";
export {
  type Counted,
  explicitObservations,
  exponentialObservations,
  increaseSince,
  type Observations,
  observationsSince,
  reachMs,
  type Total,
} from "../replay/increase.ts";
export { createReader as createFactReader, type ReadAt, measureMetric } from "../replay/read.ts";
export { indexFacts } from "../replay/windows.ts";
export { type RedSource, type Source, type SourceName, sourceNameOf } from "../rule/source.ts";
export { replayReadings, warm } from "../replay/replay.ts";
