// Where a link of a page leads on the site. Links between pages stay relative, so that the site works below any path.
import path from "node:path";

import type { SitePage } from "./pages.ts";

/** A link on the site; a file of the repository that is not a page has no address there. */
export type SiteLink = { readonly href: string } | { readonly file: string };

/** Resolves the links and pictures of pages. */
export interface Links {
  of(page: SitePage, link: string): SiteLink;
  /** The file of the repository and the address of a picture. */
  picture(page: SitePage, link: string): { readonly file: string; readonly href: string };
}

/** @param pages all pages of the site. */
export function createLinks(pages: readonly SitePage[]): Links {
  const outputs = new Map(pages.map(({ source, output }) => [source, output]));
  outputs.set("docs/README.md", "index.html");
  return {
    of(page, link) {
      if (/^[a-z]+:/.test(link) || link.startsWith("#")) return { href: link };
      const [place = "", anchor] = link.split("#");
      const file = target(page, place);
      const output = outputs.get(file);
      if (output === undefined) return { file };
      return { href: relative(page.output, output) + (anchor === undefined ? "" : `#${anchor}`) };
    },
    picture(page, link) {
      const file = target(page, link);
      return { file, href: relative(page.output, path.posix.relative("docs", file)) };
    },
  };
}

/** The file of the repository that a link leads to. */
const target = ({ source }: SitePage, place: string): string =>
  path.posix.join(path.posix.dirname(source), decodeURIComponent(place));

/** The relative address of `to` on the page `from`, both paths in the site. */
export function relative(from: string, to: string): string {
  return path.posix.relative(path.posix.dirname(from), to);
}
