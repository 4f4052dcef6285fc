// Which files of the repository are pages of the site, and where they are in it: `docs/guide/spans.md` is `guide/spans.html`.
import path from "node:path";

import { type IndexPart, sitePartsOf } from "../docs-index.ts";

/** A page of the site. */
export interface SitePage {
  /** Path of its Markdown from the root of the repository. */
  readonly source: string;
  /** Path of its HTML in the site. */
  readonly output: string;
}

/** A heading of the navigation with its pages, in their order. */
export interface SitePart extends Omit<IndexPart, "pages"> {
  /** Anchor of the part on the first page. */
  readonly id: string;
  readonly pages: readonly SitePage[];
}

/** The pages of the repository's root that the documentation links. */
export const projectPages: readonly string[] = ["ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md"];

/** The navigation of the site, from all Markdown files of the repository. */
export function siteParts(files: readonly string[]): readonly SitePart[] {
  const docs = files
    .filter((file) => file.startsWith("docs/") && file !== "docs/README.md")
    .map((file) => path.posix.relative("docs", file));
  const parts = sitePartsOf(docs).map(({ pages, ...part }) => ({
    ...part,
    pages: pages.map((page) => ({ source: `docs/${page}`, output: htmlName(page) })),
  }));
  const own = projectPages.map((source) => ({ source, output: htmlName(`project/${source.toLowerCase()}`) }));
  const project = {
    group: "Reference" as const,
    title: "Project",
    about: "Structure of the code, changes, vulnerabilities.",
    pages: own,
  };
  // figures and decisions come last
  return [...parts.slice(0, -1), project, ...parts.slice(-1)].map((part) => ({
    ...part,
    id: part.title.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
  }));
}

const htmlName = (page: string): string => page.replace(/\.md$/, ".html");
