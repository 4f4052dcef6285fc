// JSON, which needs no function of this package but a type: whatever a text has, `JSON.stringify` quotes it.
import { escapeSpecial } from "./unicode.ts";
import type { Written } from "./written.ts";

export type Json = Written<"json">;

/** JSON as a command prints it: as in {@link jsonFile}, without the line end. */
export function jsonText(value: unknown): Json {
  return jsonFile(value).trimEnd() as Json;
}

/** A file of JSON: two blanks a level, and a line end. Line ends of other languages and characters that steer a terminal are escaped. */
export function jsonFile(value: unknown, indent = 2): Json {
  const text = JSON.stringify(value, undefined, indent);
  // the line ends of the layout stay
  return `${text.split("\n").map(escapeSpecial).join("\n")}\n` as Json;
}
