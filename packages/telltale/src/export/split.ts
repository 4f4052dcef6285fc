// Cuts an export request in two, byte for byte: for receivers that take less than a batch holds. Resource, scope and what
// describes a metric are in both halves; spans, records and points in one of them.
import { ByteReader, ByteWriter, LENGTH } from "otlp";
import type { Batch } from "../engine/exporter/exporter.ts";

/**
 * What lies inside a repeated part: `many` are the fields with parts that can be told apart, everything else describes
 * the whole and is repeated. Parts without `inside` are the items that are counted.
 */
interface Shape {
  readonly many: Readonly<Record<number, Shape | undefined>>;
}

const points: Shape = { many: { 1: undefined } };
const metric: Shape = { many: { 5: points, 7: points, 9: points, 10: points, 11: points } };
const request = (item: Shape | undefined): Shape => ({ many: { 1: { many: { 2: { many: { 2: item } } } } } });
const shapes: Readonly<Record<Batch["signal"], Shape>> = {
  traces: request(undefined),
  logs: request(undefined),
  metrics: request(metric),
};

/**
 * The two halves of `batch`, in its order; undefined when it holds one item or cannot be read.
 *
 * Linear in its bytes; nothing is decoded.
 */
export function splitBatch(batch: Batch): readonly [Batch, Batch] | undefined {
  const { signal, body, oldestMs } = batch;
  const shape = shapes[signal];
  try {
    const items = countItems(new ByteReader(body), shape);
    if (items < 2) return undefined;
    const middle = items >> 1;
    return [
      { signal, body: cut(body, shape, 0, middle), items: middle, oldestMs },
      { signal, body: cut(body, shape, middle, items), items: items - middle, oldestMs },
    ];
  } catch {
    return undefined;
  }
}

function countItems(reader: ByteReader, shape: Shape): number {
  let items = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    const inner = shape.many[tag >>> 3];
    if ((tag & 7) !== LENGTH || !Object.hasOwn(shape.many, tag >>> 3)) {
      reader.skip(tag, 0);
      continue;
    }
    if (inner === undefined) {
      reader.skip(tag, 0);
      items++;
      continue;
    }
    const outer = reader.enter();
    items += countItems(reader, inner);
    reader.leave(outer);
  }
  return items;
}

/** `body` with its items from `from` up to `to` only; what has none of them is left out. */
function cut(body: Uint8Array, shape: Shape, from: number, to: number): Uint8Array {
  const writer = new ByteWriter(body.length);
  let at = 0;

  function copy(reader: ByteReader, inside: Shape): void {
    while (reader.pos < reader.end) {
      const start = reader.pos;
      const tag = reader.tag();
      const field = tag >>> 3;
      if ((tag & 7) !== LENGTH || !Object.hasOwn(inside.many, field)) {
        reader.skip(tag, 0);
        writer.append(body.subarray(start, reader.pos));
        continue;
      }
      const inner = inside.many[field];
      if (inner === undefined) {
        reader.skip(tag, 0);
        if (at >= from && at < to) writer.append(body.subarray(start, reader.pos));
        at++;
        continue;
      }
      const before = at;
      const length = writer.length;
      const mark = writer.open(field);
      const outer = reader.enter();
      copy(reader, inner);
      reader.leave(outer);
      writer.close(mark);
      // nothing of it is wanted
      if (Math.max(before, from) >= Math.min(at, to)) writer.truncate(length);
    }
  }

  copy(new ByteReader(body), shape);
  return writer.finish();
}
