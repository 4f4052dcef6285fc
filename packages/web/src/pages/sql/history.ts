// Queries that were run in this browser, newest first. They stay in the browser; the console does not store them.

const key = "telltale.sql.history";
const most = 50;

export interface PastQuery {
  readonly query: string;
  readonly timeMs: number;
  readonly rows: number;
}

/** The stored queries; none where the browser has no storage. */
export function readHistory(): readonly PastQuery[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter(isPastQuery) : [];
  } catch {
    return [];
  }
}

/** Adds `past` at the top and removes the same query below it. */
export function addToHistory(past: PastQuery): void {
  const list = [past, ...readHistory().filter(({ query }) => query !== past.query)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // The page works without storage.
  }
}

function isPastQuery(value: unknown): value is PastQuery {
  const past = value as Partial<PastQuery> | null;
  return typeof past?.query === "string" && typeof past.timeMs === "number";
}
