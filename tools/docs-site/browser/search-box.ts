// The search field and its results. The rows are loaded when the field is first used.
import type { SearchRow } from "../search-text.ts";
import { createIndex, type Found, type Hit } from "./search-index.ts";

const most = 12;
const nothing: Found = { hits: [], suggestions: [] };

/** Where a reader can begin whose words find nothing. */
const starts = [
  ["index.html", "All pages"],
  ["guide/quick-start.html", "Quick start"],
  ["guide/troubleshooting.html", "Troubleshooting"],
] as const;

/** Shows the field and makes it work. `/` goes to it, arrows go through the results, Escape empties it. */
export function startSearch(box: HTMLElement): void {
  const query = box.querySelector("input")!;
  const results = box.querySelector<HTMLElement>("#results")!;
  const status = box.querySelector("#status")!;
  const find = createFinder();

  const show = async (): Promise<void> => {
    const text = query.value.trim();
    const { hits, suggestions, problem } = await find(text);
    // Something else was typed meanwhile.
    if (text !== query.value.trim()) return;
    const summary = problem ?? summaryOf(hits.length);
    const like = suggestions.map((word) => suggestionOf(word, search));
    results.hidden = text === "";
    results.replaceChildren(
      ...hits.slice(0, most).map(resultOf),
      element("p", summary),
      ...(like.length === 0 ? [] : [listOf("Similar words", like)]),
      ...(text !== "" && hits.length === 0 ? [listOf("Or begin here", starts.map(startOf))] : []),
    );
    status.textContent = text === "" ? "" : summary;
  };
  const search = (text: string): void => {
    query.value = text;
    void show();
  };
  const clear = (): void => search("");

  box.hidden = false;
  query.addEventListener("focus", () => void find(""));
  query.addEventListener("input", () => void show());
  results.addEventListener("click", ({ target }) => {
    if ((target as Element).closest("a") !== null) clear();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      clear();
      query.focus();
    } else if (!moveFocus(event.key, query, results)) return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    // What was clicked may be gone: a similar word replaces the results.
    if (!event.composedPath().includes(box)) results.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || !isPlain || document.activeElement === query) return;
    event.preventDefault();
    query.focus();
  });
}

/** Loads the rows once; a failed load is tried again with the next search. */
function createFinder(): (text: string) => Promise<Found & { readonly problem?: string }> {
  let index: ReturnType<typeof load> | undefined;
  return async (text) => {
    index ??= load();
    try {
      const search = await index;
      return text === "" ? nothing : search(text);
    } catch {
      index = undefined;
      return { ...nothing, problem: "Cannot load the search. Check the connection to the console." };
    }
  };
}

const address = (href: string): string => (document.body.dataset["root"] ?? "") + href;

async function load(): ReturnType<typeof createIndex> {
  const response = await fetch(address("search.json"));
  if (!response.ok) throw new Error(`Cannot load search.json: HTTP ${response.status}`);
  return createIndex((await response.json()) as SearchRow[]);
}

function resultOf({ href, title, heading, excerpt }: Hit): HTMLElement {
  const link = element("a", "");
  link.setAttribute("href", address(href));
  link.append(element("strong", heading === "" ? title : heading));
  if (heading !== "") link.append(element("span", title));
  link.append(element("small", excerpt));
  return link;
}

function listOf(label: string, items: readonly HTMLElement[]): HTMLElement {
  const list = element("p", `${label}: `);
  list.className = "like";
  list.append(...items.flatMap((item, at) => (at === 0 ? [item] : [" ", item])));
  return list;
}

function startOf([href, text]: (typeof starts)[number]): HTMLElement {
  const link = element("a", text);
  link.setAttribute("href", address(href));
  return link;
}

function suggestionOf(word: string, search: (text: string) => void): HTMLElement {
  const button = element("button", word);
  button.setAttribute("type", "button");
  button.addEventListener("click", () => search(word));
  return button;
}

function summaryOf(count: number): string {
  if (count === 0) return "No results";
  if (count > most) return `${most} of ${count} results`;
  return count === 1 ? "1 result" : `${count} results`;
}

/** Whether the key was one of those that go through the results. */
function moveFocus(key: string, query: HTMLElement, results: HTMLElement): boolean {
  const links = [...results.querySelectorAll<HTMLElement>("a, button")];
  const at = links.findIndex((link) => link === document.activeElement);
  if (key === "ArrowDown") (links[at + 1] ?? links[0])?.focus();
  else if (key === "ArrowUp") (at <= 0 ? query : links[at - 1]!).focus();
  else if (key === "Enter" && at === -1) links[0]?.click();
  else return false;
  return true;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
