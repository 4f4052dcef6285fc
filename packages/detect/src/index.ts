export { createDetector, type Detector } from "./detector.ts";
export type { DetectorOptions } from "./options.ts";
export type { AnomalyKind, Assessment } from "./assessment.ts";
export { alternating, type Departure, departureOf, isDeparture, rejoin, resume } from "./departure.ts";
export { isDetectorState, type DetectorState } from "./state.ts";
export {
  acceptCounts,
  type CountAssessment,
  type CountDetector,
  type CountOptions,
  type CountState,
  createCountDetector,
  isCountState,
} from "./counts.ts";
export {
  acceptShares,
  createShareDetector,
  isShareState,
  type ShareAssessment,
  type ShareDetector,
  type ShareOptions,
  type ShareState,
} from "./shares.ts";
