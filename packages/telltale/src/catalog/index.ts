// `telltale/catalog`: what an application emits, declared once.
export type { CatalogApi } from "./api.ts";
export { defineCatalog, type DefinedCatalog } from "./define.ts";
export type { Attributes, DeclaredName, MetricName } from "../typed.ts";
export type {
  AlertDeclaration,
  AttributeDeclaration,
  AttributeType,
  CardinalityClass,
  CatalogDeclaration,
  ChartDeclaration,
  ChartSourceDeclaration,
  ConditionDeclaration,
  DashboardDeclaration,
  DeclaredThing,
  DeprecatedDeclaration,
  EntityDeclaration,
  ErrorDeclaration,
  EventDeclaration,
  JourneyDeclaration,
  LogDeclaration,
  MemberDeclaration,
  MetricDeclaration,
  MetricKind,
  ObjectiveDeclaration,
  ObjectiveSourceDeclaration,
  Sensitivity,
  SourceDeclaration,
  SpanDeclaration,
  Stability,
  TransactionDeclaration,
  WorkflowDeclaration,
} from "catalog";
