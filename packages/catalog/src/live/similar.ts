// "Did you mean": the declared name that differs only in case or separators, or in very few letters.
import { editDistance } from "../name-distance.ts";

/** Names that are compared letter by letter at most: the rest of a very wrong application needs no advice on each name. */
const mostCompared = 200;

/** Returns a function that finds the name among `names` that is nearest to another. The name itself is not an answer. */
export function createSimilar(names: readonly string[]): (name: string) => string | undefined {
  const plain = new Map<string, string>();
  const byLength = new Map<number, string[]>();
  for (const name of names) {
    if (!plain.has(normalize(name))) plain.set(normalize(name), name);
    const same = byLength.get(name.length);
    if (same === undefined) byLength.set(name.length, [name]);
    else same.push(name);
  }
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const spelled = plain.get(normalize(name));
    const found =
      spelled !== undefined && spelled !== name
        ? spelled
        : known.size < mostCompared
          ? nearest(name, byLength)
          : undefined;
    known.set(name, found);
    return found;
  };
}

/** Letters and digits in lower case: `orderId`, `order_id` and `order.id` are one. */
function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function nearest(name: string, byLength: ReadonlyMap<number, readonly string[]>): string | undefined {
  if (name.length < 5 || name.length > 100) return undefined;
  const most = name.length < 12 ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (let length = name.length - most; length <= name.length + most; length++) {
    for (const candidate of byLength.get(length) ?? []) {
      if (candidate === name || !sharesEnd(name, candidate)) continue;
      const distance = editDistance(name, candidate);
      if (distance < least) [best, least] = [candidate, distance];
    }
  }
  return best;
}

/** Two near names begin or end alike: spares the comparison of most others. */
function sharesEnd(left: string, right: string): boolean {
  return left.slice(0, 3) === right.slice(0, 3) || left.slice(-3) === right.slice(-3);
}
