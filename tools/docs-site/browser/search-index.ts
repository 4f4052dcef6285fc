// The index of the search, made in the browser of the rows that the build has written.
import { nearest } from "catalog/nearest";
import MiniSearch, { type Query, type SearchResult } from "minisearch";

import type { SearchRow } from "../search-text.ts";
import { longestPhrase, readSynonyms } from "./synonyms.ts";

/** A section of a page that fits the words. */
export interface Hit {
  readonly href: string;
  readonly title: string;
  readonly heading: string;
  /** The text around the first word that was found. */
  readonly excerpt: string;
}

/** What a text finds, best first, or words of the pages that are like it. */
export interface Found {
  readonly hits: readonly Hit[];
  readonly suggestions: readonly string[];
}

interface Section {
  readonly id: number;
  /** The title of the page, at its start only: a word of it must not bring up every section. */
  readonly page: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

const fields = ["page", "title", "heading", "text"];
const boost = { page: 6, heading: 3, title: 1.5 };

/** What the forms of a word share: `span` of `spans`, `sampl` of `samples` and `sampling`. */
function formOf(word: string): string {
  const lower = word.toLowerCase();
  const single = lower.length > 3 && /[^aisu]s$/.test(lower) ? lower.slice(0, -1) : lower;
  return single.length > 5 ? single.replace(/(?:ing|ed|e|ion)$/, "") : single;
}

const tokenize = MiniSearch.getDefault("tokenize") as (text: string) => string[];
const readerWords = (text: string): readonly string[] => tokenize(text).filter((word) => word !== "");
const wordsOf = (text: string): readonly string[] => readerWords(text).map((word) => formOf(word));

/** Words of a question that say nothing of what it is about. */
const fillers = new Set(
  "a an and are be can do doe for from how i in is it my of on or the to use using what when where which why with".split(
    " ",
  ),
);
const synonyms = readSynonyms(wordsOf);

/** A function that finds sections: those with all words of a text, else those with any. */
export async function createIndex(rows: readonly SearchRow[]): Promise<(text: string) => Found> {
  // As they are written, since readers see them.
  const known = new Set<string>();
  const processTerm = (word: string): string => {
    if (/^[a-z]{3,}$/i.test(word)) known.add(word.toLowerCase());
    return formOf(word);
  };
  const index = new MiniSearch<Section>({ fields, tokenize, processTerm });
  const sections = rows.map(([, title, heading, text], id) => ({
    id,
    page: heading === "" ? title : "",
    title,
    heading,
    text,
  }));
  // It takes a second on a slow machine: in parts, so that the page stays usable.
  await index.addAllAsync(sections, { chunkSize: 50 });
  const pageOf = (id: number): string => rows[id]![0].split("#")[0]!;
  const find = createFind(index, (id) => weightOf(rows[id]![0]));
  return (text) => {
    const words = wordsOf(text);
    const named = words.join(" ");
    const found = find(words).map((result) => {
      const [, title, heading] = rows[result.id as number]!;
      const isNamed = wordsOf(heading || title).join(" ") === named;
      return { ...result, score: isNamed ? result.score * 2 : result.score };
    });
    const hits = rankByPage(found, pageOf).map(({ id, terms }) => {
      const [href, title, heading, body] = rows[id as number]!;
      return { href, title, heading, excerpt: excerptOf(body, terms) };
    });
    return { hits, suggestions: hits.length > 0 ? [] : suggest(readerWords(text), known) };
  };
}

function createFind(
  index: MiniSearch<Section>,
  weight: (id: number) => number,
): (words: readonly string[]) => readonly SearchResult[] {
  // The words of a query are forms already.
  const options = {
    boost,
    processTerm: (word: string) => word,
    boostDocument: (id: unknown) => weight(id as number),
  };
  const isKnown = (query: Query): boolean => index.search(query, options).length > 0;
  /** A word as it is, else as the beginning of others, else with a wrong letter, or two of a long word. */
  const queryOf = (word: string): Query => {
    const prefix: Query = { queries: [word], prefix: word.length > 2, weights: { prefix: 0.2, fuzzy: 0 } };
    const distances = [1, 2].slice(0, word.length < 5 ? 0 : word.length < 8 ? 1 : 2);
    const fuzzy = distances.map((distance): Query => ({ queries: [word], fuzzy: distance }));
    return [prefix, ...fuzzy].find(isKnown) ?? word;
  };
  const all = (words: readonly string[]): Query => ({ combineWith: "AND", queries: words.map(queryOf) });
  return (words) => {
    const telling = words.filter((word) => !fillers.has(word));
    const units = unitsOf(words, telling.length === 0 ? words : telling);
    const queries = units.map((unit): Query => {
      const others = synonyms.get(unit.join(" ")) ?? [];
      return { combineWith: "OR", queries: [all(unit), ...others.map(all)] };
    });
    const found = index.search({ combineWith: "AND", queries }, options);
    return found.length > 0 ? found : index.search({ combineWith: "OR", queries }, options);
  };
}

/** Phrases that have synonyms, and the telling words between them, each by itself. */
function unitsOf(words: readonly string[], telling: readonly string[]): readonly (readonly string[])[] {
  const units: (readonly string[])[] = [];
  for (let at = 0; at < words.length;) {
    const length = phraseLength(words, at);
    if (length > 0) units.push(words.slice(at, at + length));
    else if (telling.includes(words[at]!)) units.push([words[at]!]);
    at += Math.max(1, length);
  }
  return units;
}

function phraseLength(words: readonly string[], at: number): number {
  for (let length = longestPhrase; length > 0; length -= 1)
    if (synonyms.has(words.slice(at, at + length).join(" ")) && at + length <= words.length) return length;
  return 0;
}

/** Best first; each further section of a page counts less, so that one page does not fill the list. */
function rankByPage(found: readonly SearchResult[], pageOf: (id: number) => string): readonly SearchResult[] {
  const seen = new Map<string, number>();
  return found
    .toSorted((one, other) => other.score - one.score)
    .map((result) => {
      const page = pageOf(result.id as number);
      const before = seen.get(page) ?? 0;
      seen.set(page, before + 1);
      return { result, score: result.score * 0.5 ** before };
    })
    .toSorted((one, other) => other.score - one.score)
    .map(({ result }) => result);
}

/** Up to three words of the pages for each word of a reader that is like them, the nearest first. */
function suggest(words: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return words.flatMap((word) => {
    const left = new Set(known);
    const found: string[] = [];
    for (let like = nearest(word, left); like !== undefined && found.length < 3; like = nearest(word, left)) {
      found.push(like);
      left.delete(like);
    }
    return found;
  });
}

/** A guide says how; a decision says why it was built so, which fewer readers look for. */
function weightOf(href: string): number {
  if (href.startsWith("guide/")) return 1.6;
  if (/^(?:adr|project|lint|benchmarks)\b/.test(href)) return 0.3;
  return /^reference\/(?:library|api)\b/.test(href) ? 0.7 : 1;
}

function excerptOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = Math.max(0, Math.min(...places, text.length) - 40);
  const begin = places.length === 0 || first === 0 ? 0 : text.indexOf(" ", first) + 1;
  return (begin > 0 ? "… " : "") + text.slice(begin, begin + 140);
}
