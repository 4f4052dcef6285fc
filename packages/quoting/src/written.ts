// Text of a language, as a type of its own. Only the functions of this package make it, so a generator that returns it cannot hold text of
// others that was not quoted: a plain string is another type to the compiler, and the lint rule `quoted-text` forbids the cast.

declare const language: unique symbol;

/** Text in `Language` that its functions wrote. It is a string; what string methods make of it is a plain string again. */
export type Written<Language extends string = string> = string & { readonly [language]: Language };

/** What a template of a language takes: written text, numbers, and lists of written text, which are joined without a separator. */
export type TemplateValue<Language extends string> =
  | Written<Language>
  | number
  | readonly Written<Language>[];

/** The tag of a language's templates: the text of the template is code of this program, its parts are written. */
export type Tag<Language extends string> = (
  texts: TemplateStringsArray,
  ...parts: readonly TemplateValue<Language>[]
) => Written<Language>;

/** Makes the tag of a language. */
export function createTag<Language extends string>(): Tag<Language> {
  return (texts, ...parts) =>
    texts.reduce((text, next, index) => {
      const part = parts[index - 1]!;
      return `${text}${Array.isArray(part) ? part.join("") : String(part)}${next}`;
    }) as Written<Language>;
}

/** Written texts with a line end between them. */
export function lines<Language extends string>(texts: readonly Written<Language>[]): Written<Language> {
  return texts.join("\n") as Written<Language>;
}

/** Written texts with written text between them. */
export function join<Language extends string>(
  texts: readonly Written<Language>[],
  between: Written<Language>,
): Written<Language> {
  return texts.join(between) as Written<Language>;
}

/** So many blanks. */
export function blanks<Language extends string>(count: number): Written<Language> {
  return " ".repeat(count) as Written<Language>;
}

/** Written text with a line end behind it. */
export function withLineEnd<Language extends string>(text: Written<Language>): Written<Language> {
  return `${text}\n` as Written<Language>;
}

/** Written text without blanks and line ends at its end. */
export function trimmedEnd<Language extends string>(text: Written<Language>): Written<Language> {
  return text.trimEnd() as Written<Language>;
}

/** Text of a file in `Language` that is kept as it was read: it is what its author wrote, and no text of others was put into it. */
export function asRead<Language extends string>(text: string): Written<Language> {
  return text as Written<Language>;
}
