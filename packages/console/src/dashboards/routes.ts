// The handlers of all routes about dashboards and their charts.
import { tenantOf } from "../api/caller.ts";
import type { ApiRoute } from "../api/context.ts";
import { toRoutes } from "../api/route.ts";
import { createTurnsByTenant } from "../turns/turns.ts";
import {
  changeDashboard,
  createDashboard,
  type DashboardParts,
  getDashboard,
  listDashboards,
  listVersions,
  removeDashboard,
} from "./dashboards.ts";
import { exportDashboard } from "./export-dashboard.ts";
import { readChart } from "./read-chart.ts";
import { readChartSql } from "./chart-sql.ts";

export function dashboardRoutes(parts: DashboardParts): readonly ApiRoute[] {
  // Each reads what the one before of its tenant has saved.
  const inTurn = createTurnsByTenant();
  return [
    ...toRoutes({
      "POST /api/chart": (_, context) => readChart(context),
      "POST /api/chart/sql": (_, context) => readChartSql(context),
      "GET /api/dashboards": (_, context) => listDashboards(context, parts),
      "GET /api/dashboards/:id": (params, context) => getDashboard(params, context, parts),
      "GET /api/dashboards/:id/versions": (params, context) => listVersions(params, context, parts),
      "GET /api/dashboards/:id/file": (params, context) => exportDashboard(params, context, parts),
    }),
    ...toRoutes(
      {
        "POST /api/dashboards": (_, context) =>
          inTurn(tenantOf(context), async () => createDashboard(context, parts)),
        "PUT /api/dashboards/:id": (params, context) =>
          inTurn(tenantOf(context), async () => changeDashboard(params, context, parts)),
        "DELETE /api/dashboards/:id": (params, context) =>
          inTurn(tenantOf(context), async () => removeDashboard(params, context, parts)),
      },
      { audited: true },
    ),
  ];
}
