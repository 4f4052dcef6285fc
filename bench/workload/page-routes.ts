// What the pages ask, derived from the contract: every route that reads, with names that the loads of a benchmark have sent.
import { type Route, routes, splitRoute } from "contract";

/** One question. */
export interface PageRoute {
  /** As in the contract: `/api/services/:name`. */
  readonly route: string;
  readonly path: string;
}

/** Asks the console and gives the answer. */
type Ask = (path: string) => Promise<Readonly<Record<string, unknown>>>;

/** Answers that do not end, are files, or are about one thing that no load makes. */
const others =
  /^GET (\/healthz|\/readyz|\/api\/(live|export|progress|traces\/:id\/file|logs\/:id\/frames|cpu-profiles\/:id|profiles\/:name|alerts\/:id.*|alert-rules\/:id|anomalies\/:id|bottlenecks\/:fingerprint|dashboards\/:id.*))$/;

/** What pages ask for beside the range. */
const options: Readonly<Record<string, string>> = {
  "GET /api/traces": "limit=20",
  "GET /api/traces/groups": "by=customer.tier",
  "GET /api/funnels/:name/group-money": "by=customer.tier",
  "GET /api/differs": "select=status%3Derror",
  "GET /api/metric-sparklines": "name=shop.orders",
  "GET /api/workflow-instances": "type=delivery",
  "GET /api/workflow-failures": "type=delivery",
};

/** Every question, as far as something of its kind is stored. @throws {Error} for a route whose names are unknown here. */
export async function pageRoutes(ask: Ask): Promise<readonly PageRoute[]> {
  const names = await findNames(ask);
  return Object.entries<Route>(routes)
    .filter(
      ([name, { access = "read" }]) => name.startsWith("GET ") && access === "read" && !others.test(name),
    )
    .map(([name, { query = {} }]) => {
      const { path: route } = splitRoute(name);
      const path = route.replaceAll(/:\w+/g, (part, at: number) => {
        const value = names[`${route.slice(0, at)}${part}`] ?? names[part];
        if (value === undefined)
          throw new Error(`Cannot ask ${name}: add what ${part} is to bench/workload/page-routes.ts.`);
        return encodeURIComponent(value);
      });
      const asked = ["from" in query ? "from=-1h" : "", options[name] ?? ""].filter((one) => one !== "");
      return { route, path: asked.length === 0 ? path : `${path}?${asked.join("&")}` };
    });
}

/** Values of the parts of paths: by the part, or by the path up to it. */
async function findNames(ask: Ask): Promise<Readonly<Record<string, string | undefined>>> {
  const [traces, errors, logs] = await Promise.all([
    ask("/api/traces?limit=1&from=-1h"),
    ask("/api/errors?limit=1&from=-1h"),
    ask("/api/logs?limit=1&from=-1h"),
  ]);
  const trace = textIn(traces, "items", "traceId");
  const { spans } = await ask(`/api/traces/${trace}`);
  return {
    "/api/services/:name": "service-1",
    "/api/traces/:id": trace,
    ":span": textIn({ spans }, "spans", "spanId"),
    "/api/metrics/:name": "shop.orders",
    "/api/logs/:id": textIn(logs, "items", "id"),
    ":fingerprint": textIn(errors, "items", "fingerprint"),
    "/api/transactions/:type": "purchase",
    "/api/transactions/:type/:id": "order-5",
    "/api/transaction-groups/:type": "purchase",
    "/api/funnels/:name": "checkout",
    "/api/journeys/:name": "browsing",
    "/api/workflows/:type": "delivery",
    "/api/workflows/:type/:id": "order-5",
    "/api/users/:id": "u5",
    ":kind": "attribute",
    "/api/catalog/:kind/:name": "customer.tier",
  };
}

/** A text of the first of a list. */
function textIn(answer: Readonly<Record<string, unknown>>, list: string, field: string): string {
  const [first] = answer[list] as readonly Readonly<Record<string, unknown>>[];
  const value = first?.[field];
  if (typeof value !== "string") throw new Error(`Cannot find ${field} in ${list}: nothing was stored.`);
  return value;
}
