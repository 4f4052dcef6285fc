// One batch with a time of its own (specification: trace/sdk and logs/sdk, batching processors, `exportTimeoutMillis`; metrics/sdk,
// periodic reader, `exportTimeoutMillis`).
import { harmless } from "../diagnostics/guard.ts";
import type { Batch, Exporter, Outcome } from "./exporter.ts";

// an exporter needs a moment to write down, or to count, what it gives up
const graceMs = 1000;

/**
 * Sends `batch` and asks `exporter` to give it up after `timeoutMs`, `Infinity` for never. What the exporter then gives back goes into the
 * queue again; one that does not end at all is left to itself, and the batch is counted as `export_timed_out`. Rejects when the exporter does.
 */
export async function sendWithin(
  exporter: Exporter,
  batch: Batch,
  abort: AbortSignal,
  timeoutMs: number,
): Promise<Outcome> {
  if (timeoutMs === Infinity) return exporter.send(batch, abort);
  const own = new AbortController();
  const end = (): void => own.abort(abort.reason);
  abort.addEventListener("abort", end, { once: true });
  const lost: Outcome = { exported: 0, dropped: batch.items, reason: "export_timed_out" };
  let timedOut = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      const late = harmless(() => {
        timedOut = true;
        own.abort(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError"));
        timer = setTimeout(resolve, graceMs, lost).unref();
      });
      timer = setTimeout(late, timeoutMs).unref();
      exporter
        .send(batch, own.signal)
        .then((outcome) =>
          resolve(timedOut && outcome.reason === "stopped" ? { ...outcome, reason: lost.reason } : outcome),
        )
        .catch(reject);
    });
  } finally {
    clearTimeout(timer);
    abort.removeEventListener("abort", end);
  }
}

/** Whether `signal` aborted because telemetry stops, and not because the time of an export is over. */
export function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && (reason as Error | undefined)?.name !== "TimeoutError";
}
