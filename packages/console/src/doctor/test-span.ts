// The span that the doctor sends: one for each protocol, each a trace of its own, under a service name that nothing else has.
import { randomBytes } from "node:crypto";

export interface TestSpan {
  /** Hex digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  /** Unix ms. */
  readonly startMs: number;
}

export function createTestSpan(protocol: string, nowMs: number): TestSpan {
  return {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: `telltale-console doctor: ${protocol}`,
    startMs: nowMs,
  };
}
