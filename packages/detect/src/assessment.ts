// What the detector says about one point.

/**
 * - `spike`: one point far from what was expected.
 * - `shift`: the values of several points moved to another level.
 * - `drift`: they moved slowly.
 * - `flat`: they vary much less than they used to.
 * - `burst`: they vary much more, or many unusual values arrive together.
 * - `missing`: no values arrive.
 */
export type AnomalyKind = "spike" | "shift" | "drift" | "flat" | "missing" | "burst";

export interface Assessment {
  /**
   * 0 to 1: how strongly this point is evidence of something new, to rank points by one threshold. 0.5 is a value twice as far from the
   * expected one as any before on its side. It decides nothing: an anomaly begins
   * with `kind`, which keeps the budget of false alarms. Later points of an anomaly have low scores unless it becomes worse.
   */
  readonly score: number;
  /** The most likely value at this time, in the unit of the series; `undefined` before there is enough history. */
  readonly expected: number | undefined;
  /** The band around `expected` that a single value leaves by chance no more often than the budget allows. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Set while an anomaly lasts, from its first to its last point. */
  readonly kind: AnomalyKind | undefined;
  /** Unix ms when the anomaly began, which may be before it was found; set together with `kind`. */
  readonly since: number | undefined;
  /** The side of the expected value on which the anomaly is; `undefined` without one, and when it has none, as changed variation. */
  readonly side: "above" | "below" | undefined;
  /** One sentence with the expected value, the observed value and the start; empty without an anomaly. */
  readonly sentence: string;
}
