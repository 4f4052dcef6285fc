// Rates of a service before sampling: what is stored stands for more. Pure.
import type { ServiceDetail } from "contract";

type Rates = Pick<ServiceDetail, "rates" | "estimatedRates" | "times" | "stepMs" | "to">;

/** Whether a part of the requests is stored, so that the estimate differs from what is counted. */
export function isSampled({ rates, estimatedRates }: Pick<Rates, "rates" | "estimatedRates">): boolean {
  return rates.some((rate, at) => Math.abs(rate - estimatedRates[at]!) > rate / 1000);
}

/** Requests per second over the whole range: the steps by their length, of which the last may not be over. */
export function estimatedRate({ estimatedRates, times, stepMs, to }: Omit<Rates, "rates">): number {
  const endMs = Date.parse(to);
  const lengths = times.map((time) => Math.min(stepMs, Math.max(1000, endMs - time)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return total === 0 ? 0 : estimatedRates.reduce((sum, rate, at) => sum + rate * lengths[at]!, 0) / total;
}
