// Whether a figure is an estimate before sampling: one stored span represents several. Pure.
import type { ServicePeriod } from "contract";

/** Whether `stored` ones stand for more, so that figures of them are estimates. */
export function standsForMore(stored: number, estimated: number): boolean {
  return Math.abs(stored - estimated) > stored / 1000;
}

/** The same of a service, by its rates. */
export function isSampled({
  ratePerSecond,
  estimatedRatePerSecond,
}: Pick<ServicePeriod, "ratePerSecond" | "estimatedRatePerSecond">): boolean {
  return standsForMore(ratePerSecond, estimatedRatePerSecond);
}
