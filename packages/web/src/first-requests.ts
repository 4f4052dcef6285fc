// The code of the page of the address, and what it shows first, are requested before anything is rendered: the store works while the
// browser reads the code, instead of after it.
import type { QueryClient } from "@tanstack/react-query";

import { router } from "./app.tsx";
import { requestEarly } from "./data/use-api.ts";
import { ofFew } from "./data/use-estimated.ts";
import { scopeOf, type Scope } from "./state/scope.ts";
import type { ScopeSearch } from "./state/scope-search.ts";

interface Address {
  readonly params: Readonly<Record<string, string>>;
  readonly rangeQuery: Scope["rangeQuery"];
  readonly view: string | undefined;
}

/** By route, with the arguments of the page's own `useApi`: the page finds the answer, or waits for it. */
const requests: Readonly<Record<string, (client: QueryClient, address: Address) => void>> = {
  "/": (client, { rangeQuery }) => {
    requestEarly(client, "/api/received", {});
    requestEarly(client, "/api/services", { query: rangeQuery });
    for (const path of ["/api/transactions", "/api/funnels"] as const)
      requestEarly(client, path, ofFew({ query: rangeQuery }));
  },
  "/services": (client, { rangeQuery, view }) => {
    if (view === undefined) requestEarly(client, "/api/services", { query: rangeQuery });
  },
  "/services/$name": (client, { params, rangeQuery }) =>
    requestEarly(client, "/api/services/:name", { params: { name: params["name"]! }, query: rangeQuery }),
  "/traces/$id": (client, { params }) =>
    requestEarly(client, "/api/traces/:id", { params: { id: params["id"]! }, query: { detail: "auto" } }),
};

/** Called once, when the pages are opened. */
export function requestFirst(client: QueryClient): void {
  for (const { routeId, params, search } of router.matchRoutes(router.latestLocation)) {
    const component = router.routesById[routeId as keyof typeof router.routesById].options.component as {
      preload?: () => Promise<unknown>;
    };
    // An error is shown when the page is rendered.
    component.preload?.().catch(() => undefined);
    const { rangeQuery } = scopeOf(search as ScopeSearch);
    requests[routeId]?.(client, { params, rangeQuery, view: (search as { view?: string }).view });
  }
}
