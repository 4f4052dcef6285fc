// Markdown, as CommonMark and GitHub read it: text that is not markup, code, links. https://github.github.com/gfm/
import { text as attribute } from "./html.ts";
import { oneLine, urlPart } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type Markdown = Written<"markdown">;

/** Markup of this program around written parts: markdown`- ${text(name)}`. */
export const markdown: Tag<"markdown"> = createTag<"markdown">();

/**
 * Text in one line that is not markup: no emphasis, code, link, image, heading, list, quote, rule, cell or element, and no link of an address
 * either. It may be anywhere in a line.
 */
export function text(plain: string): Markdown {
  return (
    oneLine(plain)
      .replaceAll(/\s+/g, " ")
      .replaceAll(/[\\`*_#~$]/g, String.raw`\$&`)
      .replaceAll(/[&<>|[\]]/g, (character) => entities[character]!)
      // addresses are links without any markup
      .replaceAll(/:(?=\/\/)|(?<=https?|ftp|mailto|xmpp):/gi, "&#58;")
      .replaceAll(/(?<=www)\./gi, "&#46;")
      .replaceAll("@", "&#64;")
      // lists, rules and underlines of headings, where it begins a line
      .replace(/^(\s*)([-+=])(?=\s|\2|$)/, String.raw`$1\$2`)
      .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, String.raw`$1\$2`) as Markdown
  );
}

/** Brackets with backslashes do not do: some readers take these away in the text of a link, and read it again. */
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  "[": "&#91;",
  "]": "&#93;",
};

/** Text in which parts between backticks are code, as in messages of this program; everything else is not markup. */
export function prose(plain: string): Markdown {
  const parts = oneLine(plain).split("`");
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return text(part);
      return index < parts.length - 1 ? code(part) : `${String.raw`\``}${text(part)}`;
    })
    .join("") as Markdown;
}

/**
 * Code in a line, also in a link or a cell of a table: an element where it has pipes, which end a cell, or backticks, of which readers make
 * different things in links.
 */
export function code(plain: string): Markdown {
  const clean = oneLine(plain).replaceAll(/\s+/g, " ");
  if (/[|`]/.test(clean) || clean.trim() === "") return `<code>${text(clean)}</code>` as Markdown;
  // readers remove a blank at both ends
  const pad = /^ .* $/.test(clean) ? " " : "";
  return `\`${pad}${clean}${pad}\`` as Markdown;
}

/** A block of code, over as many lines as the code has; `indent` is that of the list item that it is in. */
export function codeBlock(plain: string, language: "" | "ts" = "", indent = 0): Markdown {
  const clean = plain.split(/\r\n|[\n\r\u2028\u2029]/).map(oneLine);
  const fence = fenceOf(plain);
  const lines = [`${fence}${language}`, ...clean, fence];
  return lines.map((line) => " ".repeat(indent) + line).join("\n") as Markdown;
}

/** More backticks than any run of them in the text. */
function fenceOf(plain: string): string {
  const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
}

/** A link. `address` is an http or https URL, or a path or fragment of this program; of any other the label stays. */
export function link(label: Markdown, address: string): Markdown {
  const target = safeAddress(address);
  return target === undefined ? label : (`[${label}](${target})` as Markdown);
}

function safeAddress(address: string): string | undefined {
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  if (!isWeb && (URL.canParse(address) || /^[\\/]{2}/.test(address))) return undefined;
  const plain = isWeb ? new URL(address).href : oneLine(address);
  return plain.replaceAll(/[<>()\s\\|`"']/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
    return hex.length === 2 ? `%${hex}` : urlPart(character);
  });
}

/** A place that links lead to. */
export function anchor(id: string): Markdown {
  return `<a id="${attribute(id)}"></a>` as Markdown;
}

/** The row of a table. */
export function tableRow(cells: readonly Markdown[]): Markdown {
  return `| ${cells.join(" | ")} |` as Markdown;
}

/**
 * The same Markdown with an invisible word joiner behind each `@`, so that a chat or an issue that it is pasted into notifies no user.
 */
export function withoutMentions(written: Markdown): Markdown {
  return written.replaceAll(/&#64;|@/g, "@\u2060") as Markdown;
}
