// What arrived, as the live check reads it: one fact for each name, counted over a window. The console makes them from its roll-ups, a test
// from a few records. Nothing here is a single record: the check costs the same for a thousand spans and for ten million.

/** Type of a value as it arrived. OTLP has no other types; `map` and `bytes` have no declared type but `any`. */
export type ObservedType =
  | "string"
  | "int"
  | "double"
  | "boolean"
  | "string[]"
  | "int[]"
  | "double[]"
  | "boolean[]"
  | "map"
  | "bytes";

/** An attribute as one signal, or one resource, carries it. */
export interface AttributeFact {
  readonly key: string;
  /** Types of its values. Several when the type changed, or differs from place to place; empty when unknown. */
  readonly types: readonly ObservedType[];
  /** Records that have it with each type, when this is known. */
  readonly typeCounts?: ReadonlyMap<ObservedType, number> | undefined;
  /** Records that have it, of the {@link SignalFact.count} records of the signal. Absent: all of them. */
  readonly count?: number | undefined;
  /** Number of different values, or its estimate. */
  readonly distinct?: number | undefined;
  /** Some of its values; all of them when there are as many as `distinct`. An array counts as several values. */
  readonly values?: readonly (string | number | boolean)[] | undefined;
  /** Those of its values that did not arrive before the window, when this is known. */
  readonly newValues?: readonly (string | number | boolean)[] | undefined;
  /** Unix time in milliseconds. */
  readonly firstSeen?: number | undefined;
  readonly lastSeen?: number | undefined;
}

/** Where in the code a name comes from, when the telemetry or the code says so (`code.file.path`, `code.line.number`). */
export interface FactLocation {
  readonly file: string;
  readonly line?: number | undefined;
}

export type SignalKind = "span" | "span_event" | "metric" | "event" | "log";

/** A span name, metric, event, or log message of one service in one version. The same name of two services, or versions, is two facts. */
export interface SignalFact {
  readonly kind: SignalKind;
  readonly name: string;
  readonly service?: string | undefined;
  /** `service.version`. */
  readonly version?: string | undefined;
  /** Spans, data points or records in the window. 0: known from earlier, but nothing arrived in the window. */
  readonly count: number;
  readonly attributes: readonly AttributeFact[];
  /** Unix time in milliseconds, over all times, not only the window. */
  readonly firstSeen?: number | undefined;
  readonly lastSeen?: number | undefined;
  /** Of a span. */
  readonly spanKind?: "internal" | "server" | "client" | "producer" | "consumer" | undefined;
  /** Of a metric. A monotonic sum is a counter, another sum an updowncounter; `summary` and others are not supported by the conventions. */
  readonly instrument?: "counter" | "updowncounter" | "gauge" | "histogram" | (string & {}) | undefined;
  /** Of a metric. Absent: unknown; an empty text is a metric without a unit. */
  readonly unit?: string | undefined;
  /** Of a metric: median of its values in the window, or their mean when only this is known. */
  readonly typical?: number | undefined;
  /** The same for the time before the window. */
  readonly typicalBefore?: number | undefined;
  readonly location?: FactLocation | undefined;
}

/** The resource of a service in one version. */
export interface ResourceFact {
  readonly service?: string | undefined;
  readonly version?: string | undefined;
  readonly attributes: readonly AttributeFact[];
}

/** An alert, a dashboard, a funnel or a saved query of the console, and the names that it uses. Those of the catalog need not be listed. */
export interface UseFact {
  readonly kind: "alert" | "objective" | "dashboard" | "funnel" | "saved view" | "query";
  readonly name: string;
  readonly uses: readonly { readonly kind: SignalKind | "attribute"; readonly name: string }[];
}

export interface Facts {
  /** The window, as Unix times in milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly signals: readonly SignalFact[];
  readonly resources: readonly ResourceFact[];
  readonly uses?: readonly UseFact[] | undefined;
  /** Kinds of signals, or `attribute`, of which more arrived than is here: of these nothing is said to be absent. */
  readonly partial?: ReadonlySet<string> | undefined;
}
