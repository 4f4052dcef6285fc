export { createDetector, type Detector } from "./detector.ts";
export type { DetectorOptions } from "./options.ts";
export type { AnomalyKind, Assessment } from "./assessment.ts";
export { isDetectorState, type DetectorState } from "./state.ts";
