// `tracestate` of W3C Trace Context level 2: at most 32 members, the newest on the left. Immutable; the text of a header
// is parsed only when it is read.
import type { TraceState } from "@opentelemetry/api";
import { trimBlanks } from "./header.ts";

const maxMembers = 32;
// 32 members of the longest key and value, and some blanks
const maxText = 32 * 520;
const validKey = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
// printable ASCII without comma and equals sign, not ending in a blank
const validValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

type Member = readonly [key: string, value: string];

/**
 * Reads a `tracestate` header. One bad member, or more than 32 of them, discards all, as level 2 allows and W3C's own harness
 * expects; of a repeated key the left one counts; a text beyond 16640 characters is ignored.
 */
export function parseTraceState(header: string): TraceState {
  // what is too long is not kept for later
  const text = header.length > maxText ? "" : header;
  let members: readonly Member[] | undefined;
  return over(() => (members ??= parse(text)));
}

/** Whether `text`, of any TraceState, also a foreign one, may go out as a header. */
export function isStateHeader(text: string): boolean {
  return text !== "" && text.length <= maxText && /^[\t\x20-\x7e]*$/.test(text);
}

function over(read: () => readonly Member[]): TraceState {
  let text: string | undefined;
  return {
    get: (key) => read().find(([known]) => known === key)?.[1],
    set(key, value) {
      if (!validKey.test(key) || !validValue.test(value)) return over(read);
      const rest = read().filter(([known]) => known !== key);
      const next: readonly Member[] = [[key, value] as const, ...rest].slice(0, maxMembers);
      return over(() => next);
    },
    unset(key) {
      const next = read().filter(([known]) => known !== key);
      return over(() => next);
    },
    serialize: () =>
      (text ??= read()
        .map(([key, value]) => `${key}=${value}`)
        .join(",")),
  };
}

function parse(header: string): readonly Member[] {
  const members = new Map<string, string>();
  let count = 0;
  for (const part of header.split(",")) {
    // a leading blank belongs to a value, never to a key; tabs and blanks around a member do not count
    const member = trimBlanks(part);
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, equals);
    const value = member.slice(equals + 1);
    if (equals < 1 || ++count > maxMembers || !validKey.test(key) || !validValue.test(value)) return [];
    if (!members.has(key)) members.set(key, value);
  }
  return [...members];
}
