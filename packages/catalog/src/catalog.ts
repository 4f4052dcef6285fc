// A catalog as the tools read it: plain data without imports, defaults filled in, each thing with the catalog that declares it. It is what
// `resolveCatalog` returns, what `definition` records carry to the console, and what every generator, check and comparison starts from.
import type {
  AlertDeclaration,
  AttributeDeclaration,
  AttributeType,
  Carries,
  DashboardDeclaration,
  DeclaredThing,
  EntityDeclaration,
  ErrorDeclaration,
  EventDeclaration,
  JourneyDeclaration,
  LogDeclaration,
  MetricDeclaration,
  ObjectiveDeclaration,
  SpanDeclaration,
  Stability,
  TransactionDeclaration,
  WorkflowDeclaration,
} from "./declaration.ts";
import type { AlertSeverity } from "./alert-severity.ts";
import type { Duration } from "./duration.ts";

export interface Deprecated {
  readonly reason: "renamed" | "obsoleted" | "uncategorized" | "unspecified";
  readonly renamedTo?: string;
  readonly note?: string;
}

export interface Member {
  readonly id: string;
  readonly value: string | number;
  readonly description?: string;
  readonly stability?: Stability;
  readonly deprecated?: Deprecated;
}

/** What all things of a catalog have. */
export interface Thing {
  readonly name: string;
  /** Name of the catalog that declares it: this one, an imported one, or `semconv`. */
  readonly catalog: string;
  readonly description?: string;
  readonly owner?: string;
  readonly stability?: Stability;
  readonly deprecated?: Deprecated;
  readonly semconv?: string;
}

/** The fields of a declaration that are the same when it is resolved. */
type Own<Declaration, Changed = never> = Omit<
  Declaration,
  keyof DeclaredThing | keyof Carries | (Changed & PropertyKey)
>;

export interface Attribute extends Thing, Own<AttributeDeclaration, "type"> {
  /** An enumeration has the type of its values, and `members`. */
  readonly type: AttributeType;
  readonly members?: readonly Member[];
}

export type RequirementLevel = "required" | "conditionally_required" | "recommended" | "opt_in";

/** An attribute as a signal carries it. */
export interface AttributeUse {
  readonly key: string;
  readonly level: RequirementLevel;
  /** Of a conditional requirement. */
  readonly condition?: string;
}

/** What things have that carry attributes. */
interface Carrier extends Thing {
  readonly attributes: readonly AttributeUse[];
}

export interface Entity extends Carrier, Own<EntityDeclaration> {}

export interface Span extends Carrier, Own<SpanDeclaration> {}

export interface Metric extends Carrier, Own<MetricDeclaration, "unit"> {
  /** The instrument of OpenTelemetry: a timer is a `histogram`. */
  readonly instrument: "counter" | "updowncounter" | "gauge" | "histogram";
  readonly unit: string;
}

export interface Log extends Carrier, Own<LogDeclaration> {}

export interface Event extends Carrier, Own<EventDeclaration> {}

export interface CatalogError extends Carrier, Own<ErrorDeclaration> {}

export interface Transaction extends Carrier, Own<TransactionDeclaration, "steps"> {
  readonly steps: readonly string[];
}

export interface Journey extends Carrier, Own<JourneyDeclaration, "ordered"> {
  readonly ordered: boolean;
}

export interface Workflow extends Carrier, Own<WorkflowDeclaration> {}

export interface Alert extends Thing, Own<AlertDeclaration, "window" | "severity"> {
  readonly window: Duration;
  readonly severity: AlertSeverity;
}

export interface Objective extends Thing, Own<ObjectiveDeclaration, "period"> {
  readonly period: Duration;
}

export interface Dashboard extends Thing, Own<DashboardDeclaration, "title"> {
  readonly title: string;
}

/** The kinds of things, as the keys of {@link Catalog} and, in the singular, of definition records. */
export interface Things {
  readonly attributes: readonly Attribute[];
  readonly entities: readonly Entity[];
  readonly spans: readonly Span[];
  readonly metrics: readonly Metric[];
  readonly logs: readonly Log[];
  readonly events: readonly Event[];
  readonly errors: readonly CatalogError[];
  readonly transactions: readonly Transaction[];
  readonly journeys: readonly Journey[];
  readonly workflows: readonly Workflow[];
  readonly alerts: readonly Alert[];
  readonly objectives: readonly Objective[];
  readonly dashboards: readonly Dashboard[];
}

export type Kind = keyof Things;

export interface Catalog extends Things {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly owner?: string;
  readonly schemaUrl?: string;
  /** The catalogs whose things it has, imports of imports included. */
  readonly imports?: readonly { readonly name: string; readonly version: string }[];
}
