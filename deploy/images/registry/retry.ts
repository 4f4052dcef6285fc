// Retries of network errors, and of nothing else: a registry that answers "no" would do so again.
import { setTimeout as sleep } from "node:timers/promises";

import type { Retries } from "../settings.ts";

/** A network error: no connection, one that was cut, or the answer of a server that cannot answer now. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

export interface Retrying extends Retries {
  readonly report: (line: string) => void;
  /** Waits before a retry. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Runs `attempt`, and again after each network error, up to `retries` times. */
export async function withRetries<T>(
  { retries, delayMs, report, wait = sleep }: Retrying,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failed = 0; ; failed++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NetworkError) || failed >= retries) throw error;
      report(`${error.message}; retry ${failed + 1} of ${retries} in ${delayMs} ms`);
      await wait(delayMs);
    }
  }
}
