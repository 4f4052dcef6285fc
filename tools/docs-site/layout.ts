// The frame of a page: header with search and theme, the navigation, the content, and the table of contents.
import { text as escapeHtml } from "quoting/html";
import { firstPages, groups, sentence } from "../docs-index.ts";
import { relative } from "./links.ts";
import type { Heading } from "./markdown.ts";
import type { SitePage, SitePart } from "./pages.ts";

/** What all pages share. */
export interface Frame {
  readonly parts: readonly SitePart[];
  readonly titleOf: (page: SitePage) => string;
  readonly product: Product;
  /** Paths of the built files in the site. */
  readonly assets: { readonly style: string; readonly theme: string; readonly site: string };
}

/** What the header says of the product. */
export interface Product {
  readonly version: string;
  /** Name and address of code and packages. */
  readonly links: readonly (readonly [name: string, href: string])[];
}

/** One page in the frame. */
export interface Content {
  /** Path in the site. */
  readonly output: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  /** Where the page's links begin: relative to the page, or `/docs/` for the page of addresses that do not exist. */
  readonly base?: string;
}

/** The whole HTML of a page. */
export function pageHtml(frame: Frame, content: Content): string {
  const { output, title, base } = content;
  const to = (target: string): string => (base === undefined ? relative(output, target) : base + target);
  const { style, theme, site } = frame.assets;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Telltale</title>
<link rel="icon" type="image/svg+xml" href="${to("flag.svg")}">
<link rel="stylesheet" href="${to(style)}">
<script src="${to(theme)}"></script>
<script type="module" src="${to(site)}"></script>
</head>
<body data-root="${base ?? "../".repeat(output.split("/").length - 1)}">
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="${to("index.html")}"><img src="${to("flag.svg")}" alt="" width="18" height="18"> Telltale docs</a>
<span class="version">${escapeHtml(frame.product.version)}</span>
<search class="search" hidden>
<label class="unseen" for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="results">
<kbd>/</kbd>
<div id="results" hidden></div>
<span class="unseen" id="status" role="status"></span>
</search>
<nav class="elsewhere" aria-label="Elsewhere">
${frame.product.links.map(([name, href]) => `<a href="${escapeHtml(href)}" rel="noreferrer">${escapeHtml(name)}</a>`).join("\n")}
<a href="${to("../")}">Console</a>
</nav>
<button class="theme" type="button" hidden>Dark</button>
</header>
<div class="frame">
${navigationHtml(frame, content, to)}
<main id="main">
${contentsHtml(content)}
<article>
${content.html}
</article>
${neighboursHtml(frame, content, to)}
</main>
</div>
</body>
</html>
`;
}

type To = (target: string) => string;

/** All groups, the parts of the open group, and the pages of its open part. All pages on every page would be most of the site. */
function navigationHtml(frame: Frame, content: Content, to: To): string {
  const { parts } = frame;
  const open = parts.find(({ pages }) => pages.some((page) => page.output === content.output));
  const items = groups.map(({ title }) => {
    const isOpen = open?.group === title;
    const link = `<a class="group"${isOpen ? ' aria-current="true"' : ""} href="${to("index.html")}#${title.toLowerCase()}">${title}</a>`;
    if (!isOpen) return `<li>${link}</li>`;
    const own = parts.filter(({ group }) => group === title);
    return `<li>${link}<ul>${own.map((part) => partHtml(part, part === open, frame, content, to)).join("\n")}</ul></li>`;
  });
  return `<details class="menu" open>
<summary>Menu</summary>
<nav aria-label="Documentation"><ul>${items.join("\n")}</ul></nav>
</details>`;
}

function partHtml(
  { id, title, pages }: SitePart,
  isOpen: boolean,
  { titleOf }: Frame,
  { output }: Content,
  to: To,
): string {
  const link = `<a class="part"${isOpen ? ' aria-current="true"' : ""} href="${to("index.html")}#${id}">${escapeHtml(title)}</a>`;
  if (!isOpen) return `<li>${link}</li>`;
  const links = pages.map((page) => {
    const current = page.output === output ? ' aria-current="page"' : "";
    return `<li><a href="${to(page.output)}"${current}>${escapeHtml(titleOf(page))}</a></li>`;
  });
  return `<li>${link}<ul>${links.join("\n")}</ul></li>`;
}

function contentsHtml({ headings }: Content): string {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (shown.length < 2) return "";
  const links = shown.map(
    ({ depth, id, html }) => `<li class="depth-${depth}"><a href="#${id}">${html}</a></li>`,
  );
  return `<details class="contents" open>
<summary>On this page</summary>
<nav aria-label="On this page"><ul>${links.join("\n")}</ul></nav>
</details>`;
}

/** The pages before and after this one, in the order of the navigation. */
function neighboursHtml({ parts, titleOf }: Frame, { output }: Content, to: To): string {
  const pages = parts.flatMap((part) => part.pages);
  const at = pages.findIndex((page) => page.output === output);
  if (at === -1) return "";
  const link = (page: SitePage | undefined, rel: "prev" | "next", word: string): string =>
    page === undefined
      ? ""
      : `<a rel="${rel}" href="${to(page.output)}"><small>${word}</small> ${escapeHtml(titleOf(page))}</a>`;
  return `<nav class="neighbours" aria-label="Neighbouring pages">${link(pages[at - 1], "prev", "Previous")}${link(pages[at + 1], "next", "Next")}</nav>`;
}

/** A part with more pages than this is folded. */
const most = 26;

/** The first page: what Telltale is, where to begin, and every group with its parts and pages. */
export function indexHtml({ parts, titleOf }: Frame, picture: string): string {
  const pageOf = new Map(parts.flatMap(({ pages }) => pages.map((page) => [page.source, page] as const)));
  const steps = firstPages.map(({ page, about }) => {
    const first = pageOf.get(`docs/${page}`)!;
    return `<li><a href="${first.output}">${escapeHtml(titleOf(first))}</a> <span>${escapeHtml(about)}</span></li>`;
  });
  const sections = groups.map(({ title, about }) => {
    const own = parts.filter(({ group }) => group === title).map((part) => partListHtml(part, titleOf));
    return `<section class="goals" id="${title.toLowerCase()}"><h2>${title}</h2><p>${escapeHtml(about)}</p><div>${own.join("\n")}</div></section>`;
  });
  return `<h1>Telltale documentation</h1>
<p class="lead">${escapeHtml(sentence)}</p>
<div class="begin">
<section>
<h2 id="begin">Begin here</h2>
<ol class="path">${steps.join("\n")}</ol>
<p>Or press <kbd>/</kbd> to search.</p>
</section>
${picture}
</div>
${sections.join("\n")}`;
}

function partListHtml({ id, title, about, pages }: SitePart, titleOf: Frame["titleOf"]): string {
  const links = pages.map((page) => `<li><a href="${page.output}">${escapeHtml(titleOf(page))}</a></li>`);
  const list = `<ul>${links.join("\n")}</ul>`;
  const folded = `<details><summary>${pages.length} pages</summary>${list}</details>`;
  return `<section class="goal" id="${id}"><h3>${escapeHtml(title)}</h3><p>${escapeHtml(about)}</p>${pages.length > most ? folded : list}</section>`;
}

/** The content of an address without a page. */
export const notFoundHtml = `<h1>Page not found</h1>
<p>The documentation has no page at this address. It may have moved: search for it, or start at <a href="/docs/index.html">the first page</a>.</p>`;
