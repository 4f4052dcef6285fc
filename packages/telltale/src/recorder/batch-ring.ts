// The last spans, or log records, as the bytes that leave: nothing is decoded before somebody asks.
import type { Batch } from "../engine/exporter.ts";

/** Sealed batches, the oldest first. */
export interface BatchRing<Item> {
  take(batch: Batch): void;
  /** The last items, the oldest first. Decodes them. */
  items(): Item[];
}

/** Holds at least the last `maxItems` (and not more than a batch beyond), and at most `maxBytes` or one batch. */
export function createBatchRing<Item>(
  maxItems: number,
  maxBytes: number,
  read: (body: Uint8Array) => Item[],
): BatchRing<Item> {
  const batches: Batch[] = [];
  let items = 0;
  let bytes = 0;
  return {
    items: () => batches.flatMap(({ body }) => read(body)).slice(-maxItems),
    take(batch) {
      // the body may be a view into a larger buffer
      batches.push({ ...batch, body: batch.body.slice() });
      items += batch.items;
      bytes += batch.body.length;
      for (let oldest = batches[0]; oldest !== undefined && batches.length > 1; oldest = batches[0]) {
        if (items - oldest.items < maxItems && bytes <= maxBytes) break;
        batches.shift();
        items -= oldest.items;
        bytes -= oldest.body.length;
      }
    },
  };
}
