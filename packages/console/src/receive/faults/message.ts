// The message of an error without what changes from one time, build or machine to the next, for its fingerprint.
import { withoutHashes } from "./file-name.ts";

const maxLength = 512;

/**
 * `message` with quoted parts, addresses, URLs, ids and numbers replaced. Of a URL its path remains, without the hash of a build. Names
 * of properties in the messages of JavaScript engines remain, names that a minifier chose do not. Linear in the message.
 */
export function normalizeMessage(message: string): string {
  return message
    .slice(0, maxLength)
    .replace(/\b(reading|setting|evaluating|property) (["'])([\w$.]{1,80})\2/g, keepProperty)
    .replace(/(["'`]).*?\1/g, "<text>")
    .replace(/\bhttps?:\/\/[^\s)\]>,]+/gi, toPath)
    .replace(/(?<!\S)\S+@\S+/g, "<address>")
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, "<id>")
    .replace(/\b\w{4,}\b/g, (word) => (isId(word) ? "<id>" : word))
    .replace(/(?<![\w$.])[A-Za-z$_]{1,2}(?=\.[A-Za-z$_]| is (?:not|undefined|null)\b)/g, "<name>")
    .replace(/\d+/g, "<n>");
}

/** `(reading 'price')`; of `(evaluating 'e.price')` the last name. */
function keepProperty(_: string, verb: string, __: string, name: string): string {
  return `${verb} ${name.slice(name.lastIndexOf(".") + 1)}`;
}

function toPath(url: string): string {
  const path = url.slice(url.indexOf("/", 8) === -1 ? url.length : url.indexOf("/", 8));
  const end = path.search(/[?#]/);
  const parts = (end === -1 ? path : path.slice(0, end)).split("/");
  return `<url>${parts.map((part) => (part.includes(".") ? withoutHashes(part, true) : part)).join("/")}`;
}

/** Hex digits with a decimal one among them, letters and digits in turns, or a long word with digits. */
function isId(word: string): boolean {
  if (!/\d/.test(word)) return false;
  if (/^\d+$/.test(word)) return false;
  return (
    (word.length >= 8 && /^[0-9a-f]+$/i.test(word)) ||
    word.length >= 16 ||
    (word.match(/\d+/g) ?? []).length >= 2
  );
}
