// The values that conditions compare: a sample for each group.

/** Attributes that identify a group. */
export type Labels = Readonly<Record<string, string>>;

/** The value of a label. A name that every object has, such as `constructor`, counts only when it is an own property. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** Labels as one text, in a fixed order. */
export function keyOf(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return "";
  return JSON.stringify(names.toSorted().map((name) => [name, labels[name]]));
}

/** The counts of a share. */
export interface Counts {
  readonly part: number;
  readonly count: number;
}

/** The value of one group. */
export interface Sample {
  readonly value: number;
  /** Of a count: itself. Of a share: the whole. */
  readonly count?: number;
  /** Of a share: the part. */
  readonly part?: number;
  /** Of a share of sampled entries: what the stored ones, which `part` and `count` count, represent. */
  readonly estimated?: Counts;
  /** The data begins so shortly before the window that the value says nothing yet. */
  readonly isEarly?: true;
  /** Of a rate in the part of its window that telemetry covers: what it is in all of the window, however little follows. */
  readonly whole?: number;
}

/** The value in all of the window. */
export const wholeOf = ({ value, whole = value }: Sample): number => whole;

/** Counts for people: what the value is of, and of sampled entries also how many were recorded. */
export function shownCounts({ part, count, estimated }: Partial<Sample>): {
  readonly part?: number;
  readonly count?: number;
  readonly recorded?: number;
} {
  if (estimated !== undefined)
    return { part: estimated.part, count: estimated.count, ...(count !== undefined && { recorded: count }) };
  return { ...(part !== undefined && { part }), ...(count !== undefined && { count }) };
}

/** The value of one group, with its labels. */
export interface GroupSample {
  readonly labels: Labels;
  readonly sample: Sample;
}

/** A share of sampled entries: its value is of what they stand for, its counts are of those that are stored. */
export function shareOfSampled(stored: Counts, estimated: Counts): Sample {
  const { part, count } = stored;
  if (estimated.part === part && estimated.count === count) return { value: part / count, part, count };
  // sums of weights are not exact: no and all stored ones stay no and all
  const rounded = { ...estimated, part: part === 0 ? 0 : part === count ? estimated.count : estimated.part };
  return { value: rounded.part / rounded.count, part, count, estimated: rounded };
}
