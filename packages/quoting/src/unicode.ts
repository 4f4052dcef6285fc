// Characters that no language's text may pass on as they are: those that end a line, that a terminal obeys, or that are not characters.

/** `text` with U+FFFD for each half of a surrogate pair: no encoding holds them. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/**
 * One line: control characters, noncharacters and everything that any reader takes for a line end become a space, characters that change the direction of
 * text are removed, and halves of surrogate pairs become U+FFFD.
 */
export function oneLine(text: string): string {
  return wellFormed(text)
    .replaceAll(/[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]+/gu, " ")
    .replaceAll(reversing, "");
}

const reversing = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * One line without characters that are not seen: what a name says is what it is. Joiners and selectors stay within an emoji, whose parts
 * they join.
 */
export function visibleLine(text: string): string {
  return oneLine(text).replaceAll(unseen, "$1");
}

const unseen =
  /(\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*)|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Control characters, line ends of any language, characters that change the direction of text, byte order marks, noncharacters and halves of
 * surrogate pairs: in a quoted text they are escaped.
 */
export const special: RegExp =
  /[\p{Cc}\p{Surrogate}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/u;

/** `text` with `\u` and four digits for each special character. */
export function escapeSpecial(text: string): string {
  return text.replaceAll(new RegExp(special, "gu"), escapeOf);
}

/** `\u2028`. */
export function escapeOf(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** `text` as one segment or parameter of a URL. */
export function urlPart(text: string): string {
  return encodeURIComponent(wellFormed(text));
}
