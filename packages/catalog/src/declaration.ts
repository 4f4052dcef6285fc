// What a team writes: the telemetry that its application emits, declared once. Everything else is generated from it or checked against it.
// The terms are those of OpenTelemetry's semantic conventions: requirement levels, instruments, stability, deprecation.
import type { CardinalityClass } from "./cardinality-class.ts";
import type { Duration } from "./duration.ts";
import type { ConditionDeclaration } from "./limits.ts";
import type {
  ChartSourceDeclaration,
  ObjectiveSourceDeclaration,
  SourceDeclaration,
} from "./source-declaration.ts";

export type { CardinalityClass } from "./cardinality-class.ts";
export type { ConditionDeclaration } from "./limits.ts";
export type {
  AnySourceDeclaration,
  ChartSourceDeclaration,
  ObjectiveSourceDeclaration,
  SourceDeclaration,
} from "./source-declaration.ts";

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

/** Type of an attribute's value. A template is a family of keys: `http.request.header` represents `http.request.header.<key>`. */
export type AttributeType = PlainAttributeType | `template[${PlainAttributeType}]`;

/** One value of an enumeration, where its plain value is not enough. */
export interface MemberDeclaration {
  /** The value as it is recorded. */
  readonly value: string | number;
  /** Name of the member in generated code; by default the value. */
  readonly id?: string | undefined;
  /** What the value means. */
  readonly description?: string | undefined;
  /** How settled it is. */
  readonly stability?: Stability | undefined;
  /** It is no longer to be used, and what is instead. */
  readonly deprecated?: DeprecatedDeclaration | undefined;
}

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
  /** What it means, for people: it is in generated documentation and in editors. */
  readonly description?: string | undefined;
  /** The team that answers questions; by default the catalog's owner. */
  readonly owner?: string | undefined;
  /** How settled it is. */
  readonly stability?: Stability | undefined;
  /** It is no longer to be used, and what is instead. */
  readonly deprecated?: DeprecatedDeclaration | undefined;
  /** The semantic convention that this follows: a name of its registry, or a URL. */
  readonly semconv?: string | undefined;
}

/** An attribute, by its key. */
export interface AttributeDeclaration extends DeclaredThing {
  /** A type, or the values of an enumeration. */
  readonly type: AttributeType | readonly (string | number | MemberDeclaration)[];
  /** Unit of a number, in UCUM. */
  readonly unit?: string | undefined;
  /** How many different values it takes. Metrics must not carry `high` or `unbounded` ones. */
  readonly cardinality?: CardinalityClass | undefined;
  /** Who may see its values. */
  readonly sensitivity?: Sensitivity | undefined;
  /** Values as they occur. */
  readonly examples?: readonly unknown[] | undefined;
  /** An enumeration that may have values which are not listed. */
  readonly open?: boolean | undefined;
}

/** The attributes of a signal, by requirement level. */
export interface Carries {
  /** Required: a call without one of these does not compile. */
  readonly attributes?: readonly string[] | undefined;
  /** Recommended: a call should have them. */
  readonly recommended?: readonly string[] | undefined;
  /** Recorded only where a user has asked for them. */
  readonly optIn?: readonly string[] | undefined;
  /** Required under a condition, which the text describes. */
  readonly conditional?: Readonly<Record<string, string>> | undefined;
}

/** A span, by its name. */
export interface SpanDeclaration extends DeclaredThing, Carries {
  /** As in OpenTelemetry; `internal` by default. */
  readonly kind?: "internal" | "server" | "client" | "producer" | "consumer" | undefined;
  /** Names of span events. */
  readonly events?: readonly string[] | undefined;
  /** Entities that the resource must describe. */
  readonly entities?: readonly string[] | undefined;
}

/** The instrument of a metric. A timer is a histogram of durations in seconds. */
export type MetricKind = "counter" | "upDownCounter" | "gauge" | "histogram" | "timer";

/** A metric, by its name. */
export interface MetricDeclaration extends DeclaredThing, Carries {
  /** The instrument that records it. */
  readonly kind: MetricKind;
  /** UCUM. A timer's unit is `s` by default. */
  readonly unit?: string | undefined;
  /** Bounds of an explicit histogram's buckets. */
  readonly buckets?: readonly number[] | undefined;
  /** Entities that the resource must describe. */
  readonly entities?: readonly string[] | undefined;
  /** Whether anomalies of this metric are looked for. */
  readonly detectAnomalies?: boolean | undefined;
}

export type Severity = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** A log record, by its message. */
export interface LogDeclaration extends DeclaredThing, Carries {
  /** The severity with which it is logged. */
  readonly severity?: Severity | undefined;
}

/** A named event: a log record with this `event_name`. */
export interface EventDeclaration extends DeclaredThing, Carries {
  /** The severity of its record. */
  readonly severity?: Severity | undefined;
  /** Entities that the resource must describe. */
  readonly entities?: readonly string[] | undefined;
}

/** An error, by its type. */
export interface ErrorDeclaration extends DeclaredThing, Carries {
  /** What the person on call should do. */
  readonly runbook?: string | undefined;
}

/** A transaction, by its type. */
export interface TransactionDeclaration extends DeclaredThing, Carries {
  /** The steps it may take. */
  readonly steps?: readonly string[] | undefined;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  /** Still open this many ms after its start, it counts as abandoned. */
  readonly timeoutMs?: number | undefined;
}

/** A journey or a funnel, by its name. */
export interface JourneyDeclaration extends DeclaredThing, Carries {
  /** The steps of a person; of a funnel in their order. */
  readonly steps: readonly string[];
  /** A funnel: the steps have an order. */
  readonly ordered?: boolean | undefined;
  /** Who takes no step for this many ms has given up. */
  readonly timeoutMs?: number | undefined;
}

/** A workflow, by its type. */
export interface WorkflowDeclaration extends DeclaredThing, Carries {
  /** The first state is the beginning. */
  readonly states: readonly string[];
  /** From a state to those that may follow. Left out: any may follow any. */
  readonly transitions?: Readonly<Record<string, readonly string[]>> | undefined;
  /** An instance without an event for this many ms is stuck. */
  readonly timeoutMs?: number | undefined;
  /** `true`: a transition that is not listed throws. */
  readonly strict?: boolean | undefined;
}

/** Describes the resource: a service, a process, a host. */
export interface EntityDeclaration extends DeclaredThing, Carries {
  /** Attributes that identify the entity. */
  readonly identity: readonly string[];
}

/** An alert rule, by its name: the fields of a file of rules. */
export interface AlertDeclaration extends DeclaredThing {
  /** What it looks at. */
  readonly on: SourceDeclaration;
  /** One alert for each combination of these attributes. */
  readonly groupBy?: readonly string[] | undefined;
  /** When it fires. Shares are from 0 to 1, durations in seconds. */
  readonly when: ConditionDeclaration;
  /** The time over which the value is computed; `5m` by default. */
  readonly window?: Duration | undefined;
  /** How long the condition must hold; `0s` by default. */
  readonly for?: Duration | undefined;
  /** Time between evaluations of the console; `1m` by default. */
  readonly every?: Duration | undefined;
  /** How soon someone must act: `page` at once, `ticket` in working hours, `info` not at all. */
  readonly severity?: "page" | "ticket" | "info" | undefined;
  /** One line for the message. */
  readonly summary?: string | undefined;
  /** URL of what to do. */
  readonly runbook?: string | undefined;
  /** Labels of the generated rule. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A service level objective, by its name: the fields of a file of rules. */
export interface ObjectiveDeclaration extends DeclaredThing {
  /** A share of what is good, or with `failure` and `errors` of what is bad. */
  readonly on: ObjectiveSourceDeclaration;
  /** Share of good events, from 0 to 1: 0.999. */
  readonly target: number;
  /** The period of the budget; `30d` by default. */
  readonly period?: Duration | undefined;
  /** URL of what to do. */
  readonly runbook?: string | undefined;
}

/** A chart of a dashboard. */
export interface ChartDeclaration {
  /** Its heading. */
  readonly title: string;
  /** What it draws. */
  readonly on: ChartSourceDeclaration;
  /** Unit of its values, in UCUM; that of the metric by default. */
  readonly unit?: string | undefined;
}

/** A dashboard, by its name. */
export interface DashboardDeclaration extends DeclaredThing {
  /** Its heading; the name by default. */
  readonly title?: string | undefined;
  /** Its charts, in their order. */
  readonly charts: readonly ChartDeclaration[];
}

type Named<T> = Readonly<Record<string, T>>;

/** Everything that an application emits, and what is built on it. */
export interface CatalogDeclaration {
  /** Name of the catalog, such as that of the application. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** What the application does. */
  readonly description?: string | undefined;
  /** The team that answers questions, where a declaration has none of its own. */
  readonly owner?: string | undefined;
  /** URL of the schema, as in the `schema_url` of OTLP. */
  readonly schemaUrl?: string | undefined;
  /** Catalogs whose declarations may be used here, such as a platform team's. */
  readonly imports?: readonly CatalogDeclaration[] | undefined;
  /** Attributes by their keys. */
  readonly attributes?: Named<AttributeDeclaration> | undefined;
  /** What resources describe, by type. */
  readonly entities?: Named<EntityDeclaration> | undefined;
  /** Spans by name. */
  readonly spans?: Named<SpanDeclaration> | undefined;
  /** Metrics by name. */
  readonly metrics?: Named<MetricDeclaration> | undefined;
  /** Log records by message. */
  readonly logs?: Named<LogDeclaration> | undefined;
  /** Events by name. */
  readonly events?: Named<EventDeclaration> | undefined;
  /** Errors by type. */
  readonly errors?: Named<ErrorDeclaration> | undefined;
  /** Transactions by type. */
  readonly transactions?: Named<TransactionDeclaration> | undefined;
  /** Journeys and funnels by name. */
  readonly journeys?: Named<JourneyDeclaration> | undefined;
  /** Workflows by type. */
  readonly workflows?: Named<WorkflowDeclaration> | undefined;
  /** Alert rules by name. */
  readonly alerts?: Named<AlertDeclaration> | undefined;
  /** Objectives by name. */
  readonly objectives?: Named<ObjectiveDeclaration> | undefined;
  /** Dashboards by name. */
  readonly dashboards?: Named<DashboardDeclaration> | undefined;
}
