// The index of the search, made in the browser of the rows that the build has written.
import MiniSearch from "minisearch";

import type { SearchRow } from "../search-text.ts";

/** A section of a page that fits the words. */
export interface Hit {
  readonly href: string;
  readonly title: string;
  readonly heading: string;
  /** The text around the first word that was found. */
  readonly excerpt: string;
}

interface Section {
  readonly id: number;
  /** The title of the page, at its start only: a word of it must not bring up every section. */
  readonly page: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** A function that finds the sections with all words of a text, best first. */
export async function createIndex(rows: readonly SearchRow[]): Promise<(text: string) => readonly Hit[]> {
  const index = new MiniSearch<Section>({
    fields: ["page", "title", "heading", "text"],
    searchOptions: {
      combineWith: "AND",
      boost: { page: 4, heading: 3 },
      prefix: true,
      // One letter of a longer word may be wrong.
      fuzzy: (term) => (term.length > 4 ? 1 : false),
      boostDocument: (id) => weightOf(rows[id as number]![0]),
    },
  });
  const sections = rows.map(([, title, heading, text], id) => ({
    id,
    page: heading === "" ? title : "",
    title,
    heading,
    text,
  }));
  // It takes a second on a slow machine: in parts, so that the page stays usable.
  await index.addAllAsync(sections, { chunkSize: 50 });
  return (text) =>
    index.search(text).map(({ id, terms }) => {
      const [href, title, heading, body] = rows[id as number]!;
      return { href, title, heading, excerpt: excerptOf(body, terms) };
    });
}

/** A guide says how; a decision says why it was built so, which fewer readers look for. */
function weightOf(href: string): number {
  if (href.startsWith("guide/")) return 1.5;
  return href.startsWith("adr/") || href.startsWith("project/") ? 0.5 : 1;
}

function excerptOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = Math.max(0, Math.min(...places, text.length) - 40);
  const begin = places.length === 0 || first === 0 ? 0 : text.indexOf(" ", first) + 1;
  return (begin > 0 ? "… " : "") + text.slice(begin, begin + 140);
}
