// Paths and JSON types of the console's API, one file per resource. Types and constants only.
export type { Problem } from "./problem.ts";
export type { Attributes, TypedValue } from "./value.ts";
export type {
  FilterQuery,
  ListQuery,
  Page,
  PageQuery,
  RangeQuery,
  ResolvedRange,
  TimeExpression,
} from "./query.ts";
export * from "./trace.ts";
export * from "./log.ts";
export * from "./error.ts";
export * from "./export.ts";
export * from "./metric.ts";
export * from "./backup.ts";
export * from "./business-event.ts";
export * from "./transaction.ts";
export * from "./journey.ts";
export * from "./workflow.ts";
export * from "./interaction.ts";
export * from "./profile.ts";
export * from "./service.ts";
export * from "./service-graph.ts";
export * from "./span-group.ts";
export * from "./heatmap.ts";
export * from "./deploy.ts";
export * from "./differs.ts";
export * from "./stats.ts";
export * from "./store.ts";
export * from "./attribute.ts";
export * from "./sampling.ts";
export * from "./sql.ts";
export * from "./openapi.ts";
export * from "./access.ts";
export * from "./personal-data.ts";
