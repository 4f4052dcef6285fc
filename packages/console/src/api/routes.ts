// The handlers of the API's routes. Routes that need more than queries have tables of their own (admin/, sampling/), and `/api/stats` and
// `/api/live` belong to the receiver and are registered by http/.
import { getBottleneck, listBottlenecks } from "./bottlenecks/bottlenecks.ts";
import { listAttributes } from "./attributes/attributes.ts";
import { listCatalog } from "./catalog/catalog.ts";
import { exportCatalogFindings, listCatalogFindings } from "./catalog/catalog-findings.ts";
import { getCatalogObserved } from "./catalog/catalog-observed.ts";
import { getCatalogThing } from "./catalog/catalog-thing.ts";
import type { ApiRoute } from "./context.ts";
import { compare } from "./compare/compare.ts";
import { getCpuProfile, listCpuProfiles } from "./cpu-profiles/cpu-profiles.ts";
import { addDeploy, listDeploys } from "./deploys/deploys.ts";
import { getCompleteness } from "./completeness/completeness.ts";
import { listDifferences } from "./differs/differs.ts";
import { getError } from "./errors/error-group.ts";
import { listErrors } from "./errors/errors.ts";
import { exportRows } from "./export/export.ts";
import { getFunnelDropped } from "./funnels/funnel-dropped.ts";
import { getFunnelGroupMoney } from "./funnels/funnel-group-money.ts";
import { getFunnelGroups } from "./funnels/funnel-groups.ts";
import { getFunnelMoney } from "./funnels/funnel-money.ts";
import { getFunnelPeople } from "./funnels/funnel-people.ts";
import { getFunnelTraceGroups } from "./funnels/funnel-trace-groups.ts";
import { getFunnel, listFunnels } from "./funnels/funnels.ts";
import { getHeatmap } from "./heatmap/heatmap.ts";
import { listInteractions } from "./interactions/interactions.ts";
import { getJourneyColumns } from "./journeys/journey-columns.ts";
import { listJourneys } from "./journeys/journeys.ts";
import { getLogContext } from "./logs/log-context.ts";
import { countFacets } from "./logs/log-facets.ts";
import { listLogPatterns } from "./logs/log-patterns.ts";
import { countLogs, listLogs } from "./logs/logs.ts";
import { getMetric } from "./metrics/metric.ts";
import { listMetricSparklines } from "./metrics/metric-sparklines.ts";
import { listMetrics } from "./metrics/metrics.ts";
import { getOpenApi } from "./openapi.ts";
import { getProfile, listProfiles } from "./profiles/profiles.ts";
import { getReceived } from "./received/received.ts";
import { toRoutes } from "./route.ts";
import { getService } from "./services/service.ts";
import { getServiceBusiness } from "./services/service-business.ts";
import { getServiceGraph } from "./services/service-graph.ts";
import { listServices } from "./services/services.ts";
import { listSpanGroups } from "./traces/span-groups.ts";
import { getStackFrames } from "./source-maps/stack-frames.ts";
import { addSourceMapPart, listSourceMaps, removeSourceMap } from "./source-maps/source-maps.ts";
import { getSqlSchema, runSql } from "./sql/sql.ts";
import { getSpan, getTrace, searchTrace } from "./traces/trace.ts";
import { getTraceFile } from "./traces/trace-file.ts";
import { listTraces } from "./traces/traces.ts";
import { getTransaction, getTransactionActivity } from "./transactions/transaction.ts";
import { getTransactionGroups } from "./transactions/transaction-groups.ts";
import { getTransactionType, listTransactionTypes } from "./transactions/transactions.ts";
import { getUser, getUserActivity } from "./users/user.ts";
import { getUserSummary } from "./users/user-summary.ts";
import { listWorkflowFailures } from "./workflows/workflow-failures.ts";
import { listWorkflowInstances } from "./workflows/workflow-instances.ts";
import { getWorkflowType } from "./workflows/workflow-type.ts";
import { getWorkflow, listWorkflows } from "./workflows/workflows.ts";

export const apiRoutes: readonly ApiRoute[] = [
  ...toRoutes({
    "GET /api/received": getReceived,
    "GET /api/completeness": getCompleteness,
    "GET /api/services": listServices,
    "GET /api/services/business": getServiceBusiness,
    "GET /api/services/graph": getServiceGraph,
    "GET /api/services/:name": getService,
    "GET /api/heatmap": getHeatmap,
    "GET /api/differs": listDifferences,
    "GET /api/traces": listTraces,
    "GET /api/traces/groups": listSpanGroups,
    "GET /api/traces/:id": getTrace,
    "GET /api/traces/:id/file": getTraceFile,
    "GET /api/traces/:id/search": searchTrace,
    "GET /api/traces/:id/spans/:span": getSpan,
    "GET /api/logs": listLogs,
    "GET /api/logs/histogram": countLogs,
    "GET /api/logs/facets": countFacets,
    "GET /api/logs/patterns": listLogPatterns,
    "GET /api/logs/:id/context": getLogContext,
    "GET /api/logs/:id/frames": getStackFrames,
    "GET /api/metrics": listMetrics,
    "GET /api/metric-sparklines": listMetricSparklines,
    "GET /api/metrics/:name": getMetric,
    "GET /api/transactions": listTransactionTypes,
    "GET /api/transactions/:type": getTransactionType,
    "GET /api/transaction-groups/:type": getTransactionGroups,
    "GET /api/transactions/:type/:id": getTransaction,
    "GET /api/transactions/:type/:id/activity": getTransactionActivity,
    "GET /api/funnels": listFunnels,
    "GET /api/funnels/:name": getFunnel,
    "GET /api/funnels/:name/groups": getFunnelGroups,
    "GET /api/funnels/:name/trace-groups": getFunnelTraceGroups,
    "GET /api/funnels/:name/group-money": getFunnelGroupMoney,
    "GET /api/funnels/:name/money": getFunnelMoney,
    "GET /api/funnels/:name/people": getFunnelPeople,
    "GET /api/funnels/:name/dropped": getFunnelDropped,
    "GET /api/journeys": listJourneys,
    "GET /api/journeys/:name/columns": getJourneyColumns,
    "GET /api/workflows": listWorkflows,
    "GET /api/workflows/:type": getWorkflowType,
    "GET /api/workflow-instances": listWorkflowInstances,
    "GET /api/workflow-failures": listWorkflowFailures,
    "GET /api/workflows/:type/:id": getWorkflow,
    "GET /api/interactions": listInteractions,
    "GET /api/profiles": listProfiles,
    "GET /api/profiles/:name": getProfile,
    "GET /api/cpu-profiles": listCpuProfiles,
    "GET /api/cpu-profiles/:id": getCpuProfile,
    "GET /api/errors": listErrors,
    "GET /api/errors/:fingerprint": getError,
    "GET /api/sourcemaps": listSourceMaps,
    "POST /api/sourcemaps": addSourceMapPart,
    "DELETE /api/sourcemaps/:debugId": removeSourceMap,
    "GET /api/users/:id": getUser,
    "GET /api/users/:id/activity": getUserActivity,
    "GET /api/users/:id/summary": getUserSummary,
    "GET /api/attributes": listAttributes,
    "GET /api/catalog": listCatalog,
    "GET /api/catalog/findings": listCatalogFindings,
    "GET /api/catalog/findings/otlp": exportCatalogFindings,
    "GET /api/catalog/observed": getCatalogObserved,
    "GET /api/catalog/:kind/:name": getCatalogThing,
    "GET /api/bottlenecks": listBottlenecks,
    "GET /api/bottlenecks/:fingerprint": getBottleneck,
    "GET /api/compare": compare,
    "GET /api/deploys": listDeploys,
    "POST /api/deploys": addDeploy,
    "POST /api/sql": runSql,
    "GET /api/sql/schema": getSqlSchema,
    "GET /api/openapi.json": getOpenApi,
  }),
  ...toRoutes({ "GET /api/export": exportRows }, { noted: true }),
];
