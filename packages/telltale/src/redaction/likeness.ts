// Whether a value looks like a credential, code or prose.
import { isLetter } from "./characters.ts";

/** Whether `value` looks generated: no path, no address, and long or mixed enough. */
export function isRandom(value: string): boolean {
  if (
    value.length < 8 ||
    /^(?:\/|\.{1,2}\/|~\/|[A-Z]:\\|arn:|https?:|file:|vault:|secret:|projects\/)/i.test(value.slice(0, 12))
  )
    return false;
  const start = value.length > 256 ? value.slice(0, 256) : value;
  return /\d/.test(start) ? /[A-Za-z]/.test(start) : value.length >= 20 && !/[ .(]/.test(start);
}

/** Whether `value`, unquoted and after a blank, is program code: a call, or a field of an object. */
export function isCode(value: string, byEquals: boolean): boolean {
  const start = value.slice(0, 256);
  if (byEquals && /^[A-Za-z_]+(?:\.[A-Za-z_]+)+$/.test(start)) return true;
  return /^[A-Za-z_$][\w$.]*[([]|^(?:args|body|config|ctx|env|options|opts|params|process|props|req|request|self|settings|this|user)\.[\w$.]+$/.test(
    start,
  );
}

/** Whether the value that ends at `end` is a word of a sentence: only letters, and another word after it. */
export function isSpoken(value: string, text: string, end: number): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (!isLetter(code) && code !== 0x27 && code !== 0x2d) return false;
  }
  return text.charCodeAt(end) === 0x20 && isLetter(text.charCodeAt(end + 1));
}
