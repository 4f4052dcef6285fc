// Making small what is too large as a whole, although each value is within its length: the largest values are cut first, attributes
// go last. Only what is too large ever comes here.
import type { AnyValue } from "otlp";
import type { AttributeList } from "./attribute-list.ts";
import { cutText, shortestCut } from "./cut-text.ts";

/** A value is not cut below so many bytes: what is smaller is not what makes a span large. */
const least = 1024;
/** Tags and lengths of an attribute, event or link. */
const frame = 16;
/** Cutting is by estimate: it is tried so often. */
export const maxRounds = 4;

/** A place that holds a value. */
export interface LargeValue {
  readonly name: string;
  readonly value: AnyValue;
  put(value: string): void;
}

/** Adds the values of `list` from the place `from` on. */
export function addValues(places: LargeValue[], list: AttributeList, from: number): void {
  for (let at = from; at < list.length; at += 2) {
    places.push({
      name: list[at] as string,
      value: list[at + 1] as AnyValue,
      put: (text) => void (list[at + 1] = text),
    });
  }
}

/** Cuts the largest values of `places` until `excess` bytes are gone; returns how many are still too many. */
export function cutLargest(places: readonly LargeValue[], excess: number): number {
  const sized = places.map((place) => ({ place, size: sizeOf(place.value) }));
  sized.sort((a, b) => b.size - a.size);
  let rest = excess;
  for (const { place, size } of sized) {
    if (rest <= 0 || size <= least) break;
    const short = shortForm(place, Math.max(least, size - rest), size);
    place.put(short);
    rest -= size - sizeOf(short);
  }
  return rest;
}

function shortForm({ name, value }: LargeValue, bytes: number, size: number): string {
  if (typeof value !== "string") return `…[cut ${size} bytes]`;
  // a character takes as many bytes as those of this text do
  return cutText(value, Math.max(shortestCut, Math.floor((bytes / size) * value.length)), name);
}

/** Takes the largest of `items` out until `excess` bytes are gone; returns how many are still too many. */
export function takeLargest<T>(items: T[], size: (item: T) => number, excess: number): number {
  const sized = items.map((item) => ({ item, size: size(item) }));
  sized.sort((a, b) => b.size - a.size);
  const gone = new Set<T>();
  let rest = excess;
  for (const one of sized) {
    if (rest <= 0) break;
    gone.add(one.item);
    rest -= one.size;
  }
  const kept = items.filter((item) => !gone.has(item));
  items.length = 0;
  for (const item of kept) items.push(item);
  return rest;
}

/** Takes the largest attributes out of `list`, from the place `from` on; returns how many. */
export function dropLargest(list: AttributeList, excess: number, from: number): number {
  const pairs: (readonly [string, AnyValue])[] = [];
  for (let at = from; at < list.length; at += 2) pairs.push([list[at] as string, list[at + 1] as AnyValue]);
  const before = pairs.length;
  takeLargest(pairs, ([key, value]) => key.length + sizeOf(value) + frame, excess);
  list.length = from;
  for (const [key, value] of pairs) list.push(key, value);
  return before - pairs.length;
}

/** About how many bytes `list` takes. */
export function sizeOfList(list: AttributeList): number {
  let size = 0;
  for (let at = 0; at < list.length; at += 2)
    size += frame + (list[at] as string).length + sizeOf(list[at + 1] as AnyValue);
  return size;
}

/** About how many bytes `value` takes. */
function sizeOf(value: AnyValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return 9;
  if (value instanceof Uint8Array) return value.length;
  let size = 0;
  if (value instanceof Map) {
    for (const [key, part] of value as ReadonlyMap<string, AnyValue>) size += key.length + sizeOf(part) + 8;
  } else for (const part of value as readonly AnyValue[]) size += sizeOf(part) + 6;
  return size;
}
