// The pages whose data the filter bar narrows. Other pages keep the conditions for the next page.
import { useLocation } from "@tanstack/react-router";

/** Addresses; with `/` at the end also all below. */
const filteredPages: readonly string[] = ["/traces", "/logs", "/metrics/"];

/** Whether the conditions apply to the open page. */
export function useIsFilteredPage(): boolean {
  const { pathname } = useLocation();
  return filteredPages.some((one) => (one.endsWith("/") ? pathname.startsWith(one) : pathname === one));
}

/** The signal whose attributes the bar completes. */
export function useFilterSignal(): "spans" | "logs" {
  return useLocation().pathname.startsWith("/logs") ? "logs" : "spans";
}
