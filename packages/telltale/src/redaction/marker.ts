// What stands in place of a secret: `[redacted:email]`, with a pseudonym or a part of it behind where that is asked for. The form is
// one that is recognised, so that redacting twice changes nothing.
import { type Finder, passedOver } from "./finder.ts";

/** How long a marker can be. */
export const longestMarker = 160;
const form = /\[redacted:[a-z][a-z0-9_-]{0,40}(?::[^\s\]"'\\]{1,80})?\]/y;

/** The marker of a secret of `kind`; `rest` is what is told about it. */
export function marker(kind: string, rest?: string): string {
  return rest === undefined ? `[redacted:${kind}]` : `[redacted:${kind}:${rest}]`;
}

/** Passes over markers. */
export const markers: Finder = {
  starts: ["[re"],
  find(text, at) {
    const end = markerEnd(text, at);
    return end === -1 ? undefined : { start: at, end, kind: passedOver };
  },
};

/** Where the marker that begins at `at` ends; -1 where none does. */
export function markerEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== 0x72 || !text.startsWith("[redacted:", at)) return -1;
  form.lastIndex = at;
  return form.test(text) && form.lastIndex - at <= longestMarker ? form.lastIndex : -1;
}
