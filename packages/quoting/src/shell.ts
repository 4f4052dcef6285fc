// Commands of a POSIX shell, as messages show them for people to paste.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
import { wellFormed } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type Shell = Written<"shell">;

/** Commands of this program around written words: shell`mkdir -p ${word(folder)}`. */
export const shell: Tag<"shell"> = createTag<"shell">();

/** One word, whatever it has. A NUL, which no word can have, becomes U+FFFD. Control characters are not in the text: a terminal would obey them. */
export function word(plain: string): Shell {
  const text = wellFormed(plain).replaceAll("\0", "\uFFFD");
  if (/^[\w./:@%+,-][\w./:@%+,=-]*$/.test(text)) return text as Shell;
  if (!/(?!\n)[\p{Cc}\u2028\u2029]/u.test(text)) return quoted(text) as Shell;
  // a substitution has no line ends at its end
  const end = /\n*$/.exec(text)![0];
  const escaped = text
    .slice(0, text.length - end.length)
    .replaceAll("\\", "\\\\")
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, octal);
  return `"$(printf %b ${quoted(escaped)})"${end === "" ? "" : quoted(end)}` as Shell;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function octal(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");
}

/** A command with its arguments, a word each. */
export function command(words: readonly string[]): Shell {
  return words.map(word).join(" ") as Shell;
}
