// A catalog as the tools read it: plain data without imports, defaults filled in, each thing with the catalog that declares it. It is what
// `resolveCatalog` returns, what `definition` records carry to the console, and what every generator, check and comparison starts from.
import type {
  AlertDeclaration,
  AttributeType,
  CardinalityClass,
  ChartDeclaration,
  MetricKind,
  ObjectiveDeclaration,
  Sensitivity,
  Severity,
  Stability,
} from "./declaration.ts";
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

export interface Attribute extends Thing {
  /** An enumeration has the type of its values, and `members`. */
  readonly type: AttributeType;
  readonly members?: readonly Member[];
  /** Whether values beside the members are allowed. */
  readonly open?: boolean;
  readonly unit?: string;
  readonly cardinality?: CardinalityClass;
  readonly sensitivity?: Sensitivity;
  readonly examples?: readonly unknown[];
}

export type RequirementLevel = "required" | "conditionally_required" | "recommended" | "opt_in";

/** An attribute as a signal carries it. */
export interface AttributeUse {
  readonly key: string;
  readonly level: RequirementLevel;
  /** Of a conditional requirement. */
  readonly condition?: string;
}

export interface Entity extends Thing {
  readonly identity: readonly string[];
  readonly attributes: readonly AttributeUse[];
}

export interface Span extends Thing {
  readonly kind?: "internal" | "server" | "client" | "producer" | "consumer";
  readonly attributes: readonly AttributeUse[];
  readonly events?: readonly string[];
  readonly entities?: readonly string[];
}

export interface Metric extends Thing {
  readonly kind: MetricKind;
  /** The instrument of OpenTelemetry: a timer is a `histogram`. */
  readonly instrument: "counter" | "updowncounter" | "gauge" | "histogram";
  readonly unit: string;
  readonly attributes: readonly AttributeUse[];
  readonly buckets?: readonly number[];
  readonly entities?: readonly string[];
  readonly detectAnomalies?: boolean;
}

export interface Log extends Thing {
  readonly severity?: Severity;
  readonly attributes: readonly AttributeUse[];
}

export interface Event extends Log {
  readonly entities?: readonly string[];
}

export interface CatalogError extends Thing {
  readonly runbook?: string;
  readonly attributes: readonly AttributeUse[];
}

export interface Transaction extends Thing {
  readonly steps: readonly string[];
  readonly currency?: string;
  readonly timeoutMs?: number;
  readonly attributes: readonly AttributeUse[];
}

export interface Journey extends Thing {
  readonly steps: readonly string[];
  readonly ordered: boolean;
  readonly timeoutMs?: number;
  readonly attributes: readonly AttributeUse[];
}

export interface Workflow extends Thing {
  readonly states: readonly string[];
  readonly transitions?: Readonly<Record<string, readonly string[]>>;
  readonly strict?: boolean;
  readonly timeoutMs?: number;
  readonly attributes: readonly AttributeUse[];
}

export interface Alert extends Thing, Omit<AlertDeclaration, keyof Thing | "window" | "severity"> {
  readonly window: Duration;
  readonly severity: "page" | "ticket" | "info";
}

export interface Objective extends Thing, Omit<ObjectiveDeclaration, keyof Thing | "period"> {
  readonly period: Duration;
}

export interface Dashboard extends Thing {
  readonly title: string;
  readonly charts: readonly ChartDeclaration[];
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
