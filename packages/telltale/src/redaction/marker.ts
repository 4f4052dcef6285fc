// The marker in place of a secret: `[redacted:email]`, optionally with a pseudonym or a part of the secret. Markers are recognized, so
// that redaction is idempotent.
import { type Finder, passedOver } from "./finder.ts";

/** Maximum length of a marker. */
export const longestMarker = 160;
const form = /\[redacted:[a-z][a-z0-9_-]{0,40}(?::[^\s\]"'\\]{1,80})?\]/y;

/** The marker of a secret of `kind`, with `rest` after the kind. */
export function marker(kind: string, rest?: string): string {
  return rest === undefined ? `[redacted:${kind}]` : `[redacted:${kind}:${rest}]`;
}

/** Skips markers. */
export const markers: Finder = {
  starts: ["[re"],
  find(text, at) {
    const end = markerEnd(text, at);
    return end === -1 ? undefined : { start: at, end, kind: passedOver };
  },
};

/** The end of the marker that begins at `at`; -1 when there is none. */
export function markerEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== 0x72 || !text.startsWith("[redacted:", at)) return -1;
  form.lastIndex = at;
  return form.test(text) && form.lastIndex - at <= longestMarker ? form.lastIndex : -1;
}
