// What a replay reads.
import type { Fact } from "../source/sources.ts";

/** Data with its range. */
export interface Recording {
  readonly facts: readonly Fact[];
  /** Unix ms; by default the first and the last fact. */
  readonly from?: number;
  readonly to?: number;
}
