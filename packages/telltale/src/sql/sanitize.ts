// Puts `?` where SQL has literals, takes comments away, and makes one of the values of an `IN` list.
import { isBlank } from "./characters.ts";
import type { Visit } from "./scan.ts";

/** Builds the sanitised text out of the pieces of `text`; ask for it at the end. */
export interface Sanitizer {
  readonly visit: Visit;
  text(): string;
}

const openings = "([";
const typeWords = ["date", "time", "timestamp", "interval"];
// where an `IN (…)` is at
const nowhere = 0;
const announced = 1;
const inside = 2;

/** A sanitiser of `text`. Everything that is no literal and no comment stays as it is written. */
export function createSanitizer(text: string): Sanitizer {
  const parts: string[] = [];
  let kept = 0;
  // whether what was kept so far ends in something other than a blank, and a comment was taken away right after it
  let tight = false;
  let gap = false;
  let list = nowhere;
  let listAt = 0;
  let depth = 0;
  let values = 0;
  let casting = false;

  function keep(to: number): void {
    if (to > kept) {
      parts.push(text.slice(kept, to));
      tight = !isBlank(text.charCodeAt(to - 1));
    }
    kept = to;
  }
  function put(value: string): void {
    parts.push(value);
    tight = true;
  }
  function follow(kind: string, from: number, to: number): void {
    if (list === inside) followList(kind, from, to);
    else if (list === announced && kind === "mark" && openings.includes(text.charAt(from))) {
      keep(to);
      list = inside;
      listAt = parts.length;
      depth = 1;
      values = 0;
    } else list = kind === "word" && isWord(text, from, to, "in") ? announced : nowhere;
  }
  // values, also in rows, cast, or with the name of their type before them
  function followList(kind: string, from: number, to: number): void {
    const mark = kind === "mark" ? text.slice(from, to) : "";
    const isType = kind === "word" && (casting || typeWords.some((word) => isWord(text, from, to, word)));
    casting = mark === "::";
    if (kind === "literal" || kind === "placeholder") values++;
    else if (kind === "word" && isWord(text, from, to, "null")) values++;
    else if (mark !== "" && openings.includes(mark)) depth++;
    else if (mark === ")" || mark === "]") {
      if (--depth > 0) return;
      if (values > 1) collapse(from);
      list = nowhere;
    } else if (mark !== "," && !casting && !isType) {
      // something else is in it: the next list may be
      list = kind === "word" && isWord(text, from, to, "in") ? announced : nowhere;
    }
  }
  function collapse(to: number): void {
    parts.length = listAt;
    put("?");
    kept = to;
  }

  return {
    visit(kind, from, to) {
      if (kind === "comment") {
        keep(from);
        gap = tight;
        kept = to;
        return;
      }
      // two pieces that a comment kept apart stay apart
      if (gap && kept === from) put(" ");
      gap = false;
      if (kind === "literal") {
        keep(from);
        put("?");
        kept = to;
      }
      follow(kind, from, to);
    },
    text() {
      keep(text.length);
      return parts.length === 1 ? (parts[0] as string) : parts.join("");
    },
  };
}

/** Whether that piece is `word`, in capitals or not. */
function isWord(text: string, from: number, to: number, word: string): boolean {
  return to - from === word.length && text.slice(from, to).toLowerCase() === word;
}
