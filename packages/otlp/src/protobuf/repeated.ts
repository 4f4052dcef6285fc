// Repeated fields of messages from protobuf.
import { NO_ITEMS } from "../value.ts";

/** `items` with `item` added, which is in place unless these are `NO_ITEMS`. */
export function appended<Item>(items: readonly Item[], item: Item): readonly Item[] {
  if (items === NO_ITEMS) return [item];
  (items as Item[]).push(item);
  return items;
}
