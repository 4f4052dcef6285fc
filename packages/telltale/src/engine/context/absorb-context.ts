// Context attributes become one thing's own, where that one thing is to be changed: what is in the context belongs to many.
import type { AnyValue } from "otlp";
import { type AttributeLimits, type AttributeList, cut } from "../attributes/attribute-list.ts";
import { type ContextAttributes, indexIn, listOf } from "./context-attributes.ts";

/** Adds the attributes of `context` behind `own` where it has them not. Returns how many had no room by `limits`. */
export function absorbContext(
  own: AttributeList,
  context: ContextAttributes,
  limits: AttributeLimits,
): number {
  const list = listOf(context);
  const known = own.length;
  let dropped = 0;
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const place = indexIn(own, key);
    if (place !== -1 && place < known) continue;
    if (own.length >= limits.count * 2) dropped++;
    else own.push(key, cut(list[at + 1] as AnyValue, limits, key));
  }
  return dropped;
}
