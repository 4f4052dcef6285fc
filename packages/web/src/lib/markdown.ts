// A finding as Markdown: its title, its figures and its address, to paste into an issue or a chat.
import { codeBlock, link, markdown, type Markdown, prose, text, withoutMentions } from "quoting/markdown";
import { lines } from "quoting/written";

export interface MarkdownFinding {
  /** In words of the console; names of others are escaped. */
  readonly title: string;
  /** A statement, in a block of code. */
  readonly code?: string;
  /** Figures with their names. Empty values are left out. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** A link of its own, such as to an example. */
  readonly links?: readonly (readonly [name: string, url: string])[];
  /** A sentence below the figures, such as advice. Names between backticks are code. */
  readonly advice?: string;
}

const plain = (given: string): Markdown => withoutMentions(text(given));

/** @param url the address of the finding's page. Whom a text mentions is not notified where it is pasted. */
export function toMarkdown(
  { title, code, facts, links = [], advice }: MarkdownFinding,
  url: string,
): Markdown {
  return lines([
    markdown`### ${plain(title)}`,
    markdown``,
    ...(code === undefined ? [] : [codeBlock(code), markdown``]),
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => markdown`- ${plain(name)}: ${plain(value)}`),
    ...links.map(([name, address]) => markdown`- ${link(plain(name), address)}`),
    ...(advice === undefined ? [] : [markdown`- ${withoutMentions(prose(advice))}`]),
    markdown``,
    link(markdown`Open in Telltale`, url),
    markdown``,
  ]);
}
