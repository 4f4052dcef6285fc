// Writes the documentation site: each Markdown file of docs/ as a page, the pictures that pages show, and what the search reads.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "../source-files.ts";
import { noticesOf, noticesText } from "../third-party-notices.ts";
import { buildAssets } from "./assets.ts";
import { type Frame, indexHtml, notFoundHtml, pageHtml } from "./layout.ts";
import { createLinks, type Links } from "./links.ts";
import { renderMarkdown, type RenderedPage } from "./markdown.ts";
import { type SitePage, siteParts } from "./pages.ts";
import { type PictureFile, pictureHtml, pngSize } from "./pictures.ts";
import { readProduct } from "./product.ts";
import { searchText } from "./search-text.ts";

/** Where the console serves the site; only the page of unknown addresses needs to know. */
const servedAt = "/docs/";

/** What a build has written. */
export interface BuiltSite {
  readonly pages: number;
  readonly pictures: number;
}

/** Builds the site into `folder`, which it empties. */
export async function buildSite(folder: string): Promise<BuiltSite> {
  const parts = siteParts(sourceFiles(".md"));
  const pages = parts.flatMap((part) => part.pages);
  const links = createLinks(pages);
  const pictures = new Map<string, Buffer>();
  const rendered = new Map(pages.map((page) => [page, render(page, links, pictures)] as const));

  rmSync(folder, { recursive: true, force: true });
  const { site, theme, style } = await buildAssets(folder);
  const titleOf = (page: SitePage): string => rendered.get(page)!.title;
  const frame: Frame = { parts, titleOf, product: readProduct(), assets: { site, theme, style } };
  const write = (file: string, content: string | Buffer): void => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  for (const [{ output }, page] of rendered) write(output, pageHtml(frame, { output, ...page }));
  const none = { headings: [] };
  const picture = overviewHtml(pictures);
  write(
    "index.html",
    pageHtml(frame, {
      output: "index.html",
      title: "Documentation",
      html: indexHtml(frame, picture),
      ...none,
    }),
  );
  write(
    "404.html",
    pageHtml(frame, {
      output: "404.html",
      title: "Page not found",
      html: notFoundHtml,
      base: servedAt,
      ...none,
    }),
  );
  write("search.json", searchText(rendered));
  for (const [file, bytes] of pictures) write(path.posix.relative("docs", file), bytes);
  cpSync(path.join(root, "packages/web/public/flag.svg"), path.join(folder, "flag.svg"));
  writeNotices(folder);
  return { pages: rendered.size + 1, pictures: pictures.size };
}

function render(page: SitePage, links: Links, pictures: Map<string, Buffer>): RenderedPage {
  const text = readFileSync(path.join(root, page.source), "utf8");
  return renderMarkdown(page.source, text, {
    linkOf: (link) => links.of(page, link),
    pictureOf: (link) => pictureOf(links.picture(page, link), pictures),
  });
}

function pictureOf({ file, href }: ReturnType<Links["picture"]>, pictures: Map<string, Buffer>): PictureFile {
  const bytes = pictures.get(file) ?? readFileSync(path.join(root, file));
  pictures.set(file, bytes);
  return { href, ...pngSize(bytes, file) };
}

/** The picture of the first page. */
function overviewHtml(pictures: Map<string, Buffer>): string {
  const alt = "The overview of the console after a bad release: what fell and why, the funnel, services";
  return pictureHtml(
    {
      light: "docs/screens/overview-light.png",
      dark: "docs/screens/overview-dark.png",
      alt,
      width: undefined,
    },
    (file) => pictureOf({ file, href: path.posix.relative("docs", file) }, pictures),
  );
}

/** The licences of what is in the site's files. */
function writeNotices(folder: string): void {
  const modules = ["@fontsource-variable/inter", "minisearch"].map((name) =>
    path.join(root, "node_modules", name, "package.json"),
  );
  const text = noticesText("the documentation", noticesOf(modules));
  writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), text);
}
