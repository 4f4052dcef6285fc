// Puts `?` where SQL has literals, takes comments away, and makes one of the values of an `IN` list.
import { isBlank, type Visit } from "./scan.ts";

/** Builds the sanitised text out of the pieces of `text`; ask for it at the end. */
export interface Sanitizer {
  readonly visit: Visit;
  text(): string;
}

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
  let values = 0;

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
    const code = text.charCodeAt(from);
    if (kind === "literal" || kind === "placeholder") {
      if (list === inside) values++;
      else list = nowhere;
    } else if (kind === "word") {
      list = isIn(text, from, to) ? announced : nowhere;
    } else if (list === announced && code === 0x28) {
      keep(to);
      list = inside;
      listAt = parts.length;
      values = 0;
    } else if (list === inside && code === 0x29) {
      if (values > 1) collapse(from);
      list = nowhere;
    } else if (code !== 0x2c || kind !== "mark") {
      list = nowhere;
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

function isIn(text: string, from: number, to: number): boolean {
  return (
    to - from === 2 && (text.charCodeAt(from) | 0x20) === 0x69 && (text.charCodeAt(from + 1) | 0x20) === 0x6e
  );
}
