// A finding, or a table, as Markdown: title, figures and address, to paste into an issue or a chat.
import {
  codeBlock,
  link,
  markdown,
  type Markdown,
  prose,
  tableRow,
  text,
  withoutMentions,
} from "quoting/markdown";
import { lines } from "quoting/written";

import type { CsvValue } from "./csv.ts";
import { formatCount } from "./format.ts";

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

/** Rows of a table: an issue or a chat shows no more. */
const mostRows = 200;

/**
 * A table with its address; the first row has the headings.
 *
 * @param left how many rows the list has beside these.
 */
export function toMarkdownTable(
  [headings = [], ...rows]: readonly (readonly CsvValue[])[],
  { title, url, left = 0 }: { readonly title: string; readonly url: string; readonly left?: number },
): Markdown {
  const line = (cells: readonly CsvValue[]): Markdown =>
    tableRow(cells.map((cell) => plain(`${cell ?? ""}`)));
  const notShown = left + Math.max(0, rows.length - mostRows);
  return lines([
    markdown`### ${plain(title)}`,
    markdown``,
    line(headings),
    tableRow(headings.map(() => markdown`---`)),
    ...rows.slice(0, mostRows).map(line),
    markdown``,
    ...(notShown === 0 ? [] : [plain(`${formatCount(notShown)} more rows are not shown.`), markdown``]),
    link(markdown`Open in Telltale`, url),
    markdown``,
  ]);
}
