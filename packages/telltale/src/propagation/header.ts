// Reading one header from a carrier. A getter may give a text, a list of texts when the header came several times,
// or, from a careless carrier, anything else; only texts count.
import type { TextMapGetter } from "@opentelemetry/api";

/** The value of a header that may come only once; undefined when it is missing or came several times. */
export function readOne(getter: TextMapGetter, carrier: unknown, name: string): string | undefined {
  const value: unknown = getter.get(carrier, name);
  if (typeof value === "string") return value;
  const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof one === "string" ? one : undefined;
}

/**
 * The first value of a header whose values hold no comma; undefined when it is missing. One that came several times is a list, or
 * the values joined by commas, as Node and proxies have it.
 */
export function readFirst(getter: TextMapGetter, carrier: unknown, name: string): string | undefined {
  const value: unknown = getter.get(carrier, name);
  const one: unknown = Array.isArray(value) ? value.find((text) => typeof text === "string") : value;
  if (typeof one !== "string") return undefined;
  const comma = one.indexOf(",");
  return comma === -1 ? one : trimBlanks(one.slice(0, comma));
}

/** The values of a header that is a list, joined by commas as RFC 9110, section 5.3 has it. */
export function readList(getter: TextMapGetter, carrier: unknown, name: string): string {
  const value: unknown = getter.get(carrier, name);
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((text) => typeof text === "string").join(",") : "";
}

/** `text` without blanks and tabs around it, in linear time. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
