// Rules over past telemetry: what they would have done, and the value of one alert over time. The state machine is the one that evaluates
// live, so a preview shows what an evaluation in that time would have found.
import type { AlertState, Change, Labels, RuleFile } from "alerts";

export interface PreviewPoint {
  /** Unix ms. */
  readonly at: number;
  readonly value?: number;
  /** The limits or the band at this time. */
  readonly low?: number;
  readonly high?: number;
  readonly state: AlertState;
}

export interface PreviewedGroup {
  readonly rule: string;
  readonly group: Labels;
  readonly points: readonly PreviewPoint[];
}

export interface Preview {
  readonly stepMs: number;
  readonly groups: readonly PreviewedGroup[];
  readonly changes: readonly Change[];
  /** What it does not show exactly, and why some input could not be read, each a sentence. */
  readonly notes: readonly string[];
}

export interface PreviewRequest {
  /** Has no mistakes. */
  readonly file: RuleFile;
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
}

/** Evaluates all rules of a file over past telemetry. */
export type RunPreview = (request: PreviewRequest) => Promise<Preview>;
