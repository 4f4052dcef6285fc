// HTML: text of elements and of attributes in quotes.
import { wellFormed } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type Html = Written<"html">;

/** Markup of this program around written parts: html`<p>${text(name)}</p>`. */
export const html: Tag<"html"> = createTag<"html">();

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\r": "&#13;",
};

/** Text of an element, or of an attribute in quotes. Characters that HTML does not allow become U+FFFD. */
export function text(plain: string): Html {
  return wellFormed(plain)
    .replaceAll(/(?![\t\n\f\r])\p{Cc}/gu, "\uFFFD")
    .replaceAll(/[&<>"'\r]/g, (character) => entities[character]!) as Html;
}

/** A style sheet or script of this program, as the content of its element. It must not have the end of that element. */
export function rawText(code: string): Html {
  if (/<\/|<!--/.test(code)) throw new TypeError("The content of a style or script element has markup.");
  return code as Html;
}
