// How often results are refetched: by the length of the range, while live, and only when the range moves with the clock.
import { QueryCache, QueryClient, type Query } from "@tanstack/react-query";

import { ApiError } from "../data/api-error.ts";
import { rememberError } from "../data/last-error.ts";
import { resolveTime } from "../lib/time-range.ts";
import { liveState, subscribe } from "./live.ts";

/** Ms between two fetches of a range that begins at `from`; short ranges change faster. */
export function refreshMs(from: string | undefined, now: number = Date.now()): number {
  const length = now - (resolveTime(from ?? "-1h", now) ?? now - 3_600_000);
  if (length <= 300_000) return 3000;
  if (length <= 3_600_000) return 5000;
  return length <= 21_600_000 ? 15_000 : 60_000;
}

/** The one query client of the page. After a pause, and when the console is back, it refetches what may have changed meanwhile. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: rememberError }),
    defaultOptions: {
      queries: {
        staleTime: 2000,
        retry: (count, error) => count < 2 && retriable(error),
        retryDelay,
        refetchInterval: (query) => interval(query as Query),
        refetchOnWindowFocus: (query) => isRefreshed(query as Query),
        refetchOnReconnect: (query) => isRefreshed(query as Query),
      },
    },
  });
  let before = liveState();
  subscribe(() => {
    const now = liveState();
    if (now.paused !== before.paused) renewIntervals(client);
    const isBack = before.connection === "lost" && now.connection === "open";
    if (!now.paused && (before.paused || isBack))
      void client.invalidateQueries({ predicate: ({ meta }) => meta?.["refresh"] !== "still" });
    before = now;
  });
  return client;
}

/** The delay before a retry: what the console asks for, otherwise 1 s and then 2 s; at most 10 s. */
export function retryDelay(count: number, error: Error): number {
  const wanted = error instanceof ApiError ? error.retryAfterMs : undefined;
  return Math.min(10_000, wanted ?? 1000 * 2 ** count);
}

/** Whether a query is refetched without a person's doing. */
function isRefreshed({ meta }: Query): boolean {
  const refresh = meta?.["refresh"];
  return refresh !== "still" && (refresh === "always" || !liveState().paused);
}

/** Observers compute their interval when they get options, and after each result: one that runs would refetch once more. */
function renewIntervals(client: QueryClient): void {
  for (const { observers } of client.getQueryCache().getAll())
    for (const observer of observers) observer.setOptions(observer.options);
}

function interval(query: Query): number | false {
  if (!isRefreshed(query)) return false;
  const asked = (query.queryKey.at(-1) ?? {}) as { readonly from?: string; readonly to?: string };
  if ((asked.to ?? "now") !== "now") return false;
  const everyMs = query.meta?.["everyMs"];
  return typeof everyMs === "number" ? everyMs : refreshMs(asked.from);
}

/** A retry helps only when the console was busy or unreachable, and not after a query that used all of its time. */
function retriable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, bound } = error.problem;
  if (bound === "time") return false;
  return status === 429 || status === 502 || status === 503 || status === 504;
}
