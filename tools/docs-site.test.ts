// The built site: every link leads to a page of it and to a heading of that page, every file that a page names is there, and nothing is
// inline or from another host.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { buildSite } from "./docs-site/build-site.ts";
import { createIndex } from "./docs-site/browser/search-index.ts";
import { firstPages, sentence } from "./docs-index.ts";
import { productOf } from "./docs-site/product.ts";
import { renderMarkdown } from "./docs-site/markdown.ts";
import { heldOutTerms, type SearchTerm, searchTerms } from "./docs-site/search/terms.ts";
import type { SearchRow } from "./docs-site/search-text.ts";
import { sourceFiles } from "./source-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-docs-"));
let pages: readonly string[];
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

beforeAll(async () => {
  await buildSite(folder);
  pages = globSync("**/*.html", { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("each page of docs is a page of the site", () => {
  const sources = sourceFiles(".md").filter((file) => file.startsWith("docs/") && file !== "docs/README.md");
  const expected = sources.map((file) => path.posix.relative("docs", file).replace(/\.md$/, ".html"));
  expect(expected.length).toBeGreaterThan(200);
  expect(pages).toEqual(expect.arrayContaining(expected));
});

test("every link, script, style and picture is there, and every anchor", () => {
  const anchors = new Map(
    pages.map((page) => [page, new Set([...read(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  const mistakes: string[] = [];
  let checked = 0;
  for (const page of pages)
    for (const [, link] of read(page).matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^https?:/.test(link!)) continue;
      checked += 1;
      const mistake = mistakeOf(page, link!.replaceAll("&amp;", "&"), anchors);
      if (mistake !== undefined) mistakes.push(`${page}: ${mistake}`);
    }
  expect(mistakes).toEqual([]);
  expect(checked).toBeGreaterThan(10_000);
});

/** What is wrong with a link, or undefined. */
function mistakeOf(
  page: string,
  link: string,
  anchors: ReadonlyMap<string, ReadonlySet<string | undefined>>,
): string | undefined {
  const [place = "", anchor] = link.split("#");
  const local = place.startsWith("/docs/")
    ? place.slice(6)
    : path.posix.join(path.posix.dirname(page), place);
  const target = place === "" ? page : local === "" || local === "./" ? "index.html" : local;
  // The console's pages are one folder up.
  if (path.posix.join("docs", target) === "./" || target === "../") return undefined;
  if (!existsSync(path.join(folder, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchors.get(target)?.has(decodeURIComponent(anchor))) return undefined;
  return `${link}: ${target} has no heading of this name`;
}

test("the first page says what Telltale is, has a picture, one path, and five groups with figures and decisions last", () => {
  const first = read("index.html");
  expect(first).toContain(sentence);
  expect(first).toContain('<img class="in-light" src="screens/overview-light.png"');
  const way = /<ol class="path">([\s\S]*?)<\/ol>/.exec(first)?.[1] ?? "";
  expect([...way.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(
    firstPages.map(({ page }) => page.replace(".md", ".html")),
  );
  const titles = [...first.matchAll(/<section class="goals" id="([^"]+)"/g)].map(([, id]) => id);
  expect(titles).toEqual(["start", "instrument", "console", "operate", "reference"]);
  const parts = [...first.matchAll(/<section class="goal" id="([^"]+)"/g)].map(([, id]) => id);
  expect(parts.at(-1)).toBe("figures-and-decisions");
  expect(new Set([...titles, ...parts]).size).toBe(titles.length + parts.length);
});

test("the navigation of a page has the five groups, and the pages of its own part only", () => {
  const page = read("guide/spans.html");
  expect([...page.matchAll(/class="group"/g)]).toHaveLength(5);
  expect(page).toMatch(/<nav aria-label="Documentation">[\s\S]*href="decorators.html"/);
  expect(page).not.toContain('href="transactions.html">Transactions</a></li>');
});

test("the header has the version, and links to code and npm once there is a repository", () => {
  const manifest = { name: "telltale", version: "1.2.3" };
  expect(read("index.html")).toContain('<span class="version">');
  expect(productOf(manifest)).toEqual({ version: "1.2.3", links: [] });
  const repository = { url: "git+https://git.example/acme/telltale.git" };
  expect(productOf({ ...manifest, repository }).links).toEqual([
    ["Code", "https://git.example/acme/telltale"],
    ["npm", "https://www.npmjs.com/package/telltale"],
  ]);
});

test("nothing is inline and nothing is loaded from another host", () => {
  const inline = /<picture|<script(?![^>]*\bsrc=)|<style|\sstyle="|\son\w+="/;
  const foreign = /\b(?:src|srcset)="(?:https?:)?\/\//;
  expect(pages.filter((page) => inline.test(read(page)) || foreign.test(read(page)))).toEqual([]);
  const styles = globSync("assets/*.css", { cwd: folder }).map(read).join("\n");
  const addresses = [...styles.matchAll(/url\(([^)]*)\)/g)].map(([, address]) => address!);
  expect(addresses).toHaveLength(2);
  for (const address of addresses) expect(existsSync(path.join(folder, "assets", address))).toBe(true);
});

const rowsOf = (): SearchRow[] => JSON.parse(read("search.json")) as SearchRow[];
const pageOf = (href: string): string => href.split("#")[0]!;

test("the search finds a guide by its words, its options, and with a wrong letter", async () => {
  const find = await createIndex(rowsOf());
  const places = (text: string): string[] =>
    find(text)
      .hits.slice(0, 5)
      .map(({ href }) => href);
  expect(places("retention")[0]).toBe("guide/operating.html#retention");
  expect(places("propagation")[0]).toBe("guide/propagation.html");
  expect(places("propogation")[0]).toContain("guide/propagation.html");
  expect(find("TELLTALE_CONSOLE_RETAIN").hits.map(({ href }) => href)).toContain(
    "guide/operating.html#retention",
  );
  // a name of the library leads to its section in the reference
  expect(places("startSpan")).toContain("reference/library/spans.html#startspan");
  expect(places("HttpServerOptions")).toContain("reference/library/http-servers.html#httpserveroptions");
});

/** The terms of which no page is among the first three results, with what is there instead. */
async function missed(terms: readonly SearchTerm[]): Promise<readonly string[]> {
  const find = await createIndex(rowsOf());
  return terms.flatMap(({ term, pages: wanted }) => {
    const found = find(term)
      .hits.slice(0, 3)
      .map(({ href }) => pageOf(href));
    return found.some((page) => wanted.includes(page)) ? [] : [`${term}: ${found.join(", ")}`];
  });
}

test("the search has the page of each term of readers among its first three results", async () => {
  expect(searchTerms.length).toBeGreaterThanOrEqual(120);
  expect(await missed(searchTerms)).toEqual([]);
});

test("the search has those of 35 of 40 further terms", async () => {
  expect(heldOutTerms).toHaveLength(40);
  expect((await missed(heldOutTerms)).length).toBeLessThanOrEqual(5);
});

test("each term has a page of the site", () => {
  const wanted = [...searchTerms, ...heldOutTerms].flatMap((term) => term.pages);
  expect(wanted.filter((page) => !pages.includes(page))).toEqual([]);
});

test("words that no section has all of find sections with some of them, exact words before others", async () => {
  const find = await createIndex([
    ["guide/a.html", "Traces", "", "one trace"],
    ["guide/b.html", "Tracestate", "", "a tracestate"],
    ["guide/c.html", "Other", "", "nothing here"],
  ]);
  const pagesOf = (text: string): string[] => find(text).hits.map(({ href }) => href);
  expect(pagesOf("trace zebra")).toEqual(["guide/a.html", "guide/b.html"]);
  expect(pagesOf("trecestate")).toEqual(["guide/b.html"]);
});

test("a word that finds nothing has words that are like it", async () => {
  const find = await createIndex(rowsOf());
  expect(find("xylophonist").hits).toEqual([]);
  const { hits, suggestions } = find("propaggatoin");
  expect(hits).toEqual([]);
  expect(suggestions).toContain("propagation");
});

test("the search leaves out sections without text", () => {
  expect(rowsOf().filter(([, , heading, text]) => heading !== "" && text === "")).toEqual([]);
});

const links = {
  linkOf: (link: string) => ({ href: link }),
  pictureOf: (link: string) => ({ href: link, width: 2, height: 1 }),
};

test("a picture is there twice, and a reader sees the one of the theme", () => {
  const { html } = renderMarkdown(
    "a.md",
    `# A\n\n<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="d.png">\n  <img src="l.png" alt="An order">\n</picture>\n`,
    links,
  );
  expect(html).toContain(
    '<img class="in-light" src="l.png" alt="An order" width="2" height="1" loading="lazy">',
  );
  expect(html).toContain(
    '<img class="in-dark" src="d.png" alt="An order" width="2" height="1" loading="lazy">',
  );
});

test("code is coloured by classes, and text in it is not HTML", () => {
  const { html, sections } = renderMarkdown(
    "a.md",
    '# A\n\n```ts\nconst a = "<b>";\n```\n\n## `B` again\n\ntext',
    links,
  );
  expect(html).toContain('<span class="hljs-keyword">const</span>');
  expect(html).toContain("&lt;b&gt;");
  expect(sections).toEqual([
    { id: "", heading: "A", text: 'const a = "<b>";' },
    { id: "b-again", heading: "B again", text: "text" },
  ]);
});

test("a page without a title is named", () => {
  expect(() => renderMarkdown("docs/guide/a.md", "text", links)).toThrow(
    "Cannot make a page of docs/guide/a.md: expected a title",
  );
});
