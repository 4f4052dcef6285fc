// What the guard runs on both sides: a workload gives one or more values each time.
import type { Figure } from "../figure.ts";
import type { Side, Sides } from "./side.ts";

/** Values by the name of the figure. */
export type Values = readonly Pick<Figure, "name" | "value" | "unit">[];

/** One way to measure a side. */
export interface Workload {
  readonly name: string;
  /** Figures vary, and are run in many pairs; counts do not, and are taken once or a few times. */
  readonly kind: "figure" | "count";
  /** The figures it gives, as far as they are known before; all of them are unknown when it fails. */
  readonly figures: readonly string[];
  /** What it does, in a few words. */
  readonly about: string;
  /** How often a count is taken on each side; once by default. */
  readonly runs?: number;
  /** Starts what all runs use, on both sides. */
  open?(sides: Sides): Promise<void>;
  /** Ends it, also when it was not started whole. */
  close?(): Promise<void>;
  /** Runs it on one side, in fresh processes unless `open` has started them. Throws when the result is not the expected one. */
  measure(side: Side): Promise<Values>;
  /** The same without telemetry, once a pair: what `measure` gives is counted beyond the median of these. */
  bare?(): Promise<Values>;
}
