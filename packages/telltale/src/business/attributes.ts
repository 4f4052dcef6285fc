// The user's attributes beside the library's: read without trust, never in the place of a listed one.
import { keysOf, readOf } from "../engine/attributes/attribute-list.ts";

/** The fields of `attributes` as they are now, but for those under a name that `isReserved`. One that cannot be read is counted. */
export function copyOf(attributes: object, isReserved: (key: string) => boolean): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of keysOf(attributes)) {
    if (key !== "__proto__" && !isReserved(key)) copy[key] = readOf(attributes, key);
  }
  return copy;
}

/** Copies the fields of `attributes` that `target` has not. */
export function addMissing(target: Record<string, unknown>, attributes: object): void {
  for (const key of keysOf(attributes)) {
    if (target[key] === undefined && key !== "__proto__") target[key] = readOf(attributes, key);
  }
}
