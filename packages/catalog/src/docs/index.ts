// The reference of a catalog: Markdown, HTML, and a site for colleagues. Pure: from a resolved catalog to texts.
export type { DocsOptions } from "./entries.ts";
export { type DocsFile, renderMarkdown, renderMarkdownFolder } from "./markdown.ts";
export { renderHtml, renderSite } from "./site.ts";
