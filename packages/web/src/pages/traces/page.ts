// The page of traces, as it is declared.
import { type FirstRequest, one, paged } from "../../data/first-request.ts";
import type { Scope } from "../../state/scope-search.ts";
import { page } from "../../ui/page.ts";
import { tracesOnPage, type TracesSearch, validateTracesSearch } from "./search.ts";
import { differencesQuery, groupsQuery, newestPart } from "./selected-query.ts";

export const pages = {
  "/traces": page({
    code: () => import("./index.tsx"),
    component: "TracesPage",
    search: validateTracesSearch,
    first: ({ scope, raw }) => requestsOfTraces(scope.query, validateTracesSearch(raw)),
    navigation: { in: "rail", label: "Traces", icon: "traces", letter: "r", onPhone: true },
    filters: "spans",
  }),
} as const;

/** What is below the heatmap. */
function requestsOfTraces(scope: Scope["query"], search: TracesSearch): readonly FirstRequest[] {
  const { view, region, col, order, by } = search;
  if (view === "differs")
    return [one("/api/differs", { query: { ...differencesQuery(scope, search), sample: "few" } })];
  if (view === "groups" && by !== undefined) {
    const query = groupsQuery(scope, search);
    return [one("/api/traces/groups", { query: { ...query, ...newestPart(query) } })];
  }
  // A region and other columns are other requests.
  if (view ?? region ?? col) return [];
  const query = { ...scope, order, column: [], limit: tracesOnPage };
  return [paged("/api/traces", { query })];
}
