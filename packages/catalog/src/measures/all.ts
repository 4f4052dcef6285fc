// All measures, by key. `latency.p95` is a percentile of one.
import { percentiles, type Percentile } from "../percentile.ts";
import { type ErrorMeasure, errorMeasures } from "./errors.ts";
import type { Measure } from "./measure.ts";
import { type ObjectiveMeasure, objectiveMeasures } from "./objectives.ts";
import { type OtherMeasure, otherMeasures } from "./other.ts";
import { type PeopleMeasure, peopleMeasures } from "./people.ts";
import { type ServiceMeasure, serviceMeasures } from "./services.ts";
import { type TransactionMeasure, transactionMeasures } from "./transactions.ts";
import { type WorkflowMeasure, workflowMeasures } from "./workflows.ts";

/** By subject, as the reference lists them. */
export const measureGroups: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  "Services, calls and queues": serviceMeasures,
  Transactions: transactionMeasures,
  "Funnels, journeys and people": peopleMeasures,
  "Errors, logs and findings": errorMeasures,
  Workflows: workflowMeasures,
  Objectives: objectiveMeasures,
  "Metrics, interactions and profiles": otherMeasures,
};

type Declared =
  | ServiceMeasure
  | TransactionMeasure
  | PeopleMeasure
  | ErrorMeasure
  | WorkflowMeasure
  | ObjectiveMeasure
  | OtherMeasure;
type OfDurations =
  | "latency"
  | "spanLatency"
  | "callLatency"
  | "transactionDuration"
  | "instanceDuration"
  | "timeInState";
export type MeasureKey = Declared | `${OfDurations}.${Percentile}`;

const all: ReadonlyMap<string, Measure> = new Map(
  Object.values(measureGroups)
    .flatMap(Object.entries<Measure>)
    .flatMap(([key, measure]): [string, Measure][] => [
      [key, measure],
      ...(measure.unit === "ms"
        ? percentiles.map((name): [string, Measure] => ofPercentile(key, name, measure))
        : []),
    ]),
);

function ofPercentile(key: string, name: Percentile, measure: Measure): [string, Measure] {
  const text = `${name.slice(1)}th percentile. ${measure.text}`;
  return [`${key}.${name}`, { ...measure, name, text }];
}

/** What is declared of a measure. */
export function measureOf(key: MeasureKey): Measure {
  return all.get(key)!;
}

/** What a measure is, in one sentence. */
export function measureText(key: MeasureKey): string {
  return measureOf(key).text;
}

/** The name as the label of a figure: `completion`, `p95`. */
export function measureWord(key: MeasureKey): string {
  const { name } = measureOf(key);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** The name in a sentence about something, such as `completion of purchase fell`. */
export function measureNoun(key: MeasureKey): string {
  return measureOf(key).noun ?? measureWord(key);
}
