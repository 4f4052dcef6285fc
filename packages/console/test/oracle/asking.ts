// Routes of alerts and of charts, which need more than queries.
import { listAlerts, getAlert, listHistory } from "../../src/alerts/api/alerts.ts";
import { listDeliveries } from "../../src/alerts/api/channels.ts";
import { listObjectives } from "../../src/alerts/api/objectives.ts";
import { previewRule } from "../../src/alerts/api/preview.ts";
import { listTransactionEvidence } from "../../src/alerts/api/transaction-evidence.ts";
import type { ApiRoute } from "../../src/api/context.ts";
import { toRoutes } from "../../src/api/route.ts";
import { readChart } from "../../src/dashboards/read-chart.ts";
import { askedRoutes, now, type TestApi } from "../api/harness.ts";

const routes: readonly ApiRoute[] = toRoutes({
  "GET /api/alerts": listAlerts,
  "GET /api/alerts/:id": getAlert,
  "GET /api/alert-history": listHistory,
  "GET /api/objectives": (_, context) => listObjectives(context),
  "GET /api/deliveries": listDeliveries,
  "GET /api/transaction-evidence": listTransactionEvidence,
  "POST /api/alert-rules/preview": (_, context) => previewRule(context, { takersOf: () => [] }),
  "POST /api/chart": (_, context) => readChart(context),
});

/** Answers `GET path` or, with a body, `POST path`. */
export async function ask<Result>({ store }: TestApi, path: string, body?: object): Promise<Result> {
  const url = new URL(path, "http://console");
  const method = body === undefined ? "GET" : "POST";
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = route.path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
    const match = new RegExp(`^${pattern}$`).exec(url.pathname);
    if (match === null) continue;
    askedRoutes.add(route.path);
    const params = { ...Object.fromEntries(url.searchParams), ...match.groups };
    const { signal } = new AbortController();
    const result = await route.handler(params, {
      ...store,
      nowMs: () => now,
      signal,
      ...(body !== undefined && { request: { body, ifMatch: undefined } }),
    });
    return JSON.parse(JSON.stringify(result)) as Result;
  }
  throw new Error(`no route for ${method} ${url.pathname}`);
}
