// How many attributes a row may have: each key becomes a row of what the page completes, and stays there for a year.
import { type Attributes, WIRE_WORDS, WireAttributes } from "otlp";

/** Of a span, an event, a link, a log record, a resource, a scope, a point. */
export const maxKeys = 1_024;

/** How many there are, equal keys each counted; nothing is decoded for it. */
export function countKeys(attributes: Attributes): number {
  return attributes instanceof WireAttributes
    ? (attributes.to - attributes.from) / WIRE_WORDS
    : attributes.size;
}

/** The first {@link maxKeys} of `attributes`. */
export function firstKeys(attributes: Attributes): Attributes {
  if (countKeys(attributes) <= maxKeys) return attributes;
  if (attributes instanceof WireAttributes) {
    const { tape, from } = attributes;
    return new WireAttributes(tape, from, from + maxKeys * WIRE_WORDS);
  }
  return new Map([...attributes].slice(0, maxKeys));
}

/** How many {@link firstKeys} leaves out. */
export function keysOver(attributes: Attributes): number {
  return Math.max(0, countKeys(attributes) - maxKeys);
}
