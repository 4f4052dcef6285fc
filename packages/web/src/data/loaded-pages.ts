// Pages that are loaded for a file: a list that is refetched asks for each page that it has.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";

type Pages = InfiniteData<unknown>;

const isPages = (data: unknown): data is Pages =>
  typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages);

/** Remembers how many pages the lists on the page have. The returned function lets those go that were loaded since. */
export function rememberPages(client: QueryClient): () => void {
  const active = client.getQueryCache().findAll({ type: "active" });
  const before = active.flatMap(({ queryKey, state: { data } }) =>
    isPages(data) ? [{ queryKey, count: data.pages.length }] : [],
  );
  return () => {
    for (const { queryKey, count } of before) {
      const data = client.getQueryData(queryKey);
      if (!isPages(data) || data.pages.length <= count) continue;
      // a refetch that is on its way would bring them back
      void client.cancelQueries({ queryKey, exact: true });
      const { pages, pageParams } = data;
      client.setQueryData<Pages>(queryKey, {
        pages: pages.slice(0, count),
        pageParams: pageParams.slice(0, count),
      });
    }
  };
}
