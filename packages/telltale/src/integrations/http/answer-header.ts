// Headers of an answer that has been sent. What was given to `writeHead` is in no list of headers, only in the text that went out.
import type { ServerResponse } from "node:http";

/** The values of the header `name` (in lower case) of `response`; undefined where it has none. */
export function answerHeader(response: ServerResponse, name: string): string | readonly string[] | undefined {
  const known = response.getHeader(name);
  if (known !== undefined) return typeof known === "number" ? String(known) : known;
  const { _header: text } = response as { readonly _header?: unknown };
  if (typeof text !== "string") return undefined;
  const values: string[] = [];
  for (const line of text.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    if (colon === name.length && line.slice(0, colon).toLowerCase() === name)
      values.push(line.slice(colon + 1).trim());
  }
  return values.length > 1 ? values : values[0];
}
