// The nearest of known names, for a message about one that is not known.
import { nameDistance } from "catalog/name-distance";

/** ` Did you mean …?` for the nearest name; empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : ` Did you mean \`${nearest}\`?`;
}

function nearestName(name: string, known: readonly string[]): string | undefined {
  let [best, least]: [string | undefined, number] = [undefined, Math.max(4, name.length / 3)];
  for (const one of known) {
    const distance = nameDistance(one, name);
    if (one !== name && distance < least) [best, least] = [one, distance];
  }
  return best;
}
