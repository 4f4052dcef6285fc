// What is expected in place of a name that is not known.
import { nearest } from "catalog/nearest";

/** What is expected in place of the unknown `name`. */
export function expectedName(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const guess = near === undefined ? "." : `; did you mean \`${near}\`?`;
  return `expected one of ${known.join(", ") || "no names"}${guess}`;
}
