// How measurements become points: chosen by a view, else by the reader, else by the instrument's kind and advice
// (specification: metrics/sdk, Aggregation).
import { type Descriptor, isObserved } from "./descriptor.ts";

/** A wish of a view or reader. */
export type Aggregation =
  | { readonly type: "default" | "drop" | "sum" | "lastValue" }
  | {
      readonly type: "histogram";
      /** Upper bounds, ascending. Default: the instrument's advice, else the specification's. */
      readonly bounds?: readonly number[] | undefined;
      /** Default true. */
      readonly recordMinMax?: boolean | undefined;
    }
  | {
      readonly type: "exponentialHistogram";
      /** Buckets at most, of positive and of negative values each. From 2; default 160. */
      readonly maxSize?: number | undefined;
      /** Finest scale, from -10 to 20. Default 20. */
      readonly maxScale?: number | undefined;
      /** Default true. */
      readonly recordMinMax?: boolean | undefined;
      /** Absolute values up to it count as zero. Default 0. */
      readonly zeroThreshold?: number | undefined;
    };

/** An aggregation with nothing left open. */
export type ResolvedAggregation =
  | { readonly type: "drop" | "sum" | "lastValue" }
  | { readonly type: "histogram"; readonly bounds: readonly number[]; readonly recordMinMax: boolean }
  | {
      readonly type: "exponentialHistogram";
      readonly maxSize: number;
      readonly maxScale: number;
      readonly recordMinMax: boolean;
      readonly zeroThreshold: number;
    };

/** The specification's bounds, which readers of the stock instruments expect. */
export const defaultBounds: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
];

/** What is to be done with the measurements of `descriptor`. */
export function resolveAggregation(
  descriptor: Descriptor,
  view: Aggregation | undefined,
  reader: Aggregation | undefined,
): ResolvedAggregation {
  const agg = chosen(view) ?? chosen(reader) ?? byKind(descriptor);
  switch (agg.type) {
    case "histogram":
      return {
        type: "histogram",
        bounds: agg.bounds ?? descriptor.bounds ?? defaultBounds,
        recordMinMax: agg.recordMinMax ?? true,
      };
    case "exponentialHistogram":
      return {
        type: "exponentialHistogram",
        maxSize: agg.maxSize ?? 160,
        maxScale: agg.maxScale ?? 20,
        recordMinMax: agg.recordMinMax ?? true,
        zeroThreshold: agg.zeroThreshold ?? 0,
      };
    default:
      return { type: agg.type as "drop" | "sum" | "lastValue" };
  }
}

function chosen(agg: Aggregation | undefined): Aggregation | undefined {
  return agg === undefined || agg.type === "default" ? undefined : agg;
}

function byKind({ kind, bounds }: Descriptor): Aggregation {
  if (kind === "histogram")
    return bounds === undefined ? { type: "exponentialHistogram" } : { type: "histogram" };
  return { type: kind === "gauge" || kind === "observedGauge" ? "lastValue" : "sum" };
}

/** Whether the values are sums that the application itself has added up. */
export function isPrecomputed(descriptor: Descriptor, aggregation: ResolvedAggregation): boolean {
  return isObserved(descriptor.kind) && descriptor.kind !== "observedGauge" && aggregation.type === "sum";
}
