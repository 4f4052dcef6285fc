// How a list says that it is not all that there is. Every list is limited by rows and by bytes, those with most traffic first.
import { z } from "zod";

/**
 * The number beside a list of `things`: those that exist and are not listed, 0 when the list is complete.
 *
 * With several lists in one answer the field is named after its list: `truncatedOperations`.
 */
export function truncated(things: string) {
  return z.number().describe(`${things} that exist and are not listed; 0 when the list is complete.`);
}

/** The same where it is known that there are more `things`, but not how many. */
export function hasMore(things: string) {
  return z.boolean().describe(`Whether there are ${things} that are not listed; how many is not known.`);
}
