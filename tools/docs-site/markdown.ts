// A page's Markdown as HTML, with its headings for the table of contents and its sections for the search.
import { Marked, type RendererObject, type Token, type Tokens } from "marked";

import { createAnchors } from "../docs-anchors.ts";
import { highlight } from "./highlight.ts";
import { text as escapeHtml } from "quoting/html";
import type { SiteLink } from "./links.ts";
import { type PictureFile, withThemes } from "./pictures.ts";

/** How a page's links are written. */
export interface PageLinks {
  readonly linkOf: (link: string) => SiteLink;
  readonly pictureOf: (link: string) => PictureFile;
}

/** A heading of the table of contents. */
export interface Heading {
  readonly depth: number;
  readonly id: string;
  readonly html: string;
}

/** What is between two headings, as plain text. */
interface Section {
  /** Empty at the start of a page. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}

export interface RenderedPage {
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
}

/** Renders one page. @throws if it does not begin with a title */
export function renderMarkdown(source: string, text: string, links: PageLinks): RenderedPage {
  const headings: Heading[] = [];
  const marked = new Marked({ gfm: true, renderer: rendererOf(links, headings) });
  const tokens = marked.lexer(text);
  const [first] = tokens;
  if (first?.type !== "heading" || first["depth"] !== 1)
    throw new Error(`Cannot make a page of ${source}: expected a title \`# …\` in its first line`);
  const html = marked.parser(tokens);
  const title = plainText((first as Tokens.Heading).tokens);
  return { title, html, headings, sections: sectionsOf(tokens, headings) };
}

function rendererOf({ linkOf, pictureOf }: PageLinks, headings: Heading[]): RendererObject {
  const anchorOf = createAnchors();
  return {
    heading({ tokens, depth, text }) {
      const id = anchorOf(text);
      const html = this.parser.parseInline(tokens);
      headings.push({ depth, id, html: html.replaceAll(/<\/?(?:a|span)\b[^>]*>/g, "") });
      if (depth === 1) return `<h1 id="${id}">${html}</h1>\n`;
      const anchor = `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
      return `<h${depth} id="${id}">${html} ${anchor}</h${depth}>\n`;
    },
    code({ text, lang }) {
      const language = /^\w*/.exec(lang ?? "")![0];
      return `<pre tabindex="0"><code>${highlight(text, language)}</code></pre>\n`;
    },
    link({ href, tokens }) {
      const html = this.parser.parseInline(tokens);
      // An address of an example, which Markdown takes for a link.
      if (href.startsWith("mailto:")) return html;
      const link = linkOf(href);
      if ("file" in link)
        return `<span class="file" title="${escapeHtml(link.file)}, a file of the repository">${html}</span>`;
      const outside = /^https?:/.test(link.href) ? ' class="out" rel="noreferrer"' : "";
      return `<a href="${escapeHtml(link.href)}"${outside}>${html}</a>`;
    },
    html({ text }) {
      return withThemes(text.replaceAll(/<!--[\s\S]*?-->/g, ""), pictureOf);
    },
    table({ header, rows, align }) {
      const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td"): string =>
        `<tr>${cells.map((cell, at) => cellHtml(cell.text === "" ? "td" : tag, align[at], this.parser.parseInline(cell.tokens))).join("")}</tr>`;
      // A table without a head has empty cells there.
      const isHeadless = header.every((cell) => cell.text === "");
      const head = isHeadless ? "" : `<thead>${row(header, "th")}</thead>`;
      const body = rows.map((cells) => row(cells, "td")).join("\n");
      return `<div class="table" tabindex="0" role="group" aria-label="Table"><table>${head}<tbody>${body}</tbody></table></div>\n`;
    },
  };
}

/** A cell without text heads nothing: it is `td` also in the head. */
const cellHtml = (tag: "th" | "td", align: Parameters<typeof alignment>[0], html: string): string =>
  `<${tag}${alignment(align)}>${html}</${tag}>`;

const alignment = (align: "center" | "left" | "right" | null | undefined): string =>
  align === "right" ? ' class="number"' : "";

/** The text of each heading's own part. */
function sectionsOf(tokens: readonly Token[], headings: readonly Heading[]): readonly Section[] {
  const sections: { id: string; heading: string; parts: string[] }[] = [];
  for (const token of tokens) {
    if (token.type === "heading") {
      const isTitle = sections.length === 0;
      const id = isTitle ? "" : headings[sections.length]!.id;
      sections.push({ id, heading: plainText((token as Tokens.Heading).tokens), parts: [] });
    } else sections.at(-1)!.parts.push(plainText([token]));
  }
  return sections.map(({ id, heading, parts }) => ({
    id,
    heading,
    text: parts.join(" ").replaceAll(/\s+/g, " ").trim(),
  }));
}

/** What a reader sees, without markup. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => textOf(token))
    .join(" ")
    .replaceAll(/ +/g, " ")
    .trim();
}

function textOf(token: Token): string {
  if (token.type === "html" || token.type === "space") return "";
  if (token.type === "table") {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].flatMap((cells) => cells.map((cell) => inline(cell.tokens))).join(" ");
  }
  if (token.type === "list")
    return (token as Tokens.List).items.map((item) => plainText(item.tokens)).join(" ");
  if ("tokens" in token && token.tokens !== undefined) return inline(token.tokens);
  return "text" in token ? decode(String(token["text"])) : "";
}

/** Parts of one line have no space between them. */
const inline = (tokens: readonly Token[]): string => tokens.map((token) => textOf(token)).join("");

const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
