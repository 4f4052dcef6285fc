// Joins small requests of one signal into larger ones: a file of log lines is a few requests, not one a line.
import type { ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";
import { type Batch, maxChars, maxItems } from "./batch.ts";
import type { FormattedBatch } from "./read-batches.ts";

/** The same items in the same order within each signal, in requests of about {@link maxItems} or {@link maxChars}; full ones stay as they are. */
export async function* coalesce(batches: AsyncIterable<FormattedBatch>): AsyncGenerator<FormattedBatch> {
  const waiting = new Map<Batch["signal"], FormattedBatch>();
  for await (const next of batches) {
    if (next.isFull === true) {
      yield next;
      continue;
    }
    const { signal } = next.batch;
    const before = waiting.get(signal);
    if (
      before !== undefined &&
      before.format === next.format &&
      before.batch.items + next.batch.items <= maxItems &&
      before.chars + next.chars <= maxChars
    ) {
      const { format, chars } = next;
      waiting.set(signal, {
        format,
        batch: join(before.batch, next.batch),
        chars: before.chars + chars,
      });
    } else {
      if (before !== undefined) yield before;
      waiting.set(signal, next);
    }
  }
  yield* waiting.values();
}

/** The first one's list is extended: each list has one owner, this generator. */
function join(first: Batch, second: Batch): Batch {
  (first.request as (ResourceSpans | ResourceMetrics | ResourceLogs)[]).push(...second.request);
  return { ...first, items: first.items + second.items };
}
