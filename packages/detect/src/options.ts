// What a detector is created with.

export interface DetectorOptions {
  /**
   * Anomalies that chance may cause in a week of a hundred series. A lower budget finds less and later. At least 0.001, at most 1000.
   *
   * @default 5
   */
  readonly weeklyFalseAlarmsPerHundredSeries?: number;
  /**
   * Milliseconds between two values. Without it the detector learns the interval from the first values.
   */
  readonly intervalMs?: number;
  /**
   * What a single value shows counts only when `confirm` says so of the next one, so that it may be a little more probable.
   *
   * @default false
   */
  readonly confirmsValues?: boolean;
}

/** The options as the detector uses them. */
export interface ResolvedOptions {
  readonly budget: number;
  /** 0: learn it. */
  readonly intervalMs: number;
  readonly confirmsValues: boolean;
}

/** Checks options and fills in defaults. @throws {RangeError} that names the option and what is expected. */
export function resolveOptions({
  weeklyFalseAlarmsPerHundredSeries: budget = 5,
  intervalMs,
  confirmsValues = false,
}: DetectorOptions): ResolvedOptions {
  if (!(budget >= 0.001 && budget <= 1000))
    throw new RangeError(
      `Cannot use weeklyFalseAlarmsPerHundredSeries ${budget}: expected a number from 0.001 to 1000.`,
    );
  if (intervalMs !== undefined && !(intervalMs > 0 && Number.isFinite(intervalMs)))
    throw new RangeError(`Cannot use intervalMs ${intervalMs}: expected milliseconds above 0.`);
  return { budget, intervalMs: intervalMs ?? 0, confirmsValues };
}
