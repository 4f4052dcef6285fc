// Reads the pages of a list that are not loaded, for a file: they are not kept, so that a long list neither fills the memory nor is
// asked for again by each refetch.
import type { QueryClient } from "@tanstack/react-query";

import { type PagedEndpoint, request, type RequestOf, type ResultOf } from "./client.ts";

/** Rows that lists return at once, at most. */
const mostOfPage = 500;
/** Patterns of logs, each with examples, are fewer. */
const fewerOfPage: Partial<Record<PagedEndpoint, number>> = { "/api/logs/patterns": 200 };

/** The pages from `cursor` on, one after another. A console that is busy is asked again. */
export async function* readRest<P extends PagedEndpoint>(
  client: QueryClient,
  path: P,
  input: RequestOf<P>,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<ResultOf<P>> {
  const limit = fewerOfPage[path] ?? mostOfPage;
  for (let next = cursor; next !== null;) {
    const query = { ...input.query, limit, cursor: next };
    const asked = { ...input, query } as unknown as RequestOf<P>;
    const page = await client.fetchQuery({
      queryKey: [path, "rest", input.params ?? null, query],
      queryFn: async () => request(path, asked, signal),
      gcTime: 0,
    });
    yield page;
    next = (page as { readonly nextCursor: string | null }).nextCursor;
  }
}
