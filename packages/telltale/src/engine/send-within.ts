// One batch with a time of its own (specification: batch processors, `exportTimeoutMillis`; periodic reader, `exportTimeout`). Only
// where somebody has set one: our exporters know when to give up, and a spool would rather wait.
import type { Batch, Exporter, Outcome } from "./exporter.ts";

// an exporter needs a moment to write down, or to count, what it gives up
const graceMs = 1000;

/**
 * Sends `batch` and asks `exporter` to give it up after `timeoutMs`; one that does not is left to itself, and the batch is counted
 * as `export_timed_out`. Rejects when the exporter does.
 */
export async function sendWithin(
  exporter: Exporter,
  batch: Batch,
  abort: AbortSignal,
  timeoutMs: number,
): Promise<Outcome> {
  const own = new AbortController();
  const end = (): void => own.abort();
  abort.addEventListener("abort", end, { once: true });
  const lost: Outcome = { exported: 0, dropped: batch.items, reason: "export_timed_out" };
  let timedOut = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      timer = setTimeout(() => {
        timedOut = true;
        end();
        timer = setTimeout(resolve, graceMs, lost).unref();
      }, timeoutMs).unref();
      exporter
        .send(batch, own.signal)
        .then(
          (outcome) =>
            resolve(timedOut && outcome.reason === "stopped" ? { ...outcome, reason: lost.reason } : outcome),
          reject,
        );
    });
  } finally {
    clearTimeout(timer);
    abort.removeEventListener("abort", end);
  }
}
