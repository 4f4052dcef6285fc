// The trace state that `@opentelemetry/api` makes of a text: what cannot be a member is left out, the newest is on the left. What came
// in a header is read by ../../propagation/trace-state.ts.
import type { TraceState } from "@opentelemetry/api";

const maxMembers = 32;
const maxLength = 512;
const validKey = /^(?:[a-z][\w\-*/]{0,255}|[a-z0-9][\w\-*/]{0,240}@[a-z][\w\-*/]{0,13})$/;
const validValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Reads `text` as a trace state; one that is too long is empty. */
export function createTraceState(text = ""): TraceState {
  const members = new Map<string, string>();
  for (const part of text.length > maxLength ? [] : text.split(",")) {
    const member = part.trim();
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(equals, 0));
    const value = member.slice(equals + 1);
    const known = members.has(key) || members.size >= maxMembers;
    if (!known && key === key.toLowerCase() && validKey.test(key) && validValue.test(value))
      members.set(key, value);
  }
  return stateOf(members);
}

// in the order of the text
function stateOf(members: ReadonlyMap<string, string>): TraceState {
  const without = (key: string): [string, string][] => [...members].filter(([known]) => known !== key);
  const serialize = (): string => Array.from(members, ([key, value]) => `${key}=${value}`).join(",");
  const state: TraceState = {
    get: (key) => members.get(key),
    set(key, value) {
      const next = stateOf(new Map([[key, value], ...without(key)]));
      const isFull = !members.has(key) && members.size >= maxMembers;
      return isFull || next.serialize().length > maxLength ? state : next;
    },
    unset: (key) => stateOf(new Map(without(key))),
    serialize,
  };
  return state;
}
