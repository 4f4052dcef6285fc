// Texts that are longer than a limit lets through. What redaction would find is taken out before the cut, with so much of what
// follows that nothing it knows is cut in two and no longer known. The size guard says in the text by how much it was cut, and
// counts it; the limits of the specification just cut.
import { report } from "../diagnostics/diagnose.ts";
import { currentRedaction } from "../redaction/redaction.ts";

/** The shortest length the size guard cuts to: its mark has to find room. */
export const shortestCut = 64;

/** Redaction looks so far beyond the cut: longer than any key, token or connection string that it should find. */
const lookAhead = 16_384;
/** No mark of a cut or of redaction is longer. */
const markRoom = 48;

/**
 * `text`, which is longer than `length`, in at most `length` UTF-16 units, the mark `…[cut 12345 characters]` at its end included.
 *
 * Linear in `length`, whatever the text: only so much of it is read. The report contains `name`.
 */
export function cutText(text: string, length: number, name: string): string {
  report("value_cut", `\`${name.slice(0, 64)}\` has ${text.length} characters`);
  const clean = cleanPart(text, length, name);
  if (clean.length <= length && text.length <= length + lookAhead) return clean;
  const end = boundary(clean, Math.max(0, Math.min(length - markRoom, clean.length)));
  return `${clean.slice(0, end)}…[cut ${text.length - end} characters]`;
}

/** The first `length` UTF-16 units of `text`, without half of a character or of a secret at the end. */
export function cutPlain(text: string, length: number, name: string): string {
  const clean = cleanPart(text, length, name);
  return clean.slice(0, boundary(clean, Math.min(length, clean.length)));
}

/** `text`, or its first `length` UTF-16 units as {@link cutPlain} has them. */
export function within(text: string, length: number, name: string): string {
  return text.length <= length ? text : cutPlain(text, length, name);
}

/** The beginning of `text` without its secrets: what is needed to cut it to `length`. */
function cleanPart(text: string, length: number, name: string): string {
  const redaction = currentRedaction();
  if (redaction === undefined) return text;
  if (text.length <= length + lookAhead) return redaction.text(text, name) ?? "";
  const clean = redaction.text(text.slice(0, length + lookAhead), name) ?? "";
  // the end of it may be half of something
  return clean.slice(0, Math.max(0, clean.length - lookAhead));
}

/** `length`, or less where it would be within a character of two units or within the mark of a redaction. */
function boundary(text: string, length: number): number {
  const mark = text.lastIndexOf("[redacted:", length - 1);
  if (mark !== -1 && length - mark < markRoom && text.indexOf("]", mark) >= length) return mark;
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}
