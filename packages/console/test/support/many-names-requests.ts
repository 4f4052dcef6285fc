// What routes that read are asked on a store with 200,000 of everything that has a name.
import { type RouteName, routes } from "contract";
import { alertIdOf } from "../../src/alerts/ids.ts";

export const trace = "f".repeat(32);
const span = "0000000000000001";

export type RouteRequests = { readonly [Name in RouteName]?: readonly string[] };

export const requestsOfTelemetry: RouteRequests = {
  "GET /api/services": ["/api/services", "/api/services?environment=env-7"],
  "GET /api/services/:name": ["/api/services/shop"],
  "GET /api/services/graph": ["/api/services/graph"],
  "GET /api/services/business": ["/api/services/business"],
  "GET /api/heatmap": ["/api/heatmap", "/api/heatmap?service=shop&name=op-2"],
  "GET /api/differs": ["/api/differs?select=status%3Derror"],
  "GET /api/traces": ["/api/traces?limit=500", "/api/traces?limit=500&order=spans"],
  "GET /api/traces/:id": [`/api/traces/${trace}`, `/api/traces/${trace}?detail=auto`],
  "GET /api/traces/:id/search": [`/api/traces/${trace}/search?text=op`],
  "GET /api/traces/:id/spans/:span": [`/api/traces/${trace}/spans/${span}`],
  "GET /api/traces/groups": ["/api/traces/groups?by=name", "/api/traces/groups?by=customer.tier"],
  "GET /api/logs": ["/api/logs?limit=500"],
  "GET /api/logs/histogram": ["/api/logs/histogram"],
  "GET /api/logs/facets": ["/api/logs/facets"],
  "GET /api/logs/patterns": ["/api/logs/patterns?limit=200"],
  "GET /api/metrics": ["/api/metrics"],
  "GET /api/metric-sparklines": ["/api/metric-sparklines?name=orders"],
  "GET /api/metrics/:name": ["/api/metrics/orders", "/api/metrics/orders?groupBy=plan"],
  "GET /api/attributes": [
    "/api/attributes?limit=500",
    "/api/attributes?limit=500&key=plan",
    "/api/attributes?limit=500&key=name",
  ],
  "GET /api/errors": ["/api/errors?limit=500"],
  "GET /api/errors/:fingerprint": ["/api/errors/one"],
  "GET /api/profiles": ["/api/profiles", "/api/profiles?service=shop"],
  "GET /api/profiles/:name": ["/api/profiles/one?limit=500"],
  "GET /api/cpu-profiles": ["/api/cpu-profiles?limit=500"],
  "GET /api/detectors": ["/api/detectors"],
  "GET /api/links": ["/api/links"],
  "GET /api/deploys": ["/api/deploys?limit=500"],
  "GET /api/compare": ["/api/compare?from=-1h&environment=env-7"],
  "GET /api/received": ["/api/received"],
  "GET /api/completeness": ["/api/completeness?limit=5000"],
  "GET /api/stats": ["/api/stats"],
  "GET /api/store": ["/api/store"],
  "GET /api/sampling": ["/api/sampling"],
  "GET /api/sql/schema": ["/api/sql/schema"],
  "GET /api/sourcemaps": ["/api/sourcemaps?limit=500"],
  "GET /api/openapi.json": ["/api/openapi.json"],
};

/** Of business data, of what people write, of the catalog and of alerts. */
export const requestsOfBusiness: RouteRequests = {
  "GET /api/transactions": ["/api/transactions?limit=500", "/api/transactions?limit=500&sample=few"],
  "GET /api/transaction-evidence": ["/api/transaction-evidence"],
  "GET /api/transactions/:type": ["/api/transactions/one?limit=500"],
  "GET /api/transaction-groups/:type": ["/api/transaction-groups/one", "/api/transaction-groups/one?by=plan"],
  "GET /api/transactions/:type/:id": ["/api/transactions/one/e0"],
  "GET /api/transactions/:type/:id/activity": ["/api/transactions/one/e0/activity"],
  "GET /api/journeys": ["/api/journeys?limit=500", "/api/journeys?limit=500&sample=few"],
  "GET /api/journeys/:name/columns": [
    "/api/journeys/one/columns?columns=12",
    "/api/journeys/one/columns?start=step-1&end=step&endName=step-2",
  ],
  "GET /api/funnels": ["/api/funnels?limit=500"],
  "GET /api/funnels/:name": ["/api/funnels/one?steps=step-5&steps=step-17"],
  "GET /api/funnels/:name/groups": ["/api/funnels/one/groups?steps=step-5&steps=step-17"],
  "GET /api/funnels/:name/trace-groups": [
    "/api/funnels/one/trace-groups?steps=step-5&steps=step-17",
    "/api/funnels/one/trace-groups?steps=step-5&steps=step-17&by=customer.tier&spanService=shop&spanName=op-2",
  ],
  "GET /api/funnels/:name/group-money": [
    "/api/funnels/one/group-money?steps=step-5&steps=step-17&by=plan",
    "/api/funnels/one/group-money?steps=step-5&steps=step-17&by=customer.tier&spanService=shop&spanName=op-2",
  ],
  "GET /api/funnels/:name/money": ["/api/funnels/one/money?steps=step-5&steps=step-17"],
  "GET /api/funnels/:name/people": ["/api/funnels/one/people?steps=step-5&steps=step-17&limit=500"],
  "GET /api/funnels/:name/dropped": ["/api/funnels/one/dropped?steps=step-5&steps=step-17"],
  "GET /api/workflows": ["/api/workflows?limit=500"],
  "GET /api/workflows/:type": ["/api/workflows/one"],
  "GET /api/workflows/:type/:id": ["/api/workflows/one/e2"],
  "GET /api/workflow-instances": ["/api/workflow-instances?type=one&limit=500"],
  "GET /api/workflow-failures": ["/api/workflow-failures?type=one"],
  "GET /api/interactions": ["/api/interactions?limit=500"],
  "GET /api/users/:id": ["/api/users/u1"],
  "GET /api/users/:id/activity": ["/api/users/u1/activity"],
  "GET /api/users/:id/summary": ["/api/users/u1/summary"],
  "GET /api/views": ["/api/views"],
  "GET /api/dashboards": ["/api/dashboards"],
  "GET /api/notes": ["/api/notes?limit=500"],
  "GET /api/anomalies": ["/api/anomalies?limit=500"],
  "GET /api/anomalies/:id": ["/api/anomalies/0000000000000001"],
  "GET /api/bottlenecks": ["/api/bottlenecks?limit=500", "/api/bottlenecks?limit=500&new=true"],
  "GET /api/bottlenecks/:fingerprint": ["/api/bottlenecks/0000000000000001"],
  "GET /api/catalog": ["/api/catalog?limit=500"],
  "GET /api/catalog/:kind/:name": ["/api/catalog/attribute/key-1"],
  "GET /api/catalog/findings": ["/api/catalog/findings?limit=500"],
  "GET /api/catalog/findings/otlp": ["/api/catalog/findings/otlp"],
  "GET /api/catalog/observed": ["/api/catalog/observed"],
  "GET /api/digest": ["/api/digest"],
  "GET /api/tokens": ["/api/tokens"],
  "GET /api/sessions": ["/api/sessions"],
  "GET /api/audit": ["/api/audit?limit=500"],
  "GET /api/alerts": ["/api/alerts"],
  "GET /api/alerts/:id": [`/api/alerts/${alertIdOf("Rule 0", { queue: "q5" })}`, "/api/alerts/a0"],
  "GET /api/alerts/:id/series": [`/api/alerts/${alertIdOf("Rule 0", { queue: "q5" })}/series`],
  "GET /api/alert-rules": ["/api/alert-rules"],
  "GET /api/alert-rules/:id": ["/api/alert-rules/r0"],
  "GET /api/alert-rules/file": ["/api/alert-rules/file"],
  "GET /api/alert-history": ["/api/alert-history?limit=500"],
  "GET /api/objectives": ["/api/objectives"],
  "GET /api/silences": ["/api/silences"],
  "GET /api/channels": ["/api/channels"],
  "GET /api/deliveries": ["/api/deliveries?limit=500"],
};

/** Routes of which the answer does not grow with names, or that are asked by other tests. */
const elsewhere =
  /^GET \/(healthz|readyz|metrics|api\/(traces\/:id\/file|logs\/:id|export|live|progress|imports|users\/:id\/export|session|dashboards\/:id|cpu-profiles\/:id))/;

/** Routes that read and are not asked. */
export function routesLeft(): readonly string[] {
  return Object.keys(routes).filter(
    (name) =>
      name.startsWith("GET ") &&
      !(name in requestsOfTelemetry) &&
      !(name in requestsOfBusiness) &&
      !elsewhere.test(name),
  );
}
