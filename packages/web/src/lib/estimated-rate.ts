// Rates of a service before sampling: one stored span represents several. Pure.
import type { ServicePeriod } from "contract";

/** Whether only a part of the requests is stored, so that the estimate differs from what is counted. */
export function isSampled({
  ratePerSecond,
  estimatedRatePerSecond,
}: Pick<ServicePeriod, "ratePerSecond" | "estimatedRatePerSecond">): boolean {
  return Math.abs(ratePerSecond - estimatedRatePerSecond) > ratePerSecond / 1000;
}
