// What each page shows first, by the path of its route, with the arguments of the page's own `useApi`: it is requested before any code of
// the pages is there, so that the store works while the browser reads the code.
import type { Endpoint, RequestOf } from "./data/client.ts";
import { type EstimatedEndpoint, ofFew } from "./data/estimate.ts";
import { matchPath } from "./lib/match-path.ts";
import { parseSearch } from "./lib/search-params.ts";
import { validateBottlenecksSearch } from "./pages/bottlenecks/search.ts";
import { occurrencesOnPage, toGroupsQuery, validateErrorsSearch } from "./pages/errors/search.ts";
import { toRules, validateFunnelSearch } from "./pages/funnels/search.ts";
import { conditionsOf } from "./pages/logs/conditions.ts";
import { validateLogsSearch } from "./pages/logs/search.ts";
import { validateMetricsSearch } from "./pages/metrics/search.ts";
import { eventsOnPage, validatePersonSearch } from "./pages/people/search.ts";
import { validateServicesSearch } from "./pages/services/search.ts";
import { tracesOnPage, type TracesSearch, validateTracesSearch } from "./pages/traces/search.ts";
import { differencesQuery, groupsQuery, newestPart } from "./pages/traces/selected-query.ts";
import { toTypeQuery, validateTransactionTypeSearch } from "./pages/transactions/search.ts";
import { type Scope, scopeOf, validateScope } from "./state/scope-search.ts";

/** The arguments of `useApi`, or of `useApiPages`. */
export interface FirstRequest {
  readonly path: Endpoint;
  readonly input: object;
  readonly isPaged: boolean;
}

interface Opened {
  readonly params: Readonly<Record<string, string>>;
  readonly scope: Scope;
  /** As it is in the address. */
  readonly raw: Readonly<Record<string, unknown>>;
}

const one = <P extends Endpoint>(path: P, input: RequestOf<P>): FirstRequest => ({
  path,
  input,
  isPaged: false,
});
const paged = <P extends Endpoint>(path: P, input: RequestOf<P>): FirstRequest => ({
  path,
  input,
  isPaged: true,
});
const few = <P extends EstimatedEndpoint>(path: P, input: RequestOf<P>): FirstRequest =>
  one(path, ofFew(input));

const requests: Readonly<Record<string, (opened: Opened) => readonly FirstRequest[]>> = {
  "/": ({ scope: { rangeQuery: query } }) => [
    one("/api/services", { query }),
    few("/api/transactions", { query }),
    few("/api/funnels", { query }),
    one("/api/received", {}),
  ],
  "/transactions": ({ scope }) => [few("/api/transactions", { query: scope.rangeQuery })],
  "/transactions/$type": ({ params, scope, raw }) => {
    const query = { ...scope.rangeQuery, ...toTypeQuery(validateTransactionTypeSearch(raw)) };
    return [few("/api/transactions/:type", { params: { type: params["type"]! }, query })];
  },
  "/transactions/$type/$id": ({ params }) => [
    one("/api/transactions/:type/:id", { params: { type: params["type"]!, id: params["id"]! } }),
  ],
  "/funnels": ({ scope }) => [few("/api/funnels", { query: scope.rangeQuery })],
  "/funnels/$name": ({ params, scope, raw }) => {
    const query = { ...scope.rangeQuery, ...toRules(validateFunnelSearch(raw)) };
    return [few("/api/funnels/:name", { params: { name: params["name"]! }, query })];
  },
  "/journeys": ({ scope }) => [few("/api/journeys", { query: scope.rangeQuery })],
  "/journeys/$name": ({ params, scope }) => [
    few("/api/journeys/:name", { params: { name: params["name"]! }, query: scope.rangeQuery }),
  ],
  "/people/$id": ({ params, raw }) => {
    const query = { limit: eventsOnPage, cursor: validatePersonSearch(raw).cursor };
    return [one("/api/users/:id", { params: { id: params["id"]! }, query })];
  },
  "/errors": ({ scope: { rangeQuery, service }, raw }) => [
    paged("/api/errors", { query: { ...rangeQuery, service, ...toGroupsQuery(validateErrorsSearch(raw)) } }),
  ],
  "/errors/$fingerprint": ({ params, scope: { rangeQuery, service } }) => {
    const query = { ...rangeQuery, service, limit: occurrencesOnPage };
    return [paged("/api/errors/:fingerprint", { params: { fingerprint: params["fingerprint"]! }, query })];
  },
  "/bottlenecks": ({ scope: { rangeQuery, service }, raw }) => [
    paged("/api/bottlenecks", {
      query: { ...rangeQuery, service, ...validateBottlenecksSearch(raw), limit: 100 },
    }),
  ],
  "/logs": ({ scope, raw }) => {
    const search = validateLogsSearch(raw);
    if (search.patterns !== undefined) return [];
    return [paged("/api/logs", { query: { ...conditionsOf(scope.query, search), limit: 100 } })];
  },
  "/metrics": ({ scope: { rangeQuery, service }, raw }) => [
    one("/api/metrics", { query: { ...rangeQuery, service, search: validateMetricsSearch(raw).search } }),
  ],
  "/workflows": ({ scope }) => [one("/api/workflows", { query: { ...scope.rangeQuery, limit: 1 } })],
  "/traces": ({ scope, raw }) => requestsOfTraces(scope.query, validateTracesSearch(raw)),
  "/traces/$id": ({ params }) => [
    one("/api/traces/:id", { params: { id: params["id"]! }, query: { detail: "auto" } }),
  ],
  "/services": ({ scope: { rangeQuery: query }, raw }) => {
    const isMap = validateServicesSearch(raw).view === "map";
    return [isMap ? one("/api/services/graph", { query }) : one("/api/services", { query })];
  },
  "/services/$name": ({ params, scope }) => [
    one("/api/services/:name", { params: { name: params["name"]! }, query: scope.rangeQuery }),
  ],
};

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

/** The first requests of the page of an address. */
export function firstRequestsOf({
  pathname,
  search,
}: {
  readonly pathname: string;
  readonly search: string;
}): readonly FirstRequest[] {
  const match = matchPath(pathname, Object.keys(requests));
  if (match === undefined) return [];
  const raw = parseSearch(search);
  return requests[match.pattern]!({ params: match.params, scope: scopeOf(validateScope(raw)), raw });
}
