// Requests of a file into the intake of this console, as if a sender had sent them: large ones are taken in pieces.
import { setTimeout as sleep } from "node:timers/promises";
import { OtlpError } from "otlp";
import type { Delivered } from "./tally.ts";
import type { EncodedBatch } from "./thread/messages.ts";
import { ProblemError } from "../problem/problem.ts";
import type { Intake } from "../receive/intake.ts";
import type { Holder } from "../receive/shares.ts";
import { isLarge, takeBytes } from "../receive/take-bytes.ts";

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
 * @throws {ProblemError} of the last attempt.
 */
export async function deliver(batch: EncodedBatch, delivery: Delivery): Promise<Delivered> {
  for (let attempt = 1; ; attempt++) {
    delivery.signal.throwIfAborted();
    try {
      return await take(batch, delivery);
    } catch (error) {
      if (error instanceof OtlpError) return refused(batch, error);
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
  { signal: kind, bytes }: EncodedBatch,
  { intake, sender, connection, signal }: Delivery,
): Promise<Delivered> {
  const admission = intake.admitter.open(sender);
  const tracked = intake.requests.begin(connection);
  try {
    intake.admit(sender);
    admission.reserve(bytes.length);
    return await intake.decodes.run(() => {
      signal.throwIfAborted();
      const taking = takeBytes[kind](bytes, { intake, sender: { ...sender, imports: true }, signal });
      if (isLarge(bytes)) tracked.end();
      else tracked.rowsAdded();
      return taking;
    });
  } finally {
    tracked.end();
    admission.release();
  }
}

/** Its rows can be written, but not in a request that a console accepts, as with a resource that is too large. */
function refused({ items }: EncodedBatch, { message }: OtlpError): Delivered {
  return { rejected: BigInt(items), errorMessage: message };
}
