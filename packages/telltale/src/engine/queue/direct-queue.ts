// The queue of an exporter in this process, such as the recorder: the exporter takes each batch within the call, so nothing waits and
// nothing is lost.
import type { Exporter } from "../exporter/exporter.ts";
import type { Operation } from "./export-batch.ts";
import type { ExporterQueue } from "./exporter-queue.ts";

/** Creates the queue of an exporter that has {@link Exporter.take}. */
export function createDirectQueue(exporter: Exporter): ExporterQueue {
  let exported = 0;
  let batches = 0;
  let bytes = 0;
  let dropped = 0;
  let ms = 0;
  let closed: string | undefined;
  let listener: ((operation: Operation) => void) | undefined;
  return {
    exporter,
    spills: false,
    push(batch) {
      if (closed !== undefined) {
        dropped += batch.items;
        return;
      }
      const began = performance.now();
      exporter.take?.(batch);
      const tookMs = performance.now() - began;
      ms += tookMs;
      exported += batch.items;
      batches++;
      bytes += batch.body.length;
      listener?.({ seconds: tookMs / 1000, error: undefined });
    },
    items: () => 0,
    bytes: () => 0,
    factBytes: () => 0,
    held: () => 0,
    hurry() {},
    async drain() {},
    untried: () => false,
    async idle() {},
    giveUp() {},
    saved: () => ({ items: 0, facts: 0 }),
    spooled: () => undefined,
    abandon(reason) {
      closed = reason;
    },
    figures: () => ({ inFlight: 0, batches, bytes, seconds: ms / 1000, busySeconds: ms / 1000 }),
    watch(onOperation) {
      listener = onOperation;
    },
    exported: () => exported,
    dropped: () => (dropped === 0 || closed === undefined ? {} : { [closed]: dropped }),
  };
}
