// Queries that were run in this browser, the newest first. They stay here: the console keeps none.

const key = "telltale.sql.history";
const most = 50;

export interface PastQuery {
  readonly query: string;
  readonly timeMs: number;
  readonly rows: number;
}

/** What was run; nothing where the browser keeps nothing. */
export function readHistory(): readonly PastQuery[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter(isPastQuery) : [];
  } catch {
    return [];
  }
}

/** Puts `past` on top; the same query stands once. */
export function addToHistory(past: PastQuery): void {
  const list = [past, ...readHistory().filter(({ query }) => query !== past.query)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

function isPastQuery(value: unknown): value is PastQuery {
  const past = value as Partial<PastQuery> | null;
  return typeof past?.query === "string" && typeof past.timeMs === "number";
}
