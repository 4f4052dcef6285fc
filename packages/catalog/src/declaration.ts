// What a team writes: the telemetry that its application emits, declared once. Everything else is generated from it or checked against it.
// The terms are those of OpenTelemetry's semantic conventions: requirement levels, instruments, stability, deprecation.

/** Type of an attribute's value, or of the items of a list. */
type PlainAttributeType =
  | "string"
  | "int"
  | "double"
  | "boolean"
  | "string[]"
  | "int[]"
  | "double[]"
  | "boolean[]"
  | "any";

/** Type of an attribute's value. A template is a family of keys: `http.request.header` stands for `http.request.header.<key>`. */
export type AttributeType = PlainAttributeType | `template[${PlainAttributeType}]`;

/** One value of an enumeration, where its plain value is not enough. */
export interface MemberDeclaration {
  readonly value: string | number;
  /** Name of the member in generated code; by default the value. */
  readonly id?: string | undefined;
  readonly description?: string | undefined;
  readonly stability?: Stability | undefined;
  readonly deprecated?: DeprecatedDeclaration | undefined;
}

/** How many different values an attribute takes: `low` up to 20, `medium` up to 1,000, `high` up to 100,000, `unbounded` more. */
export type CardinalityClass = "low" | "medium" | "high" | "unbounded";

/** Who may see a value: `public` everyone, `internal` the company, `personal` data of a person, `secret` no one: it must never be emitted. */
export type Sensitivity = "public" | "internal" | "personal" | "secret";

/** As in OpenTelemetry's semantic conventions. */
export type Stability = "stable" | "release_candidate" | "beta" | "alpha" | "development";

/** A text says what to use instead. `renamedTo` names the successor, which tools can then offer. */
export type DeprecatedDeclaration =
  | string
  | {
      readonly reason?: "renamed" | "obsoleted" | "uncategorized" | "unspecified" | undefined;
      readonly renamedTo?: string | undefined;
      readonly note?: string | undefined;
    };

/** What every declared thing has. */
export interface DeclaredThing {
  readonly description?: string | undefined;
  /** The team that answers questions; by default the catalog's owner. */
  readonly owner?: string | undefined;
  readonly stability?: Stability | undefined;
  readonly deprecated?: DeprecatedDeclaration | undefined;
  /** The semantic convention that this follows: a name of its registry, or a URL. */
  readonly semconv?: string | undefined;
}

export interface AttributeDeclaration extends DeclaredThing {
  /** A type, or the values of an enumeration. */
  readonly type: AttributeType | readonly (string | number | MemberDeclaration)[];
  /** Unit of a number, in UCUM. */
  readonly unit?: string | undefined;
  readonly cardinality?: CardinalityClass | undefined;
  readonly sensitivity?: Sensitivity | undefined;
  readonly examples?: readonly unknown[] | undefined;
  /** An enumeration that may have values which are not listed. */
  readonly open?: boolean | undefined;
}

/** The attributes of a signal, by requirement level. */
export interface Carries {
  /** Required: a call without one of these does not compile. */
  readonly attributes?: readonly string[] | undefined;
  readonly recommended?: readonly string[] | undefined;
  readonly optIn?: readonly string[] | undefined;
  /** Required under a condition, which the text describes. */
  readonly conditional?: Readonly<Record<string, string>> | undefined;
}

export interface SpanDeclaration extends DeclaredThing, Carries {
  readonly kind?: "internal" | "server" | "client" | "producer" | "consumer" | undefined;
  /** Names of span events. */
  readonly events?: readonly string[] | undefined;
  /** Entities that the resource must describe. */
  readonly entities?: readonly string[] | undefined;
}

export type MetricKind = "counter" | "upDownCounter" | "gauge" | "histogram" | "timer";

export interface MetricDeclaration extends DeclaredThing, Carries {
  readonly kind: MetricKind;
  /** UCUM. A timer's unit is `s` by default. */
  readonly unit?: string | undefined;
  /** Bounds of an explicit histogram's buckets. */
  readonly buckets?: readonly number[] | undefined;
  readonly entities?: readonly string[] | undefined;
  /** Whether anomalies of this metric are looked for. */
  readonly detectAnomalies?: boolean | undefined;
}

export type Severity = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** A log record, by its message. */
export interface LogDeclaration extends DeclaredThing, Carries {
  readonly severity?: Severity | undefined;
}

/** A named event: a log record with this `event_name`. */
export interface EventDeclaration extends DeclaredThing, Carries {
  readonly severity?: Severity | undefined;
  readonly entities?: readonly string[] | undefined;
}

/** An error, by its type. */
export interface ErrorDeclaration extends DeclaredThing, Carries {
  /** What the person on call should do. */
  readonly runbook?: string | undefined;
}

export interface TransactionDeclaration extends DeclaredThing, Carries {
  readonly steps?: readonly string[] | undefined;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface JourneyDeclaration extends DeclaredThing, Carries {
  readonly steps: readonly string[];
  /** A funnel: the steps have an order. */
  readonly ordered?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface WorkflowDeclaration extends DeclaredThing, Carries {
  /** The first state is the beginning. */
  readonly states: readonly string[];
  readonly transitions?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly timeoutMs?: number | undefined;
  readonly strict?: boolean | undefined;
}

/** Describes the resource: a service, a process, a host. */
export interface EntityDeclaration extends DeclaredThing, Carries {
  /** Attributes that identify the entity. */
  readonly identity: readonly string[];
}

/** What a rule or a chart looks at. Names are those of this catalog or of its imports. */
export type SourceDeclaration =
  | {
      readonly metric: string;
      readonly aggregation?: "rate" | "sum" | "average" | "last" | "p50" | "p90" | "p95" | "p99" | undefined;
      readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
      readonly groupBy?: readonly string[] | undefined;
    }
  | {
      readonly transaction: string;
      readonly measure: "count" | "completion" | "failure" | "amount" | "p50" | "p90" | "p95" | "p99";
    }
  | {
      readonly journey: string;
      readonly measure: "started" | "conversion";
      readonly from?: string;
      readonly to?: string;
    }
  | { readonly workflow: string; readonly measure: "events" | "stuck" | "p95"; readonly state?: string }
  | { readonly span: string; readonly measure: "rate" | "errors" | "p50" | "p95" | "p99" }
  | { readonly event: string; readonly measure: "rate" };

export interface AlertDeclaration extends DeclaredThing {
  readonly on: SourceDeclaration;
  /** Fires while the value is above or below this limit. Shares are from 0 to 1, durations in seconds. */
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  /** Fires when there is no data. */
  readonly absent?: boolean | undefined;
  /** Window over which the value is computed; 5 minutes by default. */
  readonly windowMs?: number | undefined;
  /** How long the condition must hold. */
  readonly forMs?: number | undefined;
  readonly severity?: "page" | "ticket" | "info" | undefined;
  readonly summary?: string | undefined;
  /** URL of what to do. */
  readonly runbook?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface ObjectiveDeclaration extends DeclaredThing {
  readonly on: SourceDeclaration;
  /** Share of good events, from 0 to 1: 0.999. */
  readonly target: number;
  /** Good means: at most this many seconds. Without it: did not fail. */
  readonly within?: number | undefined;
  /** Days over which the target counts; 30 by default. */
  readonly days?: number | undefined;
  readonly runbook?: string | undefined;
}

export interface ChartDeclaration {
  readonly title: string;
  readonly on: SourceDeclaration;
  readonly unit?: string | undefined;
}

export interface DashboardDeclaration extends DeclaredThing {
  readonly title?: string | undefined;
  readonly charts: readonly ChartDeclaration[];
}

type Named<T> = Readonly<Record<string, T>>;

/** Everything that an application emits, and what is built on it. */
export interface CatalogDeclaration {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description?: string | undefined;
  readonly owner?: string | undefined;
  /** URL of the schema, as in the `schema_url` of OTLP. */
  readonly schemaUrl?: string | undefined;
  /** Catalogs whose declarations may be used here, such as a platform team's. */
  readonly imports?: readonly CatalogDeclaration[] | undefined;
  readonly attributes?: Named<AttributeDeclaration> | undefined;
  readonly entities?: Named<EntityDeclaration> | undefined;
  readonly spans?: Named<SpanDeclaration> | undefined;
  readonly metrics?: Named<MetricDeclaration> | undefined;
  readonly logs?: Named<LogDeclaration> | undefined;
  readonly events?: Named<EventDeclaration> | undefined;
  readonly errors?: Named<ErrorDeclaration> | undefined;
  readonly transactions?: Named<TransactionDeclaration> | undefined;
  readonly journeys?: Named<JourneyDeclaration> | undefined;
  readonly workflows?: Named<WorkflowDeclaration> | undefined;
  readonly alerts?: Named<AlertDeclaration> | undefined;
  readonly objectives?: Named<ObjectiveDeclaration> | undefined;
  readonly dashboards?: Named<DashboardDeclaration> | undefined;
}
