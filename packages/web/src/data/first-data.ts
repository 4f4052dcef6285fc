// What the page shows first is requested first: the pickers of the header wait for it.
import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** A page whose first data takes longer does not hold up the others any more. */
const longestMs = 2000;

/** Whether the first requests of the page are answered: once the page is rendered no request runs. It stays true after that. */
export function useIsFirstDataThere(): boolean {
  const client = useQueryClient();
  const isLoaded = useRouterState({ select: ({ status }) => status === "idle" });
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    if (isThere) return undefined;
    const latest = setTimeout(() => setIsThere(true), longestMs);
    return () => clearTimeout(latest);
  }, [isThere]);
  useEffect(() => {
    if (isThere || !isLoaded) return undefined;
    const look = (): void => {
      if (client.isFetching() === 0) setIsThere(true);
    };
    // The requests of components that are rendered at the same time have begun then.
    const first = setTimeout(look, 0);
    const stop = client.getQueryCache().subscribe(({ type }) => {
      if (type === "updated") setTimeout(look, 0);
    });
    return () => {
      clearTimeout(first);
      stop();
    };
  }, [client, isLoaded, isThere]);
  return isThere;
}
