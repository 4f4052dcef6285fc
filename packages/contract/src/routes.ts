// Every route of the console's API. Types, the server's checks, the OpenAPI document, the pages' client and the reference in the docs
// come from this table.
import type { z } from "zod";
import { accessRoutes } from "./access.ts";
import { alertRoutes } from "./alert.ts";
import { alertRuleRoutes } from "./alert-rule.ts";
import { anomalyRoutes } from "./anomaly.ts";
import { bottleneckRoutes } from "./bottleneck.ts";
import { attributeRoutes } from "./attribute.ts";
import { catalogRoutes } from "./catalog.ts";
import { catalogFindingRoutes } from "./catalog-finding.ts";
import { catalogObservedRoutes } from "./catalog-observed.ts";
import { channelRoutes } from "./channel.ts";
import { chartRoutes } from "./chart.ts";
import { dashboardRoutes } from "./dashboard.ts";
import { compareRoutes } from "./compare.ts";
import { completenessRoutes } from "./completeness.ts";
import { deployRoutes } from "./deploy.ts";
import { detectorRoutes } from "./detector.ts";
import { differsRoutes } from "./differs.ts";
import { errorRoutes } from "./error.ts";
import { digestRoutes } from "./digest.ts";
import { exportRoutes } from "./export.ts";
import { heatmapRoutes } from "./heatmap.ts";
import { importRoutes } from "./import.ts";
import { interactionRoutes } from "./interaction.ts";
import { journeyColumnsRoutes } from "./journey-columns.ts";
import { journeyRoutes } from "./journey.ts";
import { userRoutes } from "./user.ts";
import { linkRoutes } from "./link.ts";
import { logRoutes } from "./log.ts";
import { logPatternRoutes } from "./log-pattern.ts";
import { metricRoutes } from "./metric.ts";
import { noteRoutes } from "./note.ts";
import { objectiveRoutes } from "./objective.ts";
import { personalDataRoutes } from "./personal-data.ts";
import { profileRoutes } from "./profile.ts";
import type { Body, In, Out, PathParams } from "./route.ts";
import { progressRoutes } from "./progress.ts";
import { receivedRoutes } from "./received.ts";
import { samplingRoutes } from "./sampling.ts";
import { serviceGraphRoutes } from "./service-graph.ts";
import { serviceRoutes } from "./service.ts";
import { silenceRoutes } from "./silence.ts";
import { sourceMapRoutes } from "./source-map.ts";
import { spanGroupRoutes } from "./span-group.ts";
import { sqlRoutes } from "./sql.ts";
import { statsRoutes } from "./stats.ts";
import { storeRoutes } from "./store.ts";
import { traceRoutes } from "./trace.ts";
import { transactionRoutes } from "./transaction.ts";
import { transactionEvidenceRoutes } from "./transaction-evidence.ts";
import { viewRoutes } from "./view.ts";
import { workflowRoutes } from "./workflow.ts";
import { workflowTypeRoutes } from "./workflow-type.ts";

export const routes = {
  ...serviceRoutes,
  ...serviceGraphRoutes,
  ...heatmapRoutes,
  ...differsRoutes,
  ...traceRoutes,
  ...spanGroupRoutes,
  ...logPatternRoutes,
  ...logRoutes,
  ...metricRoutes,
  ...transactionRoutes,
  ...transactionEvidenceRoutes,
  ...journeyRoutes,
  ...journeyColumnsRoutes,
  ...userRoutes,
  ...workflowRoutes,
  ...workflowTypeRoutes,
  ...interactionRoutes,
  ...errorRoutes,
  ...sourceMapRoutes,
  ...profileRoutes,
  ...personalDataRoutes,
  ...compareRoutes,
  ...deployRoutes,
  ...digestRoutes,
  ...alertRoutes,
  ...alertRuleRoutes,
  ...silenceRoutes,
  ...objectiveRoutes,
  ...channelRoutes,
  ...anomalyRoutes,
  ...detectorRoutes,
  ...bottleneckRoutes,
  ...attributeRoutes,
  ...catalogRoutes,
  ...catalogFindingRoutes,
  ...catalogObservedRoutes,
  ...sqlRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...progressRoutes,
  ...samplingRoutes,
  ...viewRoutes,
  ...linkRoutes,
  ...dashboardRoutes,
  ...chartRoutes,
  ...noteRoutes,
  ...accessRoutes,
  ...storeRoutes,
  ...receivedRoutes,
  ...completenessRoutes,
  ...statsRoutes,
};

type Table = typeof routes;

/** A method and path of the API, as `GET /api/traces/:id`. */
export type RouteName = keyof Table;

/** What the server's handler gets of a route: its parameters, checked. */
export type ParamsOf<Name extends RouteName> = PathParams<Name> &
  (Table[Name] extends { readonly query: infer Fields extends z.ZodRawShape }
    ? Readonly<z.output<z.ZodObject<Fields>>>
    : unknown);

/** What a caller may put into the query of a route. */
export type QueryOf<Name extends RouteName> = Table[Name] extends {
  readonly query: infer Fields extends z.ZodRawShape;
}
  ? In<Fields>
  : object;

/** What a caller sends to a route. */
export type BodyOf<Name extends RouteName> = Table[Name] extends {
  readonly body: infer Schema extends z.ZodType;
}
  ? Body<Schema>
  : undefined;

/** What a route answers as JSON. */
export type ResultOf<Name extends RouteName> = Table[Name] extends {
  readonly result: infer Schema extends z.ZodType;
}
  ? Out<Schema>
  : never;
