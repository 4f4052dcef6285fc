// `tracestate` of W3C Trace Context level 2: at most 32 members, the newest on the left. Immutable; the text of a header
// is taken apart only when somebody looks.
import type { TraceState } from "@opentelemetry/api";

const maxMembers = 32;
const maxText = 32 * 520;
const validKey = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
// printable ASCII without comma and equals sign, not ending in a blank
const validValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

type Member = readonly [key: string, value: string];

/**
 * Reads a `tracestate` header. One bad member discards all, as level 2 allows; of a repeated key the left one counts;
 * of more than 32 members the 32 left-most are kept.
 */
export function parseTraceState(header: string): TraceState {
  let members: readonly Member[] | undefined;
  const read = (): readonly Member[] => (members ??= parse(header));
  return over(read);
}

function over(read: () => readonly Member[]): TraceState {
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
      read()
        .map(([key, value]) => `${key}=${value}`)
        .join(","),
  };
}

function parse(header: string): readonly Member[] {
  if (header.length > maxText) return [];
  const members = new Map<string, string>();
  for (const part of header.split(",")) {
    // a leading blank belongs to a value, never to a key; tabs and blanks around a member do not count
    const member = part.replace(/^[ \t]+|[ \t]+$/g, "");
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, equals);
    const value = member.slice(equals + 1);
    if (equals < 1 || !validKey.test(key) || !validValue.test(value)) return [];
    if (!members.has(key) && members.size < maxMembers) members.set(key, value);
  }
  return [...members];
}
