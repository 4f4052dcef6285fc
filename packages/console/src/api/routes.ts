// The API's resources on one screen. `/api/stats` and `/api/live` belong to the receiver's side and are registered by http/.
import {
  attributesPath,
  errorPath,
  errorsPath,
  cpuProfilePath,
  cpuProfilesPath,
  exportPath,
  differsPath,
  funnelPath,
  funnelsPath,
  heatmapPath,
  interactionsPath,
  journeyPath,
  journeysPath,
  logHistogramPath,
  logsPath,
  metricPath,
  metricsPath,
  openApiPath,
  profilePath,
  profilesPath,
  serviceGraphPath,
  servicePath,
  servicesPath,
  spanGroupsPath,
  sqlPath,
  sqlSchemaPath,
  tracePath,
  tracesPath,
  transactionPath,
  transactionsPath,
  transactionTypePath,
  userPath,
  workflowPath,
  workflowsPath,
} from "contract";
import { listAttributes } from "./attributes.ts";
import type { ApiRoute } from "./context.ts";
import { deployRoutes } from "./deploys.ts";
import { getError, listErrors } from "./errors.ts";
import { getCpuProfile, listCpuProfiles } from "./cpu-profiles.ts";
import { exportRows } from "./export.ts";
import { getFunnel, listFunnels } from "./funnels.ts";
import { listInteractions } from "./interactions.ts";
import { getJourney, listJourneys } from "./journeys.ts";
import { countLogs, listLogs } from "./logs.ts";
import { getMetric } from "./metric.ts";
import { listMetrics } from "./metrics.ts";
import { getOpenApi } from "./openapi.ts";
import { getProfile, listProfiles } from "./profiles.ts";
import { listDifferences } from "./differs.ts";
import { getHeatmap } from "./heatmap.ts";
import { getService } from "./service.ts";
import { getServiceGraph } from "./service-graph.ts";
import { listServices } from "./services.ts";
import { listSpanGroups } from "./span-groups.ts";
import { getSqlSchema, runSql } from "./sql.ts";
import { getTrace } from "./trace.ts";
import { listTraces } from "./traces.ts";
import { getTransaction } from "./transaction.ts";
import { getTransactionType, listTransactionTypes } from "./transactions.ts";
import { getUser } from "./user.ts";
import { getWorkflow, listWorkflows } from "./workflows.ts";

export const apiRoutes: readonly ApiRoute[] = [
  { method: "GET", path: servicesPath, handler: listServices },
  { method: "GET", path: serviceGraphPath, handler: getServiceGraph },
  { method: "GET", path: servicePath, handler: getService },
  { method: "GET", path: heatmapPath, handler: getHeatmap },
  { method: "GET", path: differsPath, handler: listDifferences },
  { method: "GET", path: tracesPath, handler: listTraces },
  { method: "GET", path: spanGroupsPath, handler: listSpanGroups },
  { method: "GET", path: tracePath, handler: getTrace },
  { method: "GET", path: logsPath, handler: listLogs },
  { method: "GET", path: logHistogramPath, handler: countLogs },
  { method: "GET", path: metricsPath, handler: listMetrics },
  { method: "GET", path: metricPath, handler: getMetric },
  { method: "GET", path: transactionsPath, handler: listTransactionTypes },
  { method: "GET", path: transactionTypePath, handler: getTransactionType },
  { method: "GET", path: transactionPath, handler: getTransaction },
  { method: "GET", path: funnelsPath, handler: listFunnels },
  { method: "GET", path: funnelPath, handler: getFunnel },
  { method: "GET", path: journeysPath, handler: listJourneys },
  { method: "GET", path: journeyPath, handler: getJourney },
  { method: "GET", path: workflowsPath, handler: listWorkflows },
  { method: "GET", path: workflowPath, handler: getWorkflow },
  { method: "GET", path: interactionsPath, handler: listInteractions },
  { method: "GET", path: profilesPath, handler: listProfiles },
  { method: "GET", path: profilePath, handler: getProfile },
  { method: "GET", path: cpuProfilesPath, handler: listCpuProfiles },
  { method: "GET", path: cpuProfilePath, handler: getCpuProfile },
  { method: "GET", path: errorsPath, handler: listErrors },
  { method: "GET", path: errorPath, handler: getError },
  { method: "GET", path: userPath, handler: getUser },
  { method: "GET", path: attributesPath, handler: listAttributes },
  ...deployRoutes,
  { method: "GET", path: exportPath, noted: true, handler: exportRows },
  { method: "POST", path: sqlPath, access: "read", handler: runSql },
  { method: "GET", path: sqlSchemaPath, handler: getSqlSchema },
  { method: "GET", path: openApiPath, handler: getOpenApi },
];
