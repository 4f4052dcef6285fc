import { formatCount } from "./format.ts";

/** A list as a text, and how many there are besides. */
export function withMore(items: readonly string[], more: number): string {
  return `${items.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}
