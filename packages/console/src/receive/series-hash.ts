// Which series a point belongs to: a hash of what its metric shares and of its attributes in any order. A series comes again with
// every report, in the same bytes most likely, so what they hashed to is remembered by them.
import { type Attributes, WireAttributes } from "otlp";
import { createHasher } from "./hash.ts";

const hasher = createHasher();

/** By the hash of the attributes as they came. Emptied when full: then all are computed once more. */
const remembered = new Map<bigint, bigint>();
const maxRemembered = 100_000;

/** @param prefix the hash of what the points of the metric share. */
export function hashSeries(prefix: bigint, attributes: Attributes): bigint {
  if (!(attributes instanceof WireAttributes)) return hash(prefix, attributes);
  const key = hasher.reset().int(prefix).wire(attributes).digest();
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= maxRemembered) remembered.clear();
  const series = hash(prefix, attributes);
  remembered.set(key, series);
  return series;
}

function hash(prefix: bigint, attributes: Attributes): bigint {
  return hasher.reset().int(prefix).attributes(attributes).digest();
}
