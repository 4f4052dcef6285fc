// What an instrument is, as its maker declared it.

/** All kinds of instruments. */
export const instrumentKinds = [
  "counter",
  "upDownCounter",
  "gauge",
  "histogram",
  "observedCounter",
  "observedUpDownCounter",
  "observedGauge",
] as const;

/** What can be measured with. */
export type InstrumentKind = (typeof instrumentKinds)[number];

/** What an instrument is. */
export interface Descriptor {
  readonly kind: InstrumentKind;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Advice: bucket bounds of a histogram; exponential buckets when undefined, unless a view or reader wants others. */
  readonly bounds?: readonly number[] | undefined;
  /** Advice: the only attributes to keep where no view says otherwise. */
  readonly attributeKeys?: readonly string[] | undefined;
  /** Whole numbers only (`ValueType.INT`); fractions are cut off. */
  readonly integer?: boolean | undefined;
}

/** Whether an instrument of `kind` is observed by callbacks instead of recorded. */
export function isObserved(kind: InstrumentKind): boolean {
  return kind === "observedCounter" || kind === "observedUpDownCounter" || kind === "observedGauge";
}

/** Whether values of `kind` are never negative. */
export function onlyGrows(kind: InstrumentKind): boolean {
  return kind === "counter" || kind === "observedCounter" || kind === "histogram";
}
