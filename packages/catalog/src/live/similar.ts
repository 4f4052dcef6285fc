// "Did you mean" for many names: of those that are declared, indexed by their form and length.
import { mostEdits, nearest } from "../nearest.ts";

/** Names that are compared letter by letter at most: the rest of a very wrong application needs no advice on each name. */
const mostCompared = 200;

/** Returns a function that finds the name among `names` that is nearest to another. The name itself is not an answer. */
export function createSimilar(names: readonly string[]): (name: string) => string | undefined {
  const plain = new Map<string, string>();
  const byLength = new Map<number, string[]>();
  for (const name of names) {
    if (!plain.has(plainName(name))) plain.set(plainName(name), name);
    const same = byLength.get(name.length);
    if (same === undefined) byLength.set(name.length, [name]);
    else same.push(name);
  }
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const spelled = plain.get(plainName(name));
    const found =
      spelled !== undefined && spelled !== name
        ? spelled
        : known.size < mostCompared
          ? nearest(name, candidatesFor(name, byLength))
          : undefined;
    known.set(name, found);
    return found;
  };
}

/** Letters and digits in lower case: `orderId`, `order_id` and `order.id` are one. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The names whose length is near and that begin or end alike, which spares the comparison of most. */
function* candidatesFor(name: string, byLength: ReadonlyMap<number, readonly string[]>): Generator<string> {
  for (let length = name.length - mostEdits; length <= name.length + mostEdits; length++)
    for (const candidate of byLength.get(length) ?? []) if (sharesEnd(name, candidate)) yield candidate;
}

function sharesEnd(left: string, right: string): boolean {
  return left.slice(0, 3) === right.slice(0, 3) || left.slice(-3) === right.slice(-3);
}
