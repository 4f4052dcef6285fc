// The time by which a rate is shown: `1.4 /s`, but three a minute rather than 0.05 a second.

export interface RateIn {
  readonly value: number;
  readonly per: "s" | "min" | "h";
}

/** Rates below a tenth of one are by the longer time. */
const fewest = 0.1;

/** A rate per second in the shortest time in which there is at least a tenth of one; else by the hour. */
export function rateIn(perSecond: number): RateIn {
  const size = Math.abs(perSecond);
  if (size === 0 || size >= fewest) return { value: perSecond, per: "s" };
  if (size * 60 >= fewest) return { value: perSecond * 60, per: "min" };
  return { value: perSecond * 3600, per: "h" };
}
