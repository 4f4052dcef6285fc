// The code of the page of the address, and what it shows first, are requested before anything is rendered: the store works while the
// browser reads the code, instead of after it.
import type { QueryClient } from "@tanstack/react-query";

import { router } from "./app.tsx";
import { requestEarly, requestEarlyPage } from "./data/use-api.ts";
import { ofFew } from "./data/use-estimated.ts";
import { type FunnelSearch, toRules } from "./pages/funnels/search.ts";
import { eventsOnPage, type PersonSearch } from "./pages/people/search.ts";
import type { ServicesSearch } from "./pages/services/search.ts";
import { tracesOnPage, type TracesSearch } from "./pages/traces/search.ts";
import { toTypeQuery, type TransactionTypeSearch } from "./pages/transactions/search.ts";
import { scopeOf, type Scope } from "./state/scope.ts";
import type { ScopeSearch } from "./state/scope-search.ts";

interface Address {
  /** A parameter of the path. */
  param(name: string): string;
  readonly scope: Scope;
  /** As the route validates it. */
  readonly search: object;
}

/** By route, with the arguments of the page's own `useApi`: the page finds the answer, or waits for it. */
const requests: Readonly<Record<string, (client: QueryClient, address: Address) => void>> = {
  "/": (client, { scope: { rangeQuery } }) => {
    requestEarly(client, "/api/received", {});
    requestEarly(client, "/api/services", { query: rangeQuery });
    for (const path of ["/api/transactions", "/api/funnels"] as const)
      requestEarly(client, path, ofFew({ query: rangeQuery }));
  },
  "/transactions": (client, { scope: { rangeQuery } }) =>
    requestEarly(client, "/api/transactions", ofFew({ query: rangeQuery })),
  "/transactions/$type": (client, { param, scope: { rangeQuery }, search }) => {
    const query = { ...rangeQuery, ...toTypeQuery(search as TransactionTypeSearch) };
    requestEarly(client, "/api/transactions/:type", ofFew({ params: { type: param("type") }, query }));
  },
  "/funnels": (client, { scope: { rangeQuery } }) =>
    requestEarly(client, "/api/funnels", ofFew({ query: rangeQuery })),
  "/funnels/$name": (client, { param, scope: { rangeQuery }, search }) => {
    const query = { ...rangeQuery, ...toRules(search as FunnelSearch) };
    requestEarly(client, "/api/funnels/:name", ofFew({ params: { name: param("name") }, query }));
  },
  "/journeys": (client, { scope: { rangeQuery } }) =>
    requestEarly(client, "/api/journeys", ofFew({ query: rangeQuery })),
  "/journeys/$name": (client, { param, scope: { rangeQuery } }) => {
    const params = { name: param("name") };
    requestEarly(client, "/api/journeys/:name", ofFew({ params, query: rangeQuery }));
  },
  "/people/$id": (client, { param, search }) => {
    const { cursor } = search as PersonSearch;
    requestEarly(client, "/api/users/:id", {
      params: { id: param("id") },
      query: { limit: eventsOnPage, cursor },
    });
  },
  "/traces": (client, { scope: { query }, search }) => {
    const { view, region, col, order } = search as TracesSearch;
    // Another view, a region and other columns are other requests.
    if (view ?? region ?? col) return;
    requestEarlyPage(client, "/api/traces", { query: { ...query, order, column: [], limit: tracesOnPage } });
  },
  "/traces/$id": (client, { param }) =>
    requestEarly(client, "/api/traces/:id", { params: { id: param("id") }, query: { detail: "auto" } }),
  "/services": (client, { scope: { rangeQuery }, search }) => {
    const { view } = search as ServicesSearch;
    requestEarly(client, view === "map" ? "/api/services/graph" : "/api/services", { query: rangeQuery });
  },
  "/services/$name": (client, { param, scope: { rangeQuery } }) =>
    requestEarly(client, "/api/services/:name", { params: { name: param("name") }, query: rangeQuery }),
};

/** Called once, when the pages are opened. */
export function requestFirst(client: QueryClient): void {
  for (const { routeId, params, search } of router.matchRoutes(router.latestLocation)) {
    const component = router.routesById[routeId as keyof typeof router.routesById].options.component as {
      preload?: () => Promise<unknown>;
    };
    // An error is shown when the page is rendered.
    component.preload?.().catch(() => undefined);
    requests[routeId]?.(client, {
      param: (name) => (params as Readonly<Record<string, string>>)[name]!,
      scope: scopeOf(search as ScopeSearch),
      search,
    });
  }
}
