// From which duration on a transaction counts as slow.
import type { TransactionFigures } from "contract";

type Times = Pick<TransactionFigures, "p50Ms" | "p95Ms">;

/**
 * Longer than 19 of 20 took in the previous period: after a slowdown these are the affected ones. Never more than half of all nor less than a
 * twentieth, so that there is something to compare; in two digits, so that a live range asks the same for a while. `undefined`: nothing
 * completed.
 */
export function slowFromMs(current: Times, previous: Times): number | undefined {
  const { p50Ms, p95Ms } = current;
  if (p50Ms === null || p95Ms === null) return undefined;
  const fromMs = Math.min(p95Ms, Math.max(previous.p95Ms ?? p95Ms, p50Ms));
  return Number(fromMs.toPrecision(2));
}
