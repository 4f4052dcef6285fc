// What a detector of a series says about a point.
import type { AnomalyKind } from "detect";

export interface Assessed {
  /** The value that was expected now, on the scale of the detector. */
  readonly usual: number | undefined;
  readonly score: number;
  /** What lasts. */
  readonly finding:
    | {
        readonly kind: AnomalyKind;
        readonly since: number;
        readonly expected: number;
        readonly observed: number;
      }
    | undefined;
}
