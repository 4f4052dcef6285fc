// Requests of a file into the intake of this console, as if a sender had sent them.
import { setTimeout as sleep } from "node:timers/promises";
import type { Batch } from "./batch.ts";
import type { Delivered } from "./tally.ts";
import { ProblemError } from "../problem/problem.ts";
import type { Intake } from "../receive/intake.ts";
import type { Holder } from "../receive/shares.ts";

export interface Delivery {
  readonly intake: Intake;
  readonly sender: Holder;
  /** What the file comes over. */
  readonly connection: { readonly destroyed: boolean };
  /** Aborted, with a problem as reason: nothing more is stored, and what waits for its next attempt is given up. */
  readonly signal: AbortSignal;
}

const maxAttempts = 10;

/**
 * Resolves when `batch` is stored. While the store is busy or does not answer it is tried again.
 *
 * @param chars about how much of the file it is.
 * @throws {ProblemError} of the last attempt.
 */
export async function deliver(batch: Batch, chars: number, delivery: Delivery): Promise<Delivered> {
  for (let attempt = 1; ; attempt++) {
    delivery.signal.throwIfAborted();
    try {
      return await take(batch, Math.ceil(chars), delivery);
    } catch (error) {
      if (!mayRetry(error) || attempt === maxAttempts || delivery.signal.aborted) throw error;
      const waitMs = (error.retryAfterSeconds ?? 1) * 1000;
      await sleep(waitMs, undefined, { signal: delivery.signal }).catch(() => {
        throw error;
      });
    }
  }
}

function mayRetry(error: unknown): error is ProblemError {
  return error instanceof ProblemError && [429, 503].includes(error.status);
}

async function take(
  batch: Batch,
  bytes: number,
  { intake, sender, connection, signal }: Delivery,
): Promise<Delivered> {
  const admission = intake.admitter.open(sender);
  const tracked = intake.requests.begin(connection);
  try {
    intake.admit(sender);
    admission.reserve(bytes);
    return await intake.decodes.run(() => {
      signal.throwIfAborted();
      const taking = store(batch, bytes, intake, sender);
      tracked.rowsAdded();
      return taking;
    });
  } finally {
    tracked.end();
    admission.release();
  }
}

function store(batch: Batch, bytes: number, intake: Intake, sender: Holder): Promise<Delivered> {
  if (batch.signal === "traces") return intake.traces(batch.request, bytes, sender);
  return batch.signal === "metrics"
    ? intake.metrics(batch.request, bytes, sender)
    : intake.logs(batch.request, bytes, sender);
}
