// Scans a text in one pass. A table shows for each two neighbouring characters whether a secret may begin there; only then, which is
// rare, finders are asked.
//
// The characters are read as bytes, which takes a quarter of the time of reading them from the text: an ASCII text is copied natively,
// in other texts non-ASCII characters become zero, so that positions stay the same.
import { forgetValue } from "./assigned-value.ts";
import { isWord } from "./characters.ts";
import { ask, asciiAt, compileByteCheck, compileHits, compileTextCheck } from "./clean-check.ts";
import { type Finder, type Finding, passedOver } from "./finder.ts";
import { forgetLine } from "./header-value.ts";
import { type Tables, tablesOf } from "./scan-tables.ts";

/** Finds secrets in texts. */
export interface Scan {
  /** All findings from left to right, without overlap; `undefined` for a clean text. */
  find(text: string): Finding[] | undefined;
  /** Whether `text`, which is in `view` as ASCII from `start` on, is clean. False when that is not certain. */
  isClean(view: DataView, start: number, text: string): boolean;
  /** Whether a finder finds something that begins at `at`, even inside a word. */
  begins(text: string, at: number): boolean;
}

/** Whether a found text is allowed, and stays. */
export type Allows = ((found: string) => boolean) | undefined;

const longestShort = 64;
const chunk = 8192;
const bytes = new Uint8Array(chunk + 2);
const encoder = new TextEncoder();
/** Compiles `finders` to a scan. Of two findings at the same position, that of the earlier finder wins. */
export function compileScan(finders: readonly Finder[], allows: Allows): Scan {
  const tables = tablesOf(finders);
  const hits = compileHits(tables);
  const isShortClean = compileTextCheck(tables, hits);
  const findAll = compileSearch(tables, allows);
  return {
    // for a short text, reading it as bytes would take longer than the scan
    find: (text) => (text.length <= longestShort && isShortClean(text) ? undefined : findAll(text)),
    isClean: compileByteCheck(tables, hits),
    begins: hits.isBeginning,
  };
}

function compileSearch(tables: Tables, allows: Allows): (text: string) => Finding[] | undefined {
  const { pairs, branches, groups, words } = tables;
  return (text) => {
    let found: Finding[] | undefined;
    let floor = 0;
    for (let base = 0; base < text.length; base += chunk) {
      const size = load(text, base);
      let at = Math.max(0, floor - base);
      let code = bytes[at] as number;
      for (; at < size; at++) {
        const next = bytes[at + 1] as number;
        const branch = pairs[(code << 7) | next] as number;
        if (branch !== 0) {
          const group = branches[(branch << 7) | (bytes[at + 2] as number)] as number;
          // right after a finding another one may begin, whatever its last character is
          const inWord =
            words[code] === 1 &&
            base + at !== floor &&
            (at > 0 ? words[bytes[at - 1] as number] === 1 : isWord(text.charCodeAt(base - 1)));
          const hit =
            group === 0 || inWord
              ? undefined
              : ask(groups[group] as readonly Finder[], text, base + at, floor);
          if (hit !== undefined) {
            if (!isLeft(hit, text, allows)) (found ??= []).push(hit);
            floor = hit.end;
            at = floor - base - 1;
            code = at + 1 < size ? (bytes[at + 1] as number) : 0;
            continue;
          }
        }
        code = next;
      }
    }
    forgetValue();
    forgetLine();
    return found;
  };
}

/** Whether a finding stays in the text. */
function isLeft({ kind, start, end }: Finding, text: string, allows: Allows): boolean {
  return kind === passedOver || allows?.(text.slice(start, end)) === true;
}

/** Reads the characters from `base` on into `bytes`, and the two after them. Returns their number. */
function load(text: string, base: number): number {
  const part = text.length <= chunk ? text : text.slice(base, base + chunk);
  const size = part.length;
  const { read, written } = encoder.encodeInto(part, bytes);
  if (read !== size || written !== size) for (let at = 0; at < size; at++) bytes[at] = asciiAt(part, at);
  const more = part !== text;
  bytes[size] = more ? asciiAt(text, base + size) : 0;
  bytes[size + 1] = more ? asciiAt(text, base + size + 1) : 0;
  return size;
}
