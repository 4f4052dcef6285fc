// The view of a call in which more of it fails: what the called service saw, or what its caller saw, with timeouts and refused connections.
import type { ServiceEdge } from "contract";

export interface CallFailures {
  /** Stored ones. */
  readonly count: number;
  /** Before sampling. */
  readonly estimated: number;
  /** Stored ones. */
  readonly errors: number;
  /** Share before sampling. */
  readonly errorRate: number;
  /** Of the period before, in the same view; the one of the caller has none. */
  readonly before: number | undefined;
  readonly isOfCaller: boolean;
}

type Views = Pick<ServiceEdge, "calls" | "estimatedCalls" | "errors" | "errorRate" | "asCalled" | "previous">;

/** The failures of the worse view of a call. */
export function worseView({ asCalled, previous, ...asServed }: Views): CallFailures {
  const isOfCaller = asCalled !== null && asCalled.errorRate > asServed.errorRate;
  const { calls, estimatedCalls, errors, errorRate } = isOfCaller ? asCalled : asServed;
  return {
    count: calls,
    estimated: estimatedCalls,
    errors,
    errorRate,
    before: isOfCaller ? undefined : previous?.errorRate,
    isOfCaller,
  };
}
