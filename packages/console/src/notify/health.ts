// Whether a receiver works. After a failure it is asked by one message at a time, less and less often, until one succeeds.
import { backoffMs } from "./backoff.ts";

export interface Health {
  /** Failed attempts since the last success. */
  readonly failures: number;
  readonly lastError: string | undefined;
  /** Attempts that may run at the same time now. */
  room(nowMs: number): number;
  succeeded(): void;
  failed(error: string, nowMs: number, retryAfterMs: number | undefined): void;
  /** A failure that is not the receiver's. */
  note(error: string): void;
}

/** Attempts of a channel at the same time. */
const parallel = 4;

export function createHealth(random: () => number): Health {
  let failures = 0;
  let notBeforeMs = 0;
  let lastError: string | undefined;
  return {
    get failures() {
      return failures;
    },
    get lastError() {
      return lastError;
    },
    room: (nowMs) => (failures === 0 ? parallel : nowMs >= notBeforeMs ? 1 : 0),
    succeeded() {
      [failures, lastError] = [0, undefined];
    },
    failed(error, nowMs, retryAfterMs) {
      failures++;
      lastError = error;
      notBeforeMs = nowMs + backoffMs(failures, random, retryAfterMs);
    },
    note(error) {
      lastError = error;
    },
  };
}
