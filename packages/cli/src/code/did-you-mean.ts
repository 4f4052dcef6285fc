// The nearest of known names, for a message about one that is not known.
import { nearest } from "catalog/nearest";

/** ` Did you mean …?` for the nearest name; empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : ` Did you mean \`${near}\`?`;
}
