// What a condition reads: inputs, which the store, a recording or a scenario answers, a sample for each group.
import type { Source } from "../rule/source.ts";

/** Attributes that identify a group. */
export type Labels = Readonly<Record<string, string>>;

/** One question to the data: a source over a window that ends `agoMs` before the evaluation. */
export interface Input {
  /** Equal for equal inputs, so that rules can share an answer. */
  readonly id: string;
  readonly source: Source;
  readonly windowMs: number;
  readonly agoMs: number;
  readonly groupBy: readonly string[];
}

/** A label. Names that every object has, such as `constructor`, are none unless they are there. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** The value of one group. */
export interface Sample {
  readonly value: number;
  /** Of a count: itself. Of a share: the whole. */
  readonly count?: number;
  /** Of a share: the part. */
  readonly part?: number;
  /** The data begins so shortly before the window that the value says nothing yet. */
  readonly isEarly?: true;
}

/** The answer to an input: groups with data, or why there is none. */
export type Reading =
  | {
      readonly groups: readonly GroupSample[];
      /** Unix ms of the first telemetry of any kind; for sources that have to learn, and absent when it is long ago. */
      readonly since?: number;
    }
  | { /** Why it could not be computed. */ readonly error: string };

export interface GroupSample {
  readonly labels: Labels;
  readonly sample: Sample;
}

/** Labels as one text, in a fixed order. */
export function keyOf(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return "";
  return JSON.stringify(names.toSorted().map((name) => [name, labels[name]]));
}

export function createInput(
  source: Source,
  windowMs: number,
  agoMs: number,
  groupBy: readonly string[],
): Input {
  return { id: JSON.stringify([source, windowMs, agoMs, groupBy]), source, windowMs, agoMs, groupBy };
}
