// What the search of the site reads, as JSON: a row for each section of each page.
import type { RenderedPage } from "./markdown.ts";
import type { SitePage } from "./pages.ts";

/** Address in the site, title of the page, heading of the section (empty at the start of a page), and its text. */
export type SearchRow = readonly [href: string, title: string, heading: string, text: string];

/** All sections of all pages that have text, and the start of each page. */
export function searchText(pages: ReadonlyMap<SitePage, RenderedPage>): string {
  const rows = [...pages].flatMap(([{ output }, { title, sections }]) =>
    sections
      .filter(({ id, text }) => id === "" || text !== "")
      .map(({ id, heading, text }): SearchRow => [
        id === "" ? output : `${output}#${id}`,
        title,
        id === "" ? "" : heading,
        text,
      ]),
  );
  return JSON.stringify(rows);
}
