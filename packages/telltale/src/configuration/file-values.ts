// Single values of a configuration file by their places, as settings declare them.
//
// A place is a path of keys separated by dots; `[]` matches every entry of a list. `path=value` is `value` where the path exists.
// Of several values the least counts: one queue and one timer per signal serve all exporters. `a | b` is the values of both.
import type { ReadPlace } from "../engine/settings/environment.ts";

type Found = { readonly value: unknown; readonly path: string };

/** Reads places of `document`; `note` is called for values without effect. */
export function placeReader(document: unknown, note: (text: string) => void): ReadPlace {
  return (place, most = Infinity, zeroIsMost = false) => {
    const found = place.split(" | ").flatMap((one) => valuesAt(document, one));
    const size = ({ value }: Found): number => (zeroIsMost && value === 0 ? Infinity : Number(value));
    const [first, ...rest] = found;
    if (first === undefined) return undefined;
    const least = rest.reduce((one, other) => (size(other) < size(one) ? other : one), first);
    if (typeof least.value !== "number" || least.value <= most) return least;
    note(`${least.path} has no effect above ${most}`);
    return { ...least, value: most };
  };
}

function valuesAt(document: unknown, place: string): readonly Found[] {
  const [path = "", fixed] = place.split("=");
  let found: readonly Found[] = [{ value: document, path: "" }];
  for (const segment of path.split(".")) found = found.flatMap((one) => step(one, segment));
  if (fixed !== undefined) return found.map((one) => ({ ...one, value: JSON.parse(fixed) as unknown }));
  // a key without a value is not set
  return found.filter(({ value }) => value !== null);
}

function step({ value, path }: Found, segment: string): readonly Found[] {
  const key = segment.replace("[]", "");
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  const at = path === "" ? key : `${path}.${key}`;
  if (key === segment) return [{ value: inner, path: at }];
  return Array.isArray(inner)
    ? inner.map((one: unknown, index) => ({ value: one, path: `${at}[${index}]` }))
    : [];
}
