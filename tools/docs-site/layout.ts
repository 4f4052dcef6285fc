// The frame of a page: header with search and theme, the navigation, the content, and the table of contents.
import { text as escapeHtml } from "quoting/html";
import { relative } from "./links.ts";
import type { Heading } from "./markdown.ts";
import type { SitePage, SitePart } from "./pages.ts";

/** What all pages share. */
export interface Frame {
  readonly parts: readonly SitePart[];
  readonly titleOf: (page: SitePage) => string;
  /** Paths of the built files in the site. */
  readonly assets: { readonly style: string; readonly theme: string; readonly site: string };
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
<search class="search" hidden>
<label class="unseen" for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="results">
<kbd>/</kbd>
<div id="results" hidden></div>
<span class="unseen" id="status" role="status"></span>
</search>
<a class="home" href="${to("../")}">Console</a>
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

/** All parts; the pages of the part that is open. All pages of all parts on every page would be most of the site. */
function navigationHtml({ parts, titleOf }: Frame, { output }: Content, to: To): string {
  const items = parts.map(({ id, title, pages }) => {
    const isOpen = pages.some((page) => page.output === output);
    const part = `<a class="part"${isOpen ? ' aria-current="true"' : ""} href="${to("index.html")}#${id}">${escapeHtml(title)}</a>`;
    if (!isOpen) return `<li>${part}</li>`;
    const links = pages.map((page) => {
      const current = page.output === output ? ' aria-current="page"' : "";
      return `<li><a href="${to(page.output)}"${current}>${escapeHtml(titleOf(page))}</a></li>`;
    });
    return `<li>${part}<ul>${links.join("\n")}</ul></li>`;
  });
  return `<details class="menu" open>
<summary>Menu</summary>
<nav aria-label="Documentation"><ul>${items.join("\n")}</ul></nav>
</details>`;
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

/** The first page: every part with its pages. */
export function indexHtml({ parts, titleOf }: Frame): string {
  const sections = parts.map(({ id, title, about, pages }) => {
    const links = pages.map((page) => `<li><a href="${page.output}">${escapeHtml(titleOf(page))}</a></li>`);
    return `<section class="goal" id="${id}"><h2>${escapeHtml(title)}</h2><p>${escapeHtml(about)}</p><ul${pages.length > 30 ? ' class="many"' : ""}>${links.join("\n")}</ul></section>`;
  });
  return `<h1>Documentation</h1>
<p class="lead">Choose by what you want to do, or press <kbd>/</kbd> to search.</p>
<div class="goals">${sections.join("\n")}</div>`;
}

/** The content of an address without a page. */
export const notFoundHtml = `<h1>Page not found</h1>
<p>The documentation has no page at this address. It may have moved: search for it, or start at <a href="/docs/index.html">the first page</a>.</p>`;
