// How far the queries of this page are, for those who wait.
import { useQuery } from "@tanstack/react-query";
import type { ProgressResult } from "contract";

import { pageId, request } from "./client.ts";

const everyMs = 1000;

/** The rows read and to read of all running queries of this page, once a second while `enabled`; `undefined` until it is known. */
export function useProgress(enabled: boolean): ProgressResult | undefined {
  const { data } = useQuery({
    queryKey: ["/api/progress"],
    queryFn: async ({ signal }) => request("/api/progress", { query: { page: pageId } }, signal),
    enabled,
    refetchInterval: everyMs,
    // The figures of an earlier wait are not those of this one.
    gcTime: 0,
    retry: false,
  });
  return enabled ? data : undefined;
}
