// What a replay reads: recorded or synthetic facts, the same for scenarios, tables and exports.
import { labelOf, type Labels } from "../condition/reading.ts";

interface Common {
  /** Unix ms. */
  readonly at: number;
  readonly attributes: Labels;
  /** Number of equal facts that this one stands for; by default 1. */
  readonly count?: number;
}

/** A point of a metric. `kind`: the increase of a counter, the value of a gauge, an observation of a histogram. */
export interface MetricFact extends Common {
  readonly metric: string;
  readonly kind: "increase" | "value" | "observation";
  readonly value: number;
  /** Unit of the metric, a part of its name in Prometheus. */
  readonly unit?: string;
}

/** A transaction that ended. */
export interface TransactionFact extends Common {
  readonly transaction: string;
  readonly outcome: "completed" | "failed" | "abandoned";
  readonly amount?: number;
  readonly seconds?: number;
}

/** A step of a journey by one person. */
interface StepFact extends Common {
  readonly funnel: string;
  readonly step: string;
  /** User or session. */
  readonly who: string;
}

/** An event of a workflow's instance. */
export interface WorkflowFact extends Common {
  readonly workflow: string;
  readonly id: string;
  readonly state: string;
  readonly ended?: boolean;
}

/** An error. */
interface ErrorFact extends Common {
  /** What errors are grouped by. */
  readonly errorGroup: string;
  readonly type: string;
  /** Whether the group had occurred before the data begins. */
  readonly known?: boolean;
}

/** A log record. */
interface LogFact extends Common {
  readonly log: string;
  /** As in OpenTelemetry: 1 to 24. */
  readonly severity: number;
}

/** A named event. */
interface EventFact extends Common {
  readonly event: string;
}

/** A server or consumer span. */
export interface SpanFact extends Common {
  readonly span: string;
  readonly seconds: number;
  readonly failed: boolean;
}

/** A finding of a detector. Its kind is an attribute, too: rules may group by it. */
export interface FindingFact extends Common {
  readonly finding: string;
  /** A trace with several findings in a group counts once; without it each finding counts. */
  readonly trace?: string;
}

/** A value that a query returned. */
interface SqlFact extends Common {
  readonly sql: string;
  readonly value: number;
}

/** One thing that happened, as rules read it. */
export type Fact =
  | MetricFact
  | TransactionFact
  | StepFact
  | WorkflowFact
  | ErrorFact
  | LogFact
  | EventFact
  | SpanFact
  | FindingFact
  | SqlFact;

/** The labels of the group to which a fact belongs; an attribute that it lacks is empty. */
export function labelsOf({ attributes }: Fact, groupBy: readonly string[]): Labels {
  return Object.fromEntries(groupBy.map((name) => [name, labelOf(attributes, name) ?? ""]));
}

/** A finding with its kind among its attributes. */
export function withKind(fact: FindingFact): FindingFact {
  return { ...fact, attributes: { ...fact.attributes, finding: fact.finding } };
}

/** The attribute that names the service. */
export const serviceKey = "service.name";

/** Data with its range. */
export interface Recording {
  readonly facts: readonly Fact[];
  /** Unix ms; by default the first and the last fact. */
  readonly from?: number;
  readonly to?: number;
}
