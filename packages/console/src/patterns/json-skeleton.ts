// The skeleton of a text that is JSON: its message if it has one, else its keys.
import { skipBlank } from "./characters.ts";
import { endOfQuote } from "./delimited.ts";
import { lineSkeleton, maxCharacters } from "./line-skeleton.ts";
import { textKeys } from "./text-keys.ts";

const maxKeys = 24;

/** Whether an object, or a list of something, begins at `start`. */
export function looksLikeJson(text: string, start: number): boolean {
  const code = text.charCodeAt(start);
  if (code !== 123 && code !== 91) return false;
  const next = text.charCodeAt(skipBlank(text, start + 1));
  if (code === 123) return next === 34 || next === 125;
  return next === 123 || next === 34;
}

/**
 * `{msg: payment of * failed, *}`, or `{order: *, total: *}` without a message. Reads only as far as texts are read, and what is no
 * JSON as far as it is one.
 */
export function jsonSkeleton(text: string, start: number): string {
  const limit = Math.min(text.length, start + maxCharacters);
  const messages: string[] = [];
  const keys: string[] = [];
  let key = "";
  for (let at = start; at < limit;) {
    if (text.charCodeAt(at) !== 34) {
      at += 1;
      continue;
    }
    const end = endOfQuote(text, at, limit);
    const content = text.slice(at + 1, Math.max(at + 1, end - 1));
    at = end;
    if (text.charCodeAt(skipBlank(text, end)) === 58) {
      key = content;
      if (keys.length < maxKeys) keys.push(key);
    } else if (textKeys.has(key)) {
      messages.push(`${key}: ${lineSkeleton(content, 0)}`);
      key = "";
    }
  }
  const open = text[start]!;
  const close = open === "{" ? "}" : "]";
  if (messages.length > 0)
    return `${open}${messages.slice(0, 3).join(", ")}${keys.length > messages.length ? ", *" : ""}${close}`;
  // a key that looks like a value, such as an id, is one
  const names = keys
    .map((one) => `${lineSkeleton(one, 0)}: *`)
    .filter((one, place, all) => all.indexOf(one) === place);
  return names.length === 0 ? `${open}*${close}` : `${open}${names.join(", ")}${close}`;
}
